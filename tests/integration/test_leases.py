"""A turn has one owner in the database: however many front desks there are, every message is answered once."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from amends.casework.handoff import ServiceLevels
from amends.clock import system_clock
from amends.desk.handling import take_over
from amends.messages.transcript import start_conversation, store_message
from amends.realtime.hub import Hub
from amends.store.store import Store, open_store
from amends.store.tables import Agent, Case, Conversation, Message, Speaker
from amends.turns.bot import BotTurn, Question
from amends.turns.lease import LeaseLost, hold, lease_oldest
from amends.turns.turns import MARGIN, Turns
from tests.conftest import StillClock
from tests.fakes import FakeBot
from tests.integration.answering import echo
from tests.integration.test_handoff import agent, waiting_case
from tests.languages import LANGUAGES
from tests.processes import ROOT

CONVERSATIONS, EACH = 40, 5


class OneAtATime(FakeBot):
    """Repeats what was said; fails where it is asked about a conversation in which it is being asked already."""

    at_work: set[str] = set()  # noqa: RUF012 - of all front desks together

    async def answer(self, question: Question) -> BotTurn:
        """Answer after a moment."""
        assert question.conversation_id not in self.at_work
        self.at_work.add(question.conversation_id)
        await asyncio.sleep(0)
        self.at_work.remove(question.conversation_id)
        self.asked.append(question)
        return echo(question)


class Desk:
    """A front desk with an engine of its own."""

    def __init__(self, address: str, levels: ServiceLevels, clock: StillClock, bot: FakeBot) -> None:
        self.store, self.bot, self.hub = open_store(address), bot, Hub()
        self.turns = Turns(self.store, bot, self.hub, clock, levels, LANGUAGES)


@pytest.fixture
def desks(store_url: str, levels: ServiceLevels, clock: StillClock) -> Iterator[tuple[Desk, Desk]]:
    both = tuple(Desk(store_url, levels, clock, OneAtATime()) for _ in range(2))
    yield both[0], both[1]
    for desk in both:
        desk.store.close()


def start(store: Store) -> str:
    with store.write() as session:
        return start_conversation(session, now=system_clock()).id


def texts(store: Store, *speakers: Speaker) -> list[str]:
    with store.read() as session:
        query = select(Message.text).where(Message.speaker.in_(speakers)).order_by(Message.id)
        return list(session.scalars(query))


async def until_asked(bot: FakeBot) -> None:
    async with asyncio.timeout(10):
        while not bot.asked:
            await asyncio.sleep(0.01)


def check_that_all_were_answered_once(store: Store, asked: list[int]) -> None:
    with store.read() as session:
        for conversation_id in session.scalars(select(Conversation.id)):
            query = select(Message).where(Message.conversation_id == conversation_id).order_by(Message.id)
            said = session.scalars(query).all()
            heard = [message for message in said if message.speaker is Speaker.CUSTOMER]
            answers = [message.text for message in said if message.speaker is not Speaker.CUSTOMER]
            assert len(heard) == EACH
            assert answers == [f"You said {message.text}." for message in heard]
            assert all(message.answered_at and not message.lease_owner for message in heard)
        assert session.query(Case).count() == 0
        assert sorted(asked) == sorted(
            session.scalars(select(Message.id).where(Message.speaker == Speaker.CUSTOMER))
        )


async def test_two_front_desks_that_are_given_the_same_messages_answer_each_once(
    desks: tuple[Desk, Desk],
) -> None:
    ids = [start(desks[0].store) for _ in range(CONVERSATIONS)]

    async def write(desk: Desk, conversation_id: str) -> None:
        for number in range(EACH):
            await desk.turns.take(conversation_id, f"{number}", text=f"number {number}")

    await asyncio.gather(*(write(desk, conversation_id) for conversation_id in ids for desk in desks))
    await asyncio.gather(*(desk.turns.settle() for desk in desks))
    while any([await desk.turns.resume() for desk in desks]):
        await asyncio.gather(*(desk.turns.settle() for desk in desks))
    asked = [question.message_id for desk in desks for question in desk.bot.asked]
    check_that_all_were_answered_once(desks[0].store, asked)


def test_two_processes_answer_each_of_two_hundred_messages_once(store: Store, store_url: str) -> None:
    for _ in range(CONVERSATIONS):
        conversation_id = start(store)
        with store.write() as session:
            for number in range(EACH):
                store_message(session, conversation_id, f"{number}", f"number {number}", now=system_clock())
    both = [answering(store_url), answering(store_url)]
    for process in both:
        go(process)
    asked = [json.loads(last_line(process)) for process in both]
    check_that_all_were_answered_once(store, [message_id for one in asked for message_id in one])


async def test_what_a_killed_process_was_answering_is_answered_when_its_lease_has_run_out(
    store: Store, store_url: str, levels: ServiceLevels
) -> None:
    conversation_id = start(store)
    with store.write() as session:
        store_message(session, conversation_id, "a", "nobody came", now=system_clock())
    killed = answering(store_url, "never")
    go(killed)
    assert line_of(killed) == "asked"
    killed.kill()
    killed.communicate(timeout=30)
    bot = FakeBot("Nobody came.")
    clock = StillClock(system_clock())
    other = Turns(store, bot, Hub(), clock, levels, LANGUAGES)
    assert await other.resume() == 0
    clock.forward(seconds=(bot.patience + MARGIN).total_seconds() + 1)
    assert await other.resume() == 1
    await other.settle()
    assert texts(store, Speaker.BOT, Speaker.SYSTEM) == ["Nobody came."]


async def test_an_answer_that_comes_after_its_lease_ran_out_is_not_said_beside_the_other(
    desks: tuple[Desk, Desk], clock: StillClock
) -> None:
    slow, quick = desks
    slow.turns.bot = slow.bot = stuck = FakeBot("Too late.")
    stuck.hold = asyncio.Event()
    await slow.turns.take(start(slow.store), "a", text="nobody came")
    await until_asked(stuck)
    clock.forward(minutes=1)
    assert await quick.turns.resume() == 1
    await quick.turns.settle()
    stuck.hold.set()
    await slow.turns.settle()
    assert texts(slow.store, Speaker.BOT, Speaker.SYSTEM) == ["You said nobody came."]


async def test_a_bot_that_fails_too_late_brings_no_person(
    desks: tuple[Desk, Desk], clock: StillClock
) -> None:
    slow, quick = desks
    slow.turns.bot = slow.bot = stuck = FakeBot()
    stuck.hold, stuck.down = asyncio.Event(), True
    await slow.turns.take(start(slow.store), "a", text="nobody came")
    await until_asked(stuck)
    clock.forward(minutes=1)
    await quick.turns.resume()
    await quick.turns.settle()
    stuck.hold.set()
    await slow.turns.settle()
    with slow.store.read() as session:
        assert session.query(Case).count() == 0
    assert texts(slow.store, Speaker.BOT, Speaker.SYSTEM) == ["You said nobody came."]


async def test_the_next_message_waits_for_whoever_answers_the_one_before(desks: tuple[Desk, Desk]) -> None:
    one, other = desks
    one.turns.bot = one.bot = held = FakeBot("First.")
    held.hold = asyncio.Event()
    conversation_id = start(one.store)
    await one.turns.take(conversation_id, "a", text="nobody came")
    await until_asked(held)
    await other.turns.take(conversation_id, "b", text="hello?")
    await other.turns.settle()
    other.turns.answer_soon(conversation_id)
    await other.turns.settle()
    assert await other.turns.resume() == 0
    assert other.bot.asked == []
    held.hold.set()
    await one.turns.settle()
    assert [question.text for question in held.asked] == ["nobody came", "hello?"]


async def test_a_front_desk_that_stops_leaves_its_turns_to_the_next_at_once(desks: tuple[Desk, Desk]) -> None:
    stopping, next_one = desks
    stopping.turns.bot = stopping.bot = held = FakeBot()
    held.hold = asyncio.Event()
    await stopping.turns.take(start(stopping.store), "a", text="nobody came")
    await until_asked(held)
    await stopping.turns.stop(patience=0)
    assert await next_one.turns.resume() == 1
    await next_one.turns.settle()
    assert texts(stopping.store, Speaker.BOT, Speaker.SYSTEM) == ["You said nobody came."]


async def test_a_front_desk_that_died_and_is_started_again_goes_on_at_once(
    store: Store, levels: ServiceLevels, clock: StillClock
) -> None:
    died = Turns(store, FakeBot(), Hub(), clock, levels, LANGUAGES, name="here")
    died.bot.hold = asyncio.Event()  # type: ignore[attr-defined]
    await died.take(start(store), "a", text="nobody came")
    again = Turns(store, FakeBot("Nobody came."), Hub(), clock, levels, LANGUAGES, name="here")
    elsewhere = Turns(store, FakeBot("Nobody came."), Hub(), clock, levels, LANGUAGES, name="here-too")
    assert await elsewhere.start() == 0
    assert await again.start() == 1
    await again.settle()
    assert texts(store, Speaker.BOT) == ["Nobody came."]
    await died.stop(patience=0)
    assert texts(store, Speaker.BOT) == ["Nobody came."]


async def test_what_could_not_be_read_for_the_desk_is_read_when_the_bot_is_back(
    store: Store, levels: ServiceLevels, clock: StillClock
) -> None:
    waiting, elena = waiting_case(store, levels), agent(store, "Elena")
    with store.write() as session:
        take_over(session, waiting, session.get_one(Agent, elena.id), now=clock(), languages=LANGUAGES)
    bot = FakeBot()
    bot.down = True
    turns = Turns(store, bot, Hub(), clock, levels, LANGUAGES)
    await turns.take(waiting, "a", text="hello?")
    await turns.settle()
    bot.down = False
    assert await turns.resume() == 1
    await turns.settle()
    assert bot.read_texts == ["hello?", "hello?"]
    assert await turns.resume() == 0
    assert bot.asked == []


def test_whoever_lost_a_lease_cannot_hold_the_message(store: Store, clock: StillClock) -> None:
    conversation_id = start(store)
    lasts = timedelta(seconds=30)
    with store.write() as session:
        store_message(session, conversation_id, "a", "nobody came", now=clock())
        first = lease_oldest(
            session, conversation_id, by="one", unread=False, now=clock(), until=clock() + lasts
        )
        again = lease_oldest(
            session, conversation_id, by="one", unread=False, now=clock(), until=clock() + lasts
        )
    assert first is not None
    assert again is None
    clock.forward(seconds=30)
    with store.write() as session:
        taken = lease_oldest(
            session, conversation_id, by="one", unread=False, now=clock(), until=clock() + lasts
        )
    assert taken is not None
    with store.write() as session:
        with pytest.raises(LeaseLost):
            hold(session, first[0])
        assert hold(session, taken[0]).text == "nobody came"


@pytest.mark.parametrize("backend", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_a_message_that_is_being_written_is_not_waited_for_nor_overtaken(
    store: Store, clock: StillClock
) -> None:
    conversation_id = start(store)
    with store.write() as session:
        for text in ("nobody came", "hello?"):
            store_message(session, conversation_id, text, text, now=clock())
        leased = lease_oldest(session, conversation_id, by="one", unread=False, now=clock(), until=clock())
    assert leased is not None
    with store.write() as one, store.write() as other:
        hold(one, leased[0])
        until = clock() + MARGIN
        assert (
            lease_oldest(other, conversation_id, by="other", unread=False, now=clock(), until=until) is None
        )


def answering(address: str, *how: str) -> subprocess.Popen[str]:
    """Start a process that answers what is open once it is told to."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.integration.answering", address, *how],
        cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def last_line(process: subprocess.Popen[str]) -> str:
    out, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return out


def go(process: subprocess.Popen[str]) -> None:
    assert line_of(process) == "ready"
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()
