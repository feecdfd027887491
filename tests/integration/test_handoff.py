"""Handing over and taking over, on both databases: once, in order, on the audit trail."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from amends.cases.escalation import Reason, Severity
from amends.cases.state import NotAllowed, State
from amends.casework.handoff import (
    AlreadyClaimed,
    NotTold,
    NotYours,
    ServiceLevels,
    claim,
    close,
    hand_back,
    hand_off,
    mark_informed,
    release,
    resolve,
)
from amends.casework.record import find_case, open_case
from amends.messages.transcript import start_conversation
from amends.store.locks import lock_case
from amends.store.store import Store
from amends.store.tables import Agent, Case
from tests.conftest import MONDAY_NOON, StillClock


def waiting_case(store: Store, levels: ServiceLevels, *, reason: Reason = Reason.ASKED) -> str:
    with store.write() as session:
        conversation = start_conversation(session, now=MONDAY_NOON)
        case = open_case(session, conversation.id, concern="nobody came", resolve_days=10, now=MONDAY_NOON)
        hand_off(session, case, reason, levels=levels, now=MONDAY_NOON)
        return conversation.id


def agent(store: Store, name: str, *, seen: bool = False) -> Agent:
    with store.write() as session:
        person = Agent(email=f"{name}@example.com", name=name, password_hash="-")
        person.last_seen_at = MONDAY_NOON if seen else None
        session.add(person)
        session.flush()
        return person


def case_of(store: Store, conversation_id: str) -> Case:
    with store.read() as session:
        case = find_case(session, conversation_id)
        assert case is not None
        return case


def test_a_case_is_opened_once_however_often_it_is_tried(store: Store) -> None:
    with store.write() as session:
        conversation_id = start_conversation(session, now=MONDAY_NOON).id
    for concern in ("nobody came", "again"):
        with store.write() as session:
            open_case(session, conversation_id, concern=concern, resolve_days=10, now=MONDAY_NOON)
    with store.read() as session:
        assert session.query(Case).count() == 1
    assert case_of(store, conversation_id).concern == "nobody came"
    assert case_of(store, conversation_id).resolve_by == MONDAY_NOON + timedelta(days=10)


def test_two_writers_at_once_open_one_case(store: Store) -> None:
    with store.write() as session:
        conversation_id = start_conversation(session, now=MONDAY_NOON).id
    together(
        4,
        lambda: in_one_write(
            store,
            lambda s: open_case(s, conversation_id, concern="nobody came", resolve_days=10, now=MONDAY_NOON),
        ),
    )
    with store.read() as session:
        assert session.query(Case).count() == 1


def test_with_somebody_at_the_desk_a_case_is_queued(store: Store, levels: ServiceLevels) -> None:
    agent(store, "Elena", seen=True)
    assert case_of(store, waiting_case(store, levels)).state is State.QUEUED


def test_with_nobody_there_a_time_is_promised_and_kept_on_record(store: Store, levels: ServiceLevels) -> None:
    case = case_of(store, waiting_case(store, levels))
    assert case.state is State.FOLLOW_UP
    assert case.promised_by == case.next_update_due == MONDAY_NOON + timedelta(minutes=30)


def test_a_second_handoff_is_never_made_and_a_graver_reason_is_kept(
    store: Store, levels: ServiceLevels
) -> None:
    conversation_id = waiting_case(store, levels)
    with store.write() as session:
        case = find_case(session, conversation_id)
        assert case is not None
        hand_off(session, case, Reason.SAFETY, levels=levels, now=MONDAY_NOON + timedelta(minutes=5))
    case = case_of(store, conversation_id)
    assert case.waiting_since == MONDAY_NOON
    assert (case.severity, case.escalation_reason) == (Severity.DANGER, Reason.SAFETY)


def test_of_two_agents_at_once_one_wins_and_the_other_is_told_who(
    store: Store, levels: ServiceLevels
) -> None:
    conversation_id = waiting_case(store, levels)
    people = [agent(store, name) for name in ("Elena", "Jonas", "Mira", "Tom")]
    told: list[object] = []

    def try_to_claim(person: Agent) -> None:
        try:
            with store.write() as session:
                case = lock_case(session, conversation_id)
                assert case is not None
                claim(session, case, session.merge(person, load=False), now=MONDAY_NOON)
        except AlreadyClaimed as lost:
            told.append(lost.fields)

    threads = [threading.Thread(target=try_to_claim, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with store.read() as session:
        case = session.query(Case).one()
        assert case.state is State.AGENT
        assert case.assignee is not None
        assert told == [{"name": case.assignee.name, "reference": case.reference}] * 3


def test_only_who_has_a_case_may_let_go_of_it(store: Store, levels: ServiceLevels) -> None:
    conversation_id = waiting_case(store, levels)
    elena, jonas = agent(store, "Elena"), agent(store, "Jonas")
    with store.write() as session:
        case = find_case(session, conversation_id)
        assert case is not None
        claim(session, case, elena, now=MONDAY_NOON)
        for move in (release, hand_back):
            with pytest.raises(NotYours):
                move(session, case, jonas, now=MONDAY_NOON)
        with pytest.raises(NotYours):
            resolve(session, case, jonas, outcome="done", told="Done.", now=MONDAY_NOON)


def test_a_released_case_keeps_the_place_that_its_whole_wait_earns(
    store: Store, levels: ServiceLevels
) -> None:
    conversation_id = waiting_case(store, levels)
    elena = agent(store, "Elena")
    with store.write() as session:
        case = find_case(session, conversation_id)
        assert case is not None
        claim(session, case, elena, now=MONDAY_NOON + timedelta(minutes=3))
        release(session, case, elena, now=MONDAY_NOON + timedelta(minutes=4))
    assert case_of(store, conversation_id).waiting_since == MONDAY_NOON


def test_no_case_is_resolved_without_telling_the_customer_how(store: Store, levels: ServiceLevels) -> None:
    conversation_id = waiting_case(store, levels)
    elena = agent(store, "Elena")
    with store.write() as session:
        case = find_case(session, conversation_id)
        assert case is not None
        claim(session, case, elena, now=MONDAY_NOON)
        for outcome, told in (("", "Done."), ("done", "  ")):
            with pytest.raises(NotTold):
                resolve(session, case, elena, outcome=outcome, told=told, now=MONDAY_NOON)


def test_the_whole_way_stands_on_the_audit_trail(
    store: Store, levels: ServiceLevels, clock: StillClock
) -> None:
    conversation_id = waiting_case(store, levels)
    elena = agent(store, "Elena")
    with store.write() as session:
        case = find_case(session, conversation_id)
        assert case is not None
        claim(session, case, elena, now=clock())
        resolve(session, case, elena, outcome="refund", told="Your money is on its way.", now=clock())
        with pytest.raises(NotAllowed):
            close(session, case, now=clock(), accepted=True)
        mark_informed(session, case, now=clock())
        close(session, case, now=clock(), accepted=True)
        hand_off(session, case, Reason.REOPENED, levels=levels, now=clock())
    with store.read() as session:
        case = session.query(Case).one()
        events = [(entry.event, entry.actor) for entry in case.audit]
    assert events == [
        ("opened", "bot"),
        ("hand_off", "bot"),
        ("promise", "system"),
        ("claim", f"agent:{elena.id}"),
        ("resolve", f"agent:{elena.id}"),
        ("tell", "system"),
        ("close", "customer"),
        ("reopen", "customer"),
        ("hand_off", "bot"),
        ("promise", "system"),
    ]
    assert case.reopened == 1


def in_one_write(store: Store, work: Callable[[Session], object]) -> None:
    with store.write() as session:
        work(session)


def together(count: int, work: Callable[[], None]) -> None:
    errors: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not errors
