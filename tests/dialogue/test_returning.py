"""A customer comes back in a new browser, through the real bot (METHOD M21)."""

from __future__ import annotations

import pytest

from amends.follow_through.returning import code_of
from amends.store.tables import Case, Conversation, ReturnAttempt
from tests.dialogue.conftest import RunningBot
from tests.dialogue.talking import Conversation as Talk

pytestmark = pytest.mark.rasa
SENT = ["Where the two belong together, a code of six digits is on its way to that address. Write it here."]


async def test_they_see_the_open_case_and_the_last_promise_and_nothing_is_asked_twice(
    running_bot: RunningBot,
) -> None:
    before = Talk(running_bot)
    await before.turn(text="three times i stayed home and nobody came")
    await before.turn(text="get me a human")
    await before.turn(text="my email is anna@example.com")
    with running_bot.store.read() as session:
        reference = session.query(Case).filter_by(conversation_id=before.id).one().reference
    after = Talk(running_bot)
    assert await after.turn(text="what is the status of my case") == [
        "I have no record in this window. Do you have one? "
        "Write its number and the e-mail address you gave us."
    ]
    assert await after.turn(text=f"{reference}, anna@example.com") == SENT
    with running_bot.store.read() as session:
        attempt = session.query(ReturnAttempt).filter_by(conversation_id=after.id).one()
    said = await after.turn(text=code_of(attempt))
    (found,) = said
    assert found.startswith("I have it. Everything you told us is here, and you won't have to repeat it.")
    assert reference in found
    assert "Someone will reply here by " in found
    with running_bot.store.read() as session:
        assert session.get_one(Conversation, after.id).continued_as == before.id


async def test_with_a_record_that_is_not_theirs_the_words_are_the_same(running_bot: RunningBot) -> None:
    before = Talk(running_bot)
    await before.turn(text="three times i stayed home and nobody came")
    with running_bot.store.read() as session:
        reference = session.query(Case).filter_by(conversation_id=before.id).one().reference
    for number in (reference, "AM-98764"):
        stranger = Talk(running_bot)
        assert await stranger.turn(text=f"any news on {number}") == ["And the e-mail address you gave us?"]
        assert await stranger.turn(text="eve@example.com") == SENT
        with running_bot.store.read() as session:
            attempt = session.query(ReturnAttempt).filter_by(conversation_id=stranger.id).one()
        said = await stranger.turn(text=code_of(attempt))
        assert said == ["That code does not fit, or its 15 minutes are over. Write it once more?"]
