"""What the bot uttered in Rasa, as the front desk is told it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from amends.languages.line import Line


def message_of(text: str | None, data: Mapping[str, Any], metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Return a message with its buttons and its line: the action server's, or a response of domain.yml by its name.

    `data` and `metadata` are those of Rasa's event.
    """
    response = metadata.get("utter_action")
    line = metadata.get("line") or (Line(str(response)).to_dict() if response else None)
    return {"text": text, "buttons": data.get("buttons") or [], "line": line}
