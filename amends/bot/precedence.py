"""What goes before what Rasa would do by itself: the record before its memory, and text before commands."""

from __future__ import annotations

from amends.cases.state import SETTLED, WAITING, State
from amends.dialogue.turn import Stage

COMMAND = "/"
HARMLESS_SLASH = "\N{FULLWIDTH SOLIDUS}"


def as_text(text: str) -> str:
    """Return a customer's text so that Rasa reads no command in it: a leading slash is only a slash."""
    bare = text.lstrip()
    return HARMLESS_SLASH + bare[1:] if bare.startswith(COMMAND) else text


def stage_for(state: State, stage: str | None) -> str | None:
    """Return the dialogue's stage as the record has it: a waiting or settled case overrides the bot's memory."""
    if state in WAITING:
        return Stage.WAITING.value
    if state in SETTLED:
        return Stage.SETTLED.value
    return None if stage in (Stage.WAITING, Stage.SETTLED) else stage
