"""One turn of the dialogue: what came in, and what goes out. Plain values; no Rasa, no database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from amends.languages.line import Line
from amends.understanding.reading import Reading


class Stage(StrEnum):
    """Where the bot's side of the conversation stands: the value of the slot `stage`.

    `waiting`, `settled` and `survey` are set from the case record before each turn, never by the dialogue.
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
    """What the bot says, and where the conversation stands then."""

    lines: tuple[Line, ...]
    stage: Stage | None
    misunderstood: int = 0


def answer(*lines: Line | None, stage: Stage | None) -> Answer:
    """Put an answer together; a line that is None is not said."""
    return Answer(tuple(line for line in lines if line is not None), stage)


MOST_LINES = 3
"""Messages in a row, at most (VOICE)."""


def in_few_lines(*lines: Line | None) -> tuple[Line, ...]:
    """Return the lines that are said, three at most: what comes first gives way, the apology never does."""
    said = [line for line in lines if line is not None]
    while len(said) > MOST_LINES:
        said.remove(next(line for line in said if line.name != "sorry"))
    return tuple(said)
