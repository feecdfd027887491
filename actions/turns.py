"""From Rasa's tracker to a turn, and from an answer to Rasa's events."""

from __future__ import annotations

from typing import Any

from amends.dialogue.turn import Answer, Stage, Turn
from amends.understanding.reading import Reading


def turn_of(
    sender_id: str, latest: dict[str, Any], slots: dict[str, Any], events: list[dict[str, Any]]
) -> Turn:
    """Translate Rasa's tracker into a turn. A pressed button's title stands in the message's metadata."""
    title = (latest.get("metadata") or {}).get("text")
    choice = next((e["value"] for e in latest.get("entities") or () if e["entity"] == "choice"), None)
    return Turn(
        conversation_id=sender_id,
        text=title or latest.get("text") or "",
        reading=Reading.from_parse(latest),
        stage=Stage(slots["stage"]) if slots.get("stage") else None,
        heat=heat_of(events),
        misunderstood=int(slots.get("misunderstood") or 0),
        choice=choice if title else None,
        pressed=title is not None,
    )


def heat_of(events: list[dict[str, Any]]) -> tuple[float, ...]:
    """Return the intensity (0..1) of the customer's typed messages, oldest first; a pressed button has none."""
    typed = (e for e in events if e.get("event") == "user" and not (e.get("metadata") or {}).get("text"))
    emotions = ((e.get("parse_data") or {}).get("emotion") or {} for e in typed)
    return tuple(float(emotion["intensity"]) for emotion in emotions if "intensity" in emotion)


def events_of(answer: Answer) -> list[dict[str, Any]]:
    """Translate an answer into slots, and the end of the bot's turn."""
    stage = answer.stage.value if answer.stage else None
    return [
        {"event": "slot", "timestamp": None, "name": "stage", "value": stage},
        {"event": "slot", "timestamp": None, "name": "misunderstood", "value": float(answer.misunderstood)},
        {"event": "followup", "timestamp": None, "name": "action_listen"},
    ]
