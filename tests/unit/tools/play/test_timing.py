"""Turns are timed over the whole way, first messages apart from those that follow."""

from __future__ import annotations

import asyncio

from amends.tools.play.timing import MOST_TURNS, TurnKind, time_turns
from tests.unit.tools.play.conftest import FakeFrontDesk

ServedFrontDesk = tuple[FakeFrontDesk, str]

ANSWER_SECONDS = 0.05
"""What the fake desk takes for an answer."""


async def test_every_turn_of_a_conversation_is_timed_and_the_first_apart(front_desk: ServedFrontDesk) -> None:
    fake, server = front_desk
    fake.answers = lambda text: ["I'm listening. Tell me all of it."]
    timed = await time_turns(["nobody came"], server, concurrency=1)
    kinds = [turn.kind for turn in timed]
    assert kinds[0] is TurnKind.FIRST
    assert set(kinds[1:]) == {TurnKind.TYPED}
    assert len(kinds) <= MOST_TURNS
    assert all(turn.seconds >= ANSWER_SECONDS for turn in timed)


async def test_a_turn_ends_with_the_last_message_of_its_answer(front_desk: ServedFrontDesk) -> None:
    """The fake desk sends its three messages, then says that it has answered: nothing after that is waited for."""
    fake, server = front_desk
    fake.answers = lambda text: ["Nobody came.", "I'm sorry.", "It is on your record."]
    (turn,) = await time_turns(["nobody came"], server, concurrency=1)
    assert turn.kind is TurnKind.FIRST
    assert len(fake.conversations[0].messages) == 5  # greeting, message, and all of the answer


async def test_so_many_customers_at_once_and_each_has_a_conversation(front_desk: ServedFrontDesk) -> None:
    fake, server = front_desk
    fake.gate = asyncio.Barrier(2)  # answers only when two wait for it
    fake.answers = lambda text: ["It is on your record."]
    timed = await time_turns(["nobody came", "still nobody"], server, concurrency=2)
    assert [turn.kind for turn in timed] == [TurnKind.FIRST, TurnKind.FIRST]
    assert len(fake.conversations) == 2
