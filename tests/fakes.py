"""Fakes for what is outside the part under test: a bot and a mail server that do as they are told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

from amends.turns.bot import BotFailed, BotTurn, Question, Utterance
from amends.understanding.reading import Emotion, Level, Reading

CALM = Reading("inform", 0.9, Emotion("calm", 0.1, Level.CALM, 0.9, ()), None, 0.0, ())
ANGRY = Reading(
    "complaint", 0.9, Emotion("anger", 0.8, Level.ANGRY, 0.9, ((0, 6),)), "late_delivery", 0.8, ()
)


class FakeBot:
    """Answers every message with `lines`, or by `script`; remembers what it was asked.

    `down`: raises BotFailed. `hold`: waits for the event before it answers.
    """

    def __init__(self, *lines: str, reading: Reading | None = ANGRY) -> None:
        self.patience = timedelta(seconds=10)
        self.lines = lines
        self.reading = reading
        self.script: Callable[[Question], BotTurn] | None = None
        self.down = False
        self.hold: asyncio.Event | None = None
        self.asked: list[Question] = []
        self.read_texts: list[str] = []

    async def answer(self, question: Question) -> BotTurn:
        """Answer as told."""
        self.asked.append(question)
        if self.hold is not None:
            await self.hold.wait()
        if self.down:
            raise BotFailed("down")
        if self.script is not None:
            return self.script(question)
        return BotTurn(tuple(Utterance(line) for line in self.lines), self.reading)

    async def read(self, text: str) -> Reading:
        """Read as told."""
        self.read_texts.append(text)
        if self.down or self.reading is None:
            raise BotFailed("down")
        return self.reading


class FakeMailer:
    """Takes every message, or raises `failure`; `sent` is what it took."""

    def __init__(self) -> None:
        self.failure: Exception | None = None
        self.sent: list[EmailMessage] = []

    async def send(self, message: EmailMessage) -> None:
        """Take a message."""
        if self.failure is not None:
            raise self.failure
        self.sent.append(message)
