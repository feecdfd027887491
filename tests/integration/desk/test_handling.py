"""What a person at the desk does, and what the customer is told each time (METHOD M10, R8)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amends.cases.escalation import Reason
from amends.cases.state import State
from amends.casework.handoff import NotTold, ServiceLevels, hand_off, mark_informed
from amends.casework.record import find_case, open_case
from amends.desk.handling import put_back, reply_to_customer, return_to_bot, settle_case, take_over
from amends.follow_through.due import QUIET_AFTER_TOLD
from amends.messages.transcript import start_conversation
from amends.realtime.hub import Hub
from amends.sending.send import Stopped
from amends.store.store import Store
from amends.store.tables import Agent, Case, Message
from amends.turns.turns import Turns
from amends.turns.watchdog import make_a_round
from tests.conftest import StillClock
from tests.fakes import FakeBot
from tests.languages import LANGUAGES


@pytest.fixture
def clock() -> StillClock:
    """It stands at noon; the clock of this folder starts in the morning."""
    return StillClock()


@pytest.fixture
def turns(store: Store, levels: ServiceLevels, clock: StillClock) -> Turns:
    return Turns(store, FakeBot("What can I do?"), Hub(), clock, levels, LANGUAGES)


@pytest.fixture
def elena(turns: Turns) -> Agent:
    with turns.store.write() as session:
        agent = Agent(email="elena@example.com", name="Elena", password_hash="-")
        session.add(agent)
        session.flush()
        return agent


@pytest.fixture
def waiting(turns: Turns) -> str:
    with turns.store.write() as session:
        conversation = start_conversation(session, now=turns.clock())
        case = open_case(session, conversation.id, concern="nobody came", resolve_days=10, now=turns.clock())
        hand_off(session, case, Reason.ASKED, levels=turns.levels, now=turns.clock())
        return conversation.id


def said(turns: Turns, conversation: str) -> list[str]:
    with turns.store.read() as session:
        query = session.query(Message).filter_by(conversation_id=conversation).order_by(Message.id)
        return [message.text for message in query]


def case_of(turns: Turns, conversation: str) -> Case:
    with turns.store.read() as session:
        case = find_case(session, conversation)
        assert case is not None
        return case


def test_the_customer_is_told_who_is_here_and_who_has_left(turns: Turns, elena: Agent, waiting: str) -> None:
    with turns.store.write() as session:
        take_over(session, waiting, elena, now=turns.clock(), languages=LANGUAGES)
        take_over(session, waiting, elena, now=turns.clock(), languages=LANGUAGES)
    with turns.store.write() as session:
        return_to_bot(session, waiting, elena, now=turns.clock(), languages=LANGUAGES)
    assert said(turns, waiting) == [
        "You're now talking to Elena. Elena is a person, and has all you wrote.",
        "Elena has left. I'm the automated assistant again, and I have all of it.",
    ]


def test_put_back_they_hear_their_place_again(turns: Turns, elena: Agent, waiting: str) -> None:
    with turns.store.write() as session:
        take_over(session, waiting, elena, now=turns.clock(), languages=LANGUAGES)
        put_back(session, waiting, elena, levels=turns.levels, now=turns.clock(), languages=LANGUAGES)
    assert said(turns, waiting)[1].startswith("Elena has passed your record on.")
    assert "AM-20001" in said(turns, waiting)[2]
    assert case_of(turns, waiting).state is State.QUEUED


def test_the_same_reply_sent_twice_leaves_once(turns: Turns, elena: Agent, waiting: str) -> None:
    for _ in range(2):
        with turns.store.write() as session:
            take_over(session, waiting, elena, now=turns.clock(), languages=LANGUAGES)
            reply_to_customer(
                session,
                waiting,
                elena,
                "Which day suits you?",
                client_id="x",
                now=turns.clock(),
                languages=LANGUAGES,
            )
    assert said(turns, waiting).count("Which day suits you?") == 1


def test_resolved_means_told_and_asked(turns: Turns, elena: Agent, waiting: str) -> None:
    with turns.store.write() as session:
        take_over(session, waiting, elena, now=turns.clock(), languages=LANGUAGES)
    for outcome, told in (("", "It comes on Friday."), ("redelivery", " ")):
        with pytest.raises(NotTold), turns.store.write() as session:
            settle_case(
                session,
                waiting,
                elena,
                outcome=outcome,
                told=told,
                client_id="r",
                now=turns.clock(),
                languages=LANGUAGES,
            )
    for _ in range(2):
        with turns.store.write() as session:
            settle_case(
                session,
                waiting,
                elena,
                outcome="redelivery",
                told="It comes on Friday.",
                client_id="r",
                now=turns.clock(),
                languages=LANGUAGES,
            )
    assert said(turns, waiting)[-2:] == ["It comes on Friday.", "Is that settled for you?"]
    assert case_of(turns, waiting).state is State.RESOLVED


def test_a_qualified_apology_does_not_resolve_a_case(turns: Turns, elena: Agent, waiting: str) -> None:
    with turns.store.write() as session:
        take_over(session, waiting, elena, now=turns.clock(), languages=LANGUAGES)
    with pytest.raises(Stopped), turns.store.write() as session:
        settle_case(
            session,
            waiting,
            elena,
            outcome="none",
            told="I'm sorry you feel that way.",
            client_id="r",
            now=turns.clock(),
            languages=LANGUAGES,
        )
    assert case_of(turns, waiting).state is State.AGENT


def test_a_promise_that_was_broken_is_said_with_an_apology_and_a_new_time(
    turns: Turns, waiting: str, clock: StillClock
) -> None:
    clock.forward(minutes=31)
    assert make_a_round(turns) == [waiting]
    assert said(turns, waiting) == [
        "The time I gave you has passed, and nobody has replied.",
        "I'm sorry.",
        "Someone will reply here by 13:01 (UTC time). Your case AM-20001 is at the top of their list.",
    ]
    assert make_a_round(turns) == []


def test_when_somebody_comes_those_who_were_promised_a_time_are_in_the_queue(
    turns: Turns, elena: Agent, waiting: str, clock: StillClock
) -> None:
    with turns.store.write() as session:
        session.merge(elena, load=False)
        session.get_one(Agent, elena.id).last_seen_at = clock()
    assert make_a_round(turns) == [waiting]
    assert case_of(turns, waiting).state is State.QUEUED


def test_who_was_told_and_says_nothing_for_days_is_content(
    turns: Turns, elena: Agent, waiting: str, clock: StillClock
) -> None:
    with turns.store.write() as session:
        take_over(session, waiting, elena, now=clock(), languages=LANGUAGES)
        settle_case(
            session,
            waiting,
            elena,
            outcome="x",
            told="Done.",
            client_id="r",
            now=clock(),
            languages=LANGUAGES,
        )
        case = find_case(session, waiting)
        assert case is not None
        mark_informed(session, case, now=clock())
    clock.now += QUIET_AFTER_TOLD - timedelta(minutes=1)
    assert make_a_round(turns) == []
    clock.forward(minutes=2)
    assert make_a_round(turns) == [waiting]
    assert case_of(turns, waiting).state is State.CLOSED
    assert case_of(turns, waiting).accepted is None
