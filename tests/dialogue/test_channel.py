"""What the front desk may rely on when it asks the running bot: one answer, text that is no command, nobody else."""

from __future__ import annotations

import httpx
import pytest

from amends.store.tables import Speaker
from amends.turns.bot import Question
from tests.dialogue.conftest import RunningBot
from tests.dialogue.talking import Conversation

pytestmark = pytest.mark.rasa


async def test_the_same_message_asked_twice_gives_the_same_answer_and_does_nothing_twice(
    running_bot: RunningBot,
) -> None:
    """The front desk died after Rasa had answered and before the answer was stored: it asks again."""
    conversation = Conversation(running_bot)
    bot = running_bot.client()
    question = Question(conversation.id, 990_001, "my parcel is 9 days late", "nothing")
    first, second = await bot.answer(question), await bot.answer(question)
    await bot.close()
    assert first == second
    assert len(first.utterances) == 3


async def test_a_leading_slash_is_text_and_no_command(running_bot: RunningBot) -> None:
    conversation = Conversation(running_bot)
    await conversation.turn(text="my parcel is 9 days late")
    for text in ("/want_vent", "/restart", '/ask_person{"a": "b"}', "  /session_start"):
        assert await conversation.turn(text=text)
    readings = [m.reading for m in conversation.messages() if m.speaker is Speaker.CUSTOMER]
    assert all(
        reading and reading["intent_confidence"] < 1.0 for reading in readings
    )  # a command is read as 1.0


def test_nobody_but_the_front_desk_may_ask_rasa(running_bot: RunningBot) -> None:
    for path in ("turn", "parse"):
        answer = httpx.post(f"{running_bot.settings.rasa_url}/webhooks/frontdesk/{path}", json={"text": "hi"})
        assert answer.status_code == 403
    actions = f"http://127.0.0.1:{running_bot.settings.actions_port}/webhook"
    assert httpx.post(actions, json={"next_action": "action_answer"}).status_code == 403
