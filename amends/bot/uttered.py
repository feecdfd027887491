"""What the bot uttered in Rasa, as the front desk is told it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def message_of(text: str | None, data: Mapping[str, Any], metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Return a message with its buttons, its line, and the lines said before that in the same message.

    `data` and `metadata` are those of Rasa's event.
    """
    return {
        "text": text,
        "buttons": data.get("buttons") or [],
        "line": metadata.get("line"),
        "before": metadata.get("before") or [],
    }
