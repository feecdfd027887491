"""The watchdog: who was not answered in time is told so, once, and comes to the top (METHOD M9, R8)."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import update

from amends.cases.deadlines import Deadline
from amends.cases.escalation import Reason, Severity
from amends.cases.state import State
from amends.casework.handoff import ServiceLevels, hand_off
from amends.casework.record import find_case, open_case
from amends.desk.handling import put_back, reply_to_customer, take_over
from amends.desk.queue import read_queue
from amends.follow_through.lateness import late_cases, open_alerts
from amends.messages.transcript import start_conversation, store_message
from amends.realtime.hub import Hub
from amends.store.store import Store, open_store
from amends.store.tables import Agent, Case, Message, MissedDeadline
from amends.turns.turns import Turns
from amends.turns.watchdog import make_a_round
from tests.conftest import StillClock
from tests.fakes import ANGRY, FakeBot
from tests.languages import ENGLISH, LANGUAGES


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


def be_there(turns: Turns, agent: Agent) -> None:
    with turns.store.write() as session:
        session.get_one(Agent, agent.id).last_seen_at = turns.clock()


def wait(turns: Turns, reason: Reason = Reason.ASKED) -> str:
    with turns.store.write() as session:
        conversation = start_conversation(session, now=turns.clock())
        case = open_case(session, conversation.id, concern="nobody came", resolve_days=10, now=turns.clock())
        hand_off(session, case, reason, levels=turns.levels, now=turns.clock())
        return conversation.id


def write(turns: Turns, conversation: str, text: str) -> None:
    with turns.store.write() as session:
        stored = store_message(session, conversation, f"c-{text}", text, now=turns.clock())
        session.get_one(Message, stored.message_id).reading = ANGRY.to_dict()


def case_of(turns: Turns, conversation: str) -> Case:
    with turns.store.read() as session:
        case = find_case(session, conversation)
        assert case is not None
        return case


def said(turns: Turns, conversation: str, newest: int) -> list[str]:
    with turns.store.read() as session:
        query = session.query(Message).filter_by(conversation_id=conversation).order_by(Message.id)
        return [message.text for message in query][-newest:]


def missed(turns: Turns) -> list[Deadline]:
    with turns.store.read() as session:
        return [found.deadline for found in session.query(MissedDeadline).order_by(MissedDeadline.id)]


def test_a_case_that_nobody_takes_though_somebody_is_there_is_told_so(
    turns: Turns, elena: Agent, clock: StillClock
) -> None:
    be_there(turns, elena)
    conversation = wait(turns)
    clock.forward(minutes=14)
    be_there(turns, elena)
    assert make_a_round(turns) == []
    clock.forward(minutes=2)
    be_there(turns, elena)
    assert make_a_round(turns) == [conversation]
    assert said(turns, conversation, 3) == [
        "The time I gave you has passed, and nobody has replied.",
        "I'm sorry.",
        "Someone will reply here by 12:46 (UTC time). Your case AM-20001 is at the top of their list.",
    ]
    assert case_of(turns, conversation).state is State.QUEUED


def test_whom_we_let_down_is_at_the_top_of_the_list_as_they_were_told(
    turns: Turns, elena: Agent, clock: StillClock
) -> None:
    let_down = wait(turns)
    clock.forward(minutes=31)
    make_a_round(turns)
    wait(turns, Reason.LEGAL)
    with turns.store.read() as session:
        waiting = read_queue(session, elena.id, now=clock(), language=ENGLISH).waiting.rows
    assert waiting[0].conversation_id == let_down
    assert "promise broken" in waiting[0].why


def test_a_person_who_stays_silent_gives_the_case_back_and_the_customer_is_told(
    turns: Turns, elena: Agent, clock: StillClock
) -> None:
    conversation = wait(turns)
    with turns.store.write() as session:
        take_over(session, conversation, elena, now=clock(), languages=LANGUAGES)
        reply_to_customer(
            session,
            conversation,
            elena,
            "Which day suits you?",
            client_id="1",
            now=clock(),
            languages=LANGUAGES,
        )
    clock.forward(minutes=40)
    write(turns, conversation, "friday")
    clock.forward(minutes=10)
    assert make_a_round(turns) == []
    clock.forward(minutes=1)
    assert make_a_round(turns) == [conversation]
    assert said(turns, conversation, 3) == [
        "You have waited longer than you should, and nobody has replied.",
        "I'm sorry.",
        "Someone will reply here by 13:21 (UTC time). Your case AM-20001 is at the top of their list.",
    ]
    case = case_of(turns, conversation)
    assert (case.state, case.assignee_id, case.deadlines_missed) == (State.QUEUED, None, 1)
    assert missed(turns) == [Deadline.ANSWER]


def test_a_person_who_took_it_and_never_wrote_is_silent_too(
    turns: Turns, elena: Agent, clock: StillClock
) -> None:
    conversation = wait(turns)
    with turns.store.write() as session:
        take_over(session, conversation, elena, now=clock(), languages=LANGUAGES)
    clock.forward(minutes=11)
    assert make_a_round(turns) == [conversation]
    assert case_of(turns, conversation).state is State.QUEUED


def test_a_person_who_has_answered_owes_the_next_word_within_the_update_time(
    turns: Turns, elena: Agent, clock: StillClock
) -> None:
    conversation = wait(turns)
    with turns.store.write() as session:
        take_over(session, conversation, elena, now=clock(), languages=LANGUAGES)
        reply_to_customer(
            session,
            conversation,
            elena,
            "I'm asking the driver.",
            client_id="1",
            now=clock(),
            languages=LANGUAGES,
        )
    clock.forward(days=1, hours=5)
    assert make_a_round(turns) == []
    clock.forward(hours=2)
    assert make_a_round(turns) == [conversation]
    assert missed(turns) == [Deadline.NEXT_UPDATE]


def test_over_night_nobody_counts_as_silent(turns: Turns, elena: Agent, clock: StillClock) -> None:
    conversation = wait(turns)
    with turns.store.write() as session:
        take_over(session, conversation, elena, now=clock(), languages=LANGUAGES)
        reply_to_customer(
            session,
            conversation,
            elena,
            "Which day suits you?",
            client_id="1",
            now=clock(),
            languages=LANGUAGES,
        )
    clock.forward(hours=8)
    write(turns, conversation, "friday")
    clock.forward(hours=3)
    assert make_a_round(turns) == []
    assert case_of(turns, conversation).state is State.AGENT


def test_a_second_round_and_a_restart_do_nothing_twice(turns: Turns, clock: StillClock) -> None:
    conversation = wait(turns)
    clock.forward(minutes=31)
    assert make_a_round(turns) == [conversation]
    restarted = Turns(turns.store, FakeBot(), Hub(), clock, turns.levels, LANGUAGES)
    before = said(turns, conversation, 99)
    assert make_a_round(turns) == []
    assert make_a_round(restarted) == []
    assert said(turns, conversation, 99) == before
    assert missed(turns) == [Deadline.FIRST_ANSWER, Deadline.NEXT_UPDATE]


def test_each_broken_promise_is_told_with_an_apology_of_its_own(turns: Turns, clock: StillClock) -> None:
    conversation = wait(turns)
    for _ in range(2):
        clock.forward(minutes=31)
        make_a_round(turns)
    assert said(turns, conversation, 99).count("I'm sorry.") == 2
    with turns.store.read() as session:
        apologies = {apology.failure for apology in session.query(Case).one().apologies}
    assert apologies == {2, 3}


def test_the_end_is_missed_once_and_the_desk_sees_it(turns: Turns, elena: Agent, clock: StillClock) -> None:
    conversation = wait(turns)
    with turns.store.write() as session:
        take_over(session, conversation, elena, now=clock(), languages=LANGUAGES)
    for _ in range(12):
        with turns.store.write() as session:
            reply_to_customer(
                session,
                conversation,
                elena,
                "Still asking.",
                client_id=clock().isoformat(),
                now=clock(),
                languages=LANGUAGES,
            )
        clock.forward(days=1)
        make_a_round(turns)
    assert missed(turns) == [Deadline.RESOLVE]
    with turns.store.read() as session:
        (alert,) = open_alerts(session, late_cases(session, start=0, number=9))
        assert (alert.case.conversation_id, alert.assignee_id) == (conversation, elena.id)
        audit = [entry.event for entry in session.query(Case).one().audit]
    assert audit.count("deadline_missed") == 1


def test_deadlines_survive_handoff_release_and_restart(turns: Turns, elena: Agent, clock: StillClock) -> None:
    conversation = wait(turns)
    before = case_of(turns, conversation)
    clock.forward(minutes=5)
    with turns.store.write() as session:
        take_over(session, conversation, elena, now=clock(), languages=LANGUAGES)
        put_back(session, conversation, elena, levels=turns.levels, now=clock(), languages=LANGUAGES)
    make_a_round(Turns(turns.store, FakeBot(), Hub(), clock, turns.levels, LANGUAGES))
    after = case_of(turns, conversation)
    assert (after.waiting_since, after.first_answer_due, after.resolve_by) == (
        before.waiting_since,
        before.first_answer_due,
        before.resolve_by,
    )


def test_a_graver_reason_brings_the_deadlines_forward(turns: Turns) -> None:
    conversation = wait(turns)
    before = case_of(turns, conversation)
    with turns.store.write() as session:
        case = find_case(session, conversation)
        assert case is not None
        hand_off(session, case, Reason.SAFETY, levels=turns.levels, now=turns.clock())
    after = case_of(turns, conversation)
    assert after.first_answer_due == turns.clock() + timedelta(minutes=5)
    assert before.resolve_by - after.resolve_by > timedelta(days=8)


def test_a_case_that_cannot_be_looked_after_keeps_nobody_else_waiting(
    turns: Turns, clock: StillClock
) -> None:
    odd, other = wait(turns), wait(turns)

    def set_severity(severity: int) -> None:
        with turns.store.write() as session:
            session.execute(update(Case).where(Case.conversation_id == odd).values(severity=severity))

    set_severity(99)
    clock.forward(days=2)
    assert make_a_round(turns) == [other]
    set_severity(Severity.HIGH)
    assert make_a_round(turns) == [odd]


def test_two_front_desks_that_make_their_rounds_at_once_tell_everybody_once(
    turns: Turns, store_url: str, clock: StillClock
) -> None:
    late = [wait(turns) for _ in range(10)]
    clock.forward(minutes=31)
    other = Turns(open_store(store_url), FakeBot(), Hub(), clock, turns.levels, turns.languages)
    changed: list[str] = []
    rounds = [
        threading.Thread(target=lambda desk=desk: changed.extend(make_a_round(desk)))
        for desk in (turns, other)
    ]
    for one in rounds:
        one.start()
    for one in rounds:
        one.join(60)
    other.store.close()
    assert sorted(changed) == sorted(late)
    for conversation in late:
        told = said(turns, conversation, 99)
        assert (len(told), told[1]) == (3, "I'm sorry.")
