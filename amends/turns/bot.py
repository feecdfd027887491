"""What the front desk needs of a bot: an answer to a message, or a reading of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from amends.languages.line import Line
from amends.languages.wording import Spoken
from amends.messages.transcript import Choice
from amends.understanding.reading import Reading


class BotFailed(Exception):
    """The bot gave no usable answer in time: it is down, too slow, or it answered with an error."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message of the bot, with the buttons it offers.

    `line`: what it is said with, the last where it holds several; `before`: those before it.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    line: Line | None = None
    before: tuple[Line, ...] = ()

    @classmethod
    def of(cls, spoken: Spoken) -> Utterance:
        """Return a spoken line as a message of the bot."""
        choices = tuple(Choice(button.title, button.payload) for button in spoken.buttons)
        return cls(spoken.text, choices, spoken.line, spoken.before)


@dataclass(frozen=True, slots=True)
class BotTurn:
    """The bot's answer to one message."""

    utterances: tuple[Utterance, ...]
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One customer's message on its way to the bot.

    `asked`: what the customer was asked last, as the record has it (amends.hearing.frame.Asked): the same words mean
    other things after other questions.
    """

    conversation_id: str
    message_id: int
    text: str
    asked: str
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
