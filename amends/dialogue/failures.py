"""Is it another failure than the one we apologised for? Then it earns an apology of its own (METHOD R2)."""

from __future__ import annotations

from amends.dialogue.heard import complains
from amends.dialogue.turn import Turn
from amends.languages.language import Language

SURE_OF_ITS_TOPIC = 0.5
REACHING_US = "no_answer"
"""To wait for us, and to be put off, belongs to the failure that they write about."""


def tells_of_another(turn: Turn, topic: str | None, language: Language) -> bool:
    """Say whether a message complains of something else than `topic`, and says so: "and now it is wrong as well".

    The next part of the same story ("and then the line went dead") is none: a second sorry for it would do harm.
    """
    reading = turn.reading
    if topic is None or reading.topic in (None, topic, REACHING_US) or not complains(turn):
        return False
    says_so = language.tells("another failure", turn.told)
    return reading.topic_confidence >= SURE_OF_ITS_TOPIC and says_so
