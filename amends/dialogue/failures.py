"""Is it another failure than the one we apologised for? Then it earns an apology of its own (METHOD R2)."""

from __future__ import annotations

from amends.dialogue.turn import Turn
from amends.languages.language import Language

SURE_OF_ITS_TOPIC = 0.5
COMPLAINS = 0.6
"""The chance of a complaint from which also what reads as a detail or a correction tells of a failure."""

DETAILS = frozenset({"correct", "inform"})
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


def complains(turn: Turn) -> bool:
    """Say whether the message complains, also where it was read as a detail or a correction without a fact in it."""
    reading = turn.reading
    if reading.intent in DETAILS:
        return not reading.facts and (reading.complaint or 0.0) >= COMPLAINS
    return reading.intent == "complaint"
