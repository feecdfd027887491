"""A customer's turn: stored first, answered once, in order, whatever dies in between."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from amends.cases.escalation import Reason
from amends.cases.state import State
from amends.casework.handoff import ServiceLevels, hand_off
from amends.casework.record import find_case, open_case
from amends.desk.handling import return_to_bot, take_over
from amends.messages.transcript import Choice, UnknownButton, start_conversation
from amends.realtime.hub import Hub
from amends.store.store import Store, StoreUnavailable
from amends.store.tables import Agent, Button, Case, Message, Speaker
from amends.turns.bot import BotTurn, Utterance
from amends.turns.turns import Turns
from tests.conftest import MONDAY_NOON, StillClock
from tests.fakes import FakeBot
from tests.faults import nothing_can_be_written
from tests.languages import LANGUAGES


class Scene:
    def __init__(self, store: Store, bot: FakeBot, levels: ServiceLevels, clock: StillClock) -> None:
        self.store, self.bot, self.levels, self.clock = store, bot, levels, clock
        self.turns = Turns(store, bot, Hub(), clock, levels, LANGUAGES)
        with store.write() as session:
            self.id = start_conversation(session, now=clock()).id
            self.elena = Agent(email="elena@example.com", name="Elena", password_hash="-")
            session.add(self.elena)

    async def customer_says(self, text: str, key: str | None = None) -> None:
        await self.turns.take(self.id, key or text, text=text)
        await self.turns.settle()

    def said(self, *speakers: Speaker) -> list[str]:
        with self.store.read() as session:
            query = session.query(Message).filter_by(conversation_id=self.id).order_by(Message.id)
            return [m.text for m in query if m.speaker in (speakers or (Speaker.BOT, Speaker.SYSTEM))]

    def case(self) -> Case:
        with self.store.read() as session:
            case = find_case(session, self.id)
            assert case is not None
            return case

    def elena_takes_over(self) -> None:
        with self.store.write() as session:
            case = open_case(session, self.id, concern="", resolve_days=10, now=self.clock())
            hand_off(session, case, Reason.ASKED, levels=self.levels, now=self.clock())
            take_over(session, self.id, self.elena, now=self.clock(), languages=LANGUAGES)


@pytest.fixture
def scene(store: Store, levels: ServiceLevels, clock: StillClock) -> Scene:
    return Scene(store, FakeBot("Nobody came.", "I'm sorry.", "What can I do?"), levels, clock)


async def test_a_message_is_on_record_before_the_bot_is_asked(scene: Scene) -> None:
    scene.bot.hold = asyncio.Event()
    stored = await scene.turns.take(scene.id, "a", text="nobody came")
    assert scene.said(Speaker.CUSTOMER) == ["nobody came"]
    assert scene.said() == []
    scene.bot.hold.set()
    await scene.turns.settle()
    assert stored.fresh
    assert scene.said() == ["Nobody came.", "I'm sorry.", "What can I do?"]


async def test_a_retry_is_answered_once(scene: Scene) -> None:
    for _ in range(3):
        await scene.customer_says("nobody came", key="same")
    assert len(scene.said()) == 3
    assert len(scene.bot.asked) == 1


async def test_messages_in_a_burst_are_answered_in_order_one_at_a_time(scene: Scene) -> None:
    scene.bot.script = lambda question: BotTurn((Utterance(f"You said {question.text}."),))
    await asyncio.gather(*(scene.turns.take(scene.id, f"{n}", text=f"number {n}") for n in range(5)))
    await scene.turns.settle()
    asked = [question.message_id for question in scene.bot.asked]
    assert asked == sorted(asked)
    assert sorted(scene.said()) == [f"You said number {n}." for n in range(5)]


@pytest.mark.parametrize("failure", ["down", "empty"])
async def test_no_answer_becomes_one_apology_a_case_and_a_person(scene: Scene, failure: str) -> None:
    scene.bot.down = failure == "down"
    scene.bot.lines = ()
    await scene.customer_says("nobody came")
    assert scene.said() == [
        "I'm sorry.",
        "A person takes it from here, and sees all you wrote.",
        "Your case is AM-20001. Nobody is at the desk this minute. "
        "Someone will reply here by 12:30 (UTC time).",
    ]
    assert scene.case().state is State.FOLLOW_UP
    assert scene.case().escalation_reason is Reason.BOT_FAILED
    assert scene.case().concern == "nobody came"


async def test_an_answer_that_cannot_be_delivered_is_no_silence(scene: Scene) -> None:
    scene.bot.reading = object()  # type: ignore[assignment]
    await scene.customer_says("nobody came")
    assert scene.said()[:2] == [
        "I'm sorry.",
        "A person takes it from here, and sees all you wrote.",
    ]
    assert scene.case().escalation_reason is Reason.BOT_FAILED


async def test_an_answer_that_cannot_be_written_now_is_written_later(scene: Scene) -> None:
    scene.bot.hold = asyncio.Event()
    await scene.turns.take(scene.id, "a", text="nobody came")
    with nothing_can_be_written(scene.store):
        scene.bot.hold.set()
        await scene.turns.settle()
    assert scene.said() == []
    scene.clock.forward(minutes=1)
    assert await scene.turns.resume() == 1
    await scene.turns.settle()
    assert scene.said() == ["Nobody came.", "I'm sorry.", "What can I do?"]


async def test_what_cannot_be_stored_is_refused_and_taken_when_it_is_sent_again(scene: Scene) -> None:
    with nothing_can_be_written(scene.store), pytest.raises(StoreUnavailable):
        await scene.turns.take(scene.id, "a", text="nobody came")
    assert scene.said(Speaker.CUSTOMER) == []
    await scene.customer_says("nobody came", key="a")
    assert scene.said() == ["Nobody came.", "I'm sorry.", "What can I do?"]


async def test_while_they_wait_and_the_bot_stays_down_there_is_no_second_apology(scene: Scene) -> None:
    scene.bot.down = True
    await scene.customer_says("nobody came")
    await scene.customer_says("hello??")
    assert scene.said().count("I'm sorry.") == 1
    assert scene.said()[3].startswith("That is on your case.")


async def test_what_a_dead_front_desk_left_unanswered_is_answered_after_the_restart(
    scene: Scene, levels: ServiceLevels, clock: StillClock
) -> None:
    with scene.store.write() as session:
        session.add(
            Message(
                conversation_id=scene.id, speaker=Speaker.CUSTOMER, client_id="a", text="hi", sent_at=clock()
            )
        )
    restarted = Turns(scene.store, scene.bot, Hub(), clock, levels, LANGUAGES)
    assert await restarted.resume() == 1
    await restarted.settle()
    assert scene.said() == ["Nobody came.", "I'm sorry.", "What can I do?"]
    assert await restarted.resume() == 0


async def test_while_a_person_has_the_conversation_the_bot_only_reads(scene: Scene) -> None:
    scene.elena_takes_over()
    before = scene.said()
    for text in ("hello", "/restart", "are you a bot", "a person please"):
        await scene.customer_says(text)
    scene.clock.forward(minutes=70)
    await scene.customer_says("still there?")
    assert scene.bot.asked == []
    assert scene.said() == before
    assert scene.bot.read_texts == ["hello", "/restart", "are you a bot", "a person please", "still there?"]
    with scene.store.read() as session:
        query = session.query(Message).filter_by(speaker=Speaker.CUSTOMER)
        assert all(message.reading for message in query)


async def test_an_answer_that_is_late_does_not_talk_over_the_person(scene: Scene) -> None:
    scene.bot.hold = asyncio.Event()
    await scene.turns.take(scene.id, "a", text="nobody came")
    while not scene.bot.asked:
        await asyncio.sleep(0.01)
    scene.elena_takes_over()
    before = scene.said()
    scene.bot.hold.set()
    await scene.turns.settle()
    assert scene.said() == before


async def test_handed_back_the_bot_answers_what_is_open(scene: Scene) -> None:
    scene.elena_takes_over()
    await scene.customer_says("and my refund?")
    with scene.store.write() as session:
        return_to_bot(session, scene.id, scene.elena, now=scene.clock(), languages=LANGUAGES)
    scene.turns.answer_soon(scene.id)
    await scene.turns.settle()
    assert scene.said()[-1] == "What can I do?"
    assert [question.text for question in scene.bot.asked] == ["and my refund?"]


async def test_a_button_pressed_twice_or_in_two_windows_is_one_message(scene: Scene) -> None:
    choice = Choice("Just listen", "/want_vent")
    scene.bot.script = lambda question: BotTurn((Utterance("What can I do?", (choice,)),))
    await scene.customer_says("nobody came")
    with scene.store.read() as session:
        button = session.query(Button).one().id
    first = await scene.turns.take(scene.id, "b", button_id=button)
    second = await scene.turns.take(scene.id, "c", button_id=button)
    await scene.turns.settle()
    assert (first.fresh, second.fresh) == (True, False)
    assert first.message_id == second.message_id
    assert [(q.text, q.payload) for q in scene.bot.asked[1:]] == [("Just listen", "/want_vent")]


async def test_a_button_of_another_conversation_is_unknown(scene: Scene) -> None:
    scene.bot.script = lambda question: BotTurn((Utterance("What can I do?", (Choice("Yes", "/affirm"),)),))
    await scene.customer_says("nobody came")
    with scene.store.write() as session:
        stranger = start_conversation(session, now=MONDAY_NOON).id
        button = session.query(Button).one().id
    with pytest.raises(UnknownButton):
        await scene.turns.take(stranger, "x", button_id=button)


async def test_the_case_keeps_how_the_heat_went(scene: Scene) -> None:
    await scene.customer_says("nobody came")
    case = scene.case()
    assert (case.heat_start, case.heat_peak, case.heat_now) == (0.8, 0.8, 0.8)
    assert case.topic == "late_delivery"


async def test_a_case_that_an_answer_opens_is_due_when_the_operator_says(
    store: Store, levels: ServiceLevels, clock: StillClock
) -> None:
    scene = Scene(store, FakeBot("I'm sorry."), replace(levels, resolve_days=3), clock)
    await scene.customer_says("nobody came")
    assert scene.case().resolve_by == clock() + timedelta(days=3)
