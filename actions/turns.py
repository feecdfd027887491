"""From Rasa's tracker to what was said."""

from __future__ import annotations

from typing import Any

from amends.dialogue.answering import Received
from amends.understanding.reading import Reading


def said_of(sender_id: str, latest: dict[str, Any]) -> Received:
    """Translate Rasa's latest message. A pressed button's title stands in the message's metadata."""
    metadata = latest.get("metadata") or {}
    title = metadata.get("text")
    choice = next((e["value"] for e in latest.get("entities") or () if e["entity"] == "choice"), None)
    return Received(
        conversation_id=sender_id,
        text=title or latest.get("text") or "",
        reading=Reading.from_parse(latest),
        message_id=_number(latest.get("message_id")),
        choice=choice if title else None,
        pressed=title is not None,
    )


def _number(message_id: Any) -> int | None:
    """The front desk's number of the message; None where something else asked."""
    return int(message_id) if message_id is not None and str(message_id).isdecimal() else None
