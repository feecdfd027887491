"""What the front desk needs of a bot: an answer to a message, or a reading of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from amends.languages.line import Line
from amends.messages.transcript import Choice
from amends.understanding.reading import Reading


class BotFailed(Exception):
    """The bot gave no usable answer in time: it is down, too slow, or it answered with an error."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message of the bot, with the buttons it offers; `line`: what it is said with."""

    text: str
    choices: tuple[Choice, ...] = ()
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class BotTurn:
    """The bot's answer to one message."""

    utterances: tuple[Utterance, ...]
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One customer's message on its way to the bot.

    `phase` is where the case stands (amends.cases.state), `bot` where there is none, or `survey` while a question
    of its report card is open: the record, not the bot's memory, decides what the bot may do.
    """

    conversation_id: str
    message_id: int
    text: str
    phase: str
    payload: str | None = None


class Bot(Protocol):
    """Answers and reads. Both raise BotFailed and nothing else."""

    @property
    def patience(self) -> timedelta:
        """The longest that an answer takes before it counts as none."""
        ...

    async def answer(self, question: Question) -> BotTurn:
        """Return the bot's answer. Asking again for the same message id gives the same answer."""
        ...

    async def read(self, text: str) -> Reading:
        """Return what the text means and how the writer feels, without a word said."""
        ...
