"""One turn of the dialogue: what came in, and what goes out. Plain values; no Rasa, no database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from amends.hearing.frame import Asked
from amends.languages.line import Line
from amends.understanding.reading import Reading


class Stage(StrEnum):
    """What the bot asked last, and so what an answer is to: kept in our own record (`DialogueState`).

    `waiting`, `settled` and `survey` are set from the case before each turn, never by the dialogue.
    """

    ASKED = "asked"
    LISTENING = "listening"
    CHECKING = "checking"
    WISH = "wish"
    IDEA = "idea"
    DETAILS = "details"
    OFFER = "offer"
    APOLOGY = "apology"
    WAITING = "waiting"
    SETTLED = "settled"
    SURVEY = "survey"
    FINDING = "finding"
    CODE = "code"


ASKED_AT: dict[Stage | None, Asked] = {
    None: Asked.NOTHING,
    Stage.ASKED: Asked.OPEN,
    Stage.LISTENING: Asked.LISTEN,
    Stage.CHECKING: Asked.STORY,
    Stage.WISH: Asked.WISH,
    Stage.IDEA: Asked.FAIR,
    Stage.DETAILS: Asked.FACT,
    Stage.OFFER: Asked.OFFER,
    Stage.APOLOGY: Asked.WAY,
    Stage.WAITING: Asked.WAITING,
    Stage.SETTLED: Asked.SETTLED,
    Stage.SURVEY: Asked.ELSE,
    Stage.FINDING: Asked.FACT,
    Stage.CODE: Asked.FACT,
}
"""Stage -> how the reader knows what was asked."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A customer's message with all that the dialogue needs to know of it.

    `heat`: the intensity (0..1) of their messages so far, oldest first, this one last. `misunderstood`: how
    many turns in a row made no sense to us. `choice`: what a pressed button stands for, beyond its intent.
    """

    conversation_id: str
    text: str
    reading: Reading
    stage: Stage | None = None
    heat: tuple[float, ...] = ()
    misunderstood: int = 0
    choice: str | None = None
    pressed: bool = False
    message_id: int | None = None

    @property
    def intent(self) -> str:
        """The intent as it was read."""
        return self.reading.intent

    @property
    def told(self) -> str:
        """What the customer told in this turn; pressing a button tells nothing."""
        return "" if self.pressed else self.text.strip()

    def fact(self, kind: str) -> str | None:
        """Return the newest fact of a kind given in this turn, or None."""
        return next((fact.value for fact in reversed(self.reading.facts) if fact.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot says, line by line, and what it has asked then."""

    lines: tuple[Line, ...]
    stage: Stage | None
    misunderstood: int = 0


def answer(*lines: Line | None, stage: Stage | None) -> Answer:
    """Put an answer together; a line that is None is not said."""
    return Answer(tuple(line for line in lines if line is not None), stage)
