"""A customer who talks to the running bot, and what every conversation must obey."""

from __future__ import annotations

import itertools
import uuid
from typing import Any

from sqlalchemy.orm import Session

from amends.apology import Sender, check, may_send
from amends.casework.record import find_case
from amends.follow_through.survey import SurveyQuestion, card_of
from amends.messages.transcript import start_conversation
from amends.realtime.hub import Hub
from amends.store.tables import Button, Case, Message, Praise, Speaker
from amends.turns.turns import Turns
from amends.turns.watchdog import make_a_round
from tests.conftest import StillClock
from tests.dialogue.conftest import RunningBot
from tests.languages import LANGUAGES

NUMBERS = itertools.count(700_001)
"""Each conversation has an order of its own: what one customer may be given a year is counted by it."""


def with_own_order(written: str) -> str:
    """Return a written conversation with an order number that no other one has, in place of 88213."""
    return written.replace("88213", str(next(NUMBERS)))


class Conversation:
    """A customer's side of a conversation with the running bot."""

    def __init__(self, running: RunningBot) -> None:
        self.running = running
        self.clock = StillClock()
        self.lines: list[str] = []
        """The names of the lines that were said in the last turn."""
        with running.store.write() as session:
            self.id = start_conversation(session, now=self.clock()).id

    async def turn(self, *, text: str = "", press: str | None = None) -> list[str]:
        """Take one turn, and return what the bot said."""
        bot = self.running.client()
        turns = Turns(self.running.store, bot, Hub(), self.clock, self.running.levels, LANGUAGES)
        button = self._button(press) if press else None
        stored = await turns.take(self.id, str(uuid.uuid4()), text=text, button_id=button)
        await turns.settle()
        await bot.close()
        return self._heard([message for message in self.messages() if message.id > stored.message_id])

    async def silence(self, *, hours: float) -> list[str]:
        """Say nothing for so long, and return what was said into the silence."""
        before = len(self.messages())
        self.clock.forward(hours=hours)
        bot = self.running.client()
        make_a_round(Turns(self.running.store, bot, Hub(), self.clock, self.running.levels, LANGUAGES))
        await bot.close()
        return self._heard(self.messages()[before:])

    def _heard(self, messages: list[Message]) -> list[str]:
        self.lines = [message.line or "" for message in messages]
        return [message.text for message in messages]

    def messages(self) -> list[Message]:
        """Return everything that was said, oldest first."""
        with self.running.store.read() as session:
            query = session.query(Message).filter_by(conversation_id=self.id).order_by(Message.id)
            return list(query)

    def _button(self, title: str) -> str:
        with self.running.store.read() as session:
            query = session.query(Button).join(Message, Button.message_id == Message.id)
            query = query.filter(Message.conversation_id == self.id, Button.title == title)
            button = query.order_by(Message.id.desc()).first()
        assert button is not None, f"no button says {title!r}"
        return button.id

    def record(self) -> dict[str, Any]:
        """Return the case as the files name its fields; empty without one."""
        with self.running.store.read() as session:
            case = find_case(session, self.id)
            if case is None:
                return {}
            return {
                "state": case.state.value,
                "reason": case.escalation_reason.value if case.escalation_reason else None,
                "wants": case.wants,
                "remedy": case.remedy_asked,
                "topic": case.topic,
                "severity": case.severity,
                "apologies": len(case.apologies),
                "offers": [f"{offer.amount} {offer.currency} {offer.state}" for offer in case.offers],
                "reopened": case.reopened,
                "facts": case.facts,
                "card": self._card(session, case),
            }

    def praise(self) -> list[str]:
        """Return what they praised, word for word."""
        with self.running.store.read() as session:
            return [p.text for p in session.query(Praise).filter_by(conversation_id=self.id)]

    def _card(self, session: Session, case: Case) -> dict[str, Any]:
        card = card_of(session, case)
        if card is None:
            return {}
        given = {question.value: getattr(card, question.value) for question in SurveyQuestion}
        return {**given, "stay": card.stay.value if card.stay else None, "skipped": bool(card.skipped_at)}


def obeys_the_method(conversation: Conversation) -> None:
    """In every conversation: no silence, no qualified apology, at most three messages in a row (M3, VOICE)."""
    row: list[str] = []
    messages = conversation.messages()
    assert messages[-1].speaker is not Speaker.CUSTOMER
    for message in messages:
        if message.speaker is Speaker.CUSTOMER:
            assert row or message is messages[0], "a customer's message was met with silence"
            row = []
            continue
        assert may_send(check(message.text, before=row), Sender.BOT), message.text
        row.append(message.text)
        assert len(row) <= 3, row
