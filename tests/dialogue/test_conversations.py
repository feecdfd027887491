"""Whole conversations through the real Rasa, as files to read (METHOD, the four steps and the three wants).

Each file in conversations/ is one: `c` the customer writes, `press` they press a button, `b` what the bot says then,
`~ ...` a message that holds these words. After it, what the record must hold.
"""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from amends.apology import Sender, check, may_send
from amends.cases.record import find_case
from amends.conversation.bot import Question
from amends.conversation.hub import Hub
from amends.conversation.messages import start_conversation
from amends.conversation.turns import Turns
from amends.store.tables import Button, Message, Speaker
from tests.conftest import StillClock
from tests.dialogue.conftest import RunningBot

FILES = sorted((Path(__file__).parent / "conversations").glob("*.yml"))
pytestmark = pytest.mark.rasa


class Conversation:
    """A customer's side of a conversation with the running bot."""

    def __init__(self, running: RunningBot) -> None:
        self.running = running
        self.clock = StillClock()
        with running.store.write() as session:
            self.id = start_conversation(session, now=self.clock()).id

    async def turn(self, *, text: str = "", press: str | None = None) -> list[str]:
        """Take one turn, and return what the bot said."""
        bot = self.running.client()
        turns = Turns(self.running.store, bot, Hub(), self.clock, self.running.terms)
        button = self._button(press) if press else None
        stored = await turns.take(self.id, str(uuid.uuid4()), text=text, button_id=button)
        await turns.settle()
        await bot.close()
        return [message.text for message in self.messages() if message.id > stored.message_id]

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
            }


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
async def test_a_conversation(running_bot: RunningBot, file: Path) -> None:
    script = _read(file)
    conversation = Conversation(running_bot)
    for step in script["turns"]:
        said = await conversation.turn(text=step.get("c", ""), press=step.get("press"))
        if "b" in step:
            _compare(step["b"], said, step)
    record = conversation.record()
    for name, value in script.get("record", {}).items():
        assert record.get(name) == value, f"{name} of {record}"
    _obeys_the_method(conversation)


def _read(file: Path) -> dict[str, Any]:
    script: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return script


def _compare(expected: list[str], said: list[str], step: dict[str, Any]) -> None:
    assert len(said) == len(expected), f"{step} got {said}"
    for want, got in zip(expected, said, strict=True):
        if want.startswith("~ "):
            assert want[2:].lower() in got.lower(), f"{step} got {said}"
        else:
            assert got == want, f"{step} got {said}"


def _obeys_the_method(conversation: Conversation) -> None:
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


async def test_the_same_message_asked_twice_gives_the_same_answer_and_does_nothing_twice(
    running_bot: RunningBot,
) -> None:
    """The front desk died after Rasa had answered and before the answer was stored: it asks again."""
    conversation = Conversation(running_bot)
    bot = running_bot.client()
    question = Question(conversation.id, 990_001, "my parcel is 9 days late", "bot")
    first, second = await bot.answer(question), await bot.answer(question)
    await bot.close()
    assert first == second
    assert len(first.utterances) == 3


async def test_a_leading_slash_is_text_and_no_command(running_bot: RunningBot) -> None:
    conversation = Conversation(running_bot)
    await conversation.turn(text="my parcel is 9 days late")
    for text in ("/want_vent", "/restart", '/ask_person{"a": "b"}', "  /session_start"):
        said = await conversation.turn(text=text)
        assert said
        assert said != ["I'm listening. Tell me all of it."]
    readings = [m.reading for m in conversation.messages() if m.speaker is Speaker.CUSTOMER]
    assert all(reading and reading["intent_confidence"] < 1.0 for reading in readings)


def test_nobody_but_the_front_desk_may_ask_rasa(running_bot: RunningBot) -> None:
    for path in ("turn", "parse"):
        answer = httpx.post(f"{running_bot.settings.rasa_url}/webhooks/frontdesk/{path}", json={"text": "hi"})
        assert answer.status_code == 403
    actions = f"http://127.0.0.1:{running_bot.settings.actions_port}/webhook"
    assert httpx.post(actions, json={"next_action": "action_meet"}).status_code == 403
