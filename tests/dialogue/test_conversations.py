"""Whole conversations through the real Rasa, as files to read (METHOD, the four steps and the three wants).

Each file in conversations/ is one: `c` the customer writes, `press` they press a button, `b` what the bot says then,
`~ ...` a message that holds these words. After it, what the record must hold.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from amends.store.tables import Speaker
from amends.turns.bot import Question
from tests.dialogue.conftest import RunningBot
from tests.dialogue.talking import Conversation, obeys_the_method, with_own_order

FILES = sorted((Path(__file__).parent / "conversations").glob("*.yml"))
pytestmark = pytest.mark.rasa


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
    if "praise" in script:
        assert conversation.praise() == script["praise"]
        assert bool(record) == ("record" in script), "praise alone opens no case"
    obeys_the_method(conversation)


def _read(file: Path) -> dict[str, Any]:
    script: dict[str, Any] = yaml.safe_load(with_own_order(file.read_text(encoding="utf-8")))
    return script


def _compare(expected: list[str], said: list[str], step: dict[str, Any]) -> None:
    assert len(said) == len(expected), f"{step} got {said}"
    for want, got in zip(expected, said, strict=True):
        if want.startswith("~ "):
            assert want[2:].lower() in got.lower(), f"{step} got {said}"
        else:
            assert got == want, f"{step} got {said}"


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
