"""What goes before what Rasa would do by itself: the record before its memory, and text before commands."""

from __future__ import annotations

from amends.cases.state import SETTLED, WAITING
from amends.dialogue.turn import Stage

COMMAND = "/"
OF_THE_RECORD = (Stage.WAITING, Stage.SETTLED, Stage.SURVEY)
HARMLESS_SLASH = "\N{FULLWIDTH SOLIDUS}"


def as_text(text: str) -> str:
    """Return a customer's text so that Rasa reads no command in it: a leading slash is only a slash."""
    bare = text.lstrip()
    return HARMLESS_SLASH + bare[1:] if bare.startswith(COMMAND) else text


def stage_for(phase: str, stage: str | None) -> str | None:
    """Return the dialogue's stage as the record has it: a waiting or settled case overrides the bot's memory.

    `phase` is the case's state, or `survey` while a question of its report card is open.
    """
    if phase == Stage.SURVEY:
        return Stage.SURVEY.value
    if phase in WAITING:
        return Stage.WAITING.value
    if phase in SETTLED:
        return Stage.SETTLED.value
    return None if stage in OF_THE_RECORD else stage
