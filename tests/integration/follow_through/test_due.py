"""What is due is asked of the database: every case that needs it is found, and no query reads what is closed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from amends.cases.deadlines import Deadline
from amends.cases.state import WAITING, State
from amends.casework.handoff import ServiceLevels
from amends.follow_through.due import OWED, QUIET_AFTER_TOLD, cases_due
from amends.follow_through.lateness import late_cases, promise_passed, silent_since
from amends.follow_through.unwritten import cases_unwritten
from amends.realtime.hub import Hub
from amends.store.store import Store
from amends.store.tables import Agent, Case, MissedDeadline
from amends.tools.measure.record import fill_record, states_of
from amends.turns.turns import Turns
from amends.turns.watchdog import make_a_round
from tests.conftest import StillClock
from tests.fakes import FakeBot
from tests.languages import LANGUAGES
from tests.plans import plans_of, reads_every_case

CASES = 1000


@pytest.fixture
def crowded(store: Store, clock: StillClock) -> Store:
    """A thousand cases on each database, six of a hundred open; nobody is at the desk."""
    fill_record(store, states_of(CASES), now=clock())
    with store.write() as session:
        for agent in session.scalars(select(Agent)):
            agent.last_seen_at = None
        for case in session.scalars(select(Case).where(Case.state == State.RESOLVED).limit(9)):
            case.state, case.told_at, case.accepted = State.TOLD, clock() - timedelta(days=case.id % 3), None
        for case in session.scalars(select(Case).where(Case.state.in_(OWED))):
            case.first_answer_due = (
                case.received_at + timedelta(minutes=30) if case.state in WAITING else None
            )
            case.assigned_at = case.received_at if case.state is State.AGENT else None
            if case.assigned_at and case.id % 2:
                case.last_human_answer_at = case.assigned_at + timedelta(minutes=3)
            if case.id % 3:
                case.conversation.messages[0].answered_at = None
        if store.engine.dialect.name == "postgresql":  # the rows came with their ids
            session.execute(
                text("SELECT setval(pg_get_serial_sequence('messages', 'id'), max(id)) FROM messages")
            )
    return store


@pytest.mark.parametrize("passed", [timedelta(hours=2), timedelta(hours=13), timedelta(days=11)])
def test_the_database_finds_the_cases_that_going_through_all_of_them_finds(
    crowded: Store, levels: ServiceLevels, clock: StillClock, passed: timedelta
) -> None:
    clock.forward(seconds=passed.total_seconds() + 1)
    with crowded.read() as session:
        by_hand = {case.id for case in session.scalars(select(Case)) if _is_due(session, case, levels, clock)}
        assert set(cases_due(session, levels=levels, now=clock())) == by_hand
    assert by_hand


def test_after_a_round_nothing_is_due_any_more(
    crowded: Store, levels: ServiceLevels, clock: StillClock
) -> None:
    clock.forward(days=1)
    turns = Turns(crowded, FakeBot(), Hub(), clock, levels, LANGUAGES)
    with crowded.read() as session:
        due = cases_due(session, levels=levels, now=clock())
    assert len(make_a_round(turns)) == len(due) > 5
    with crowded.read() as session:
        assert cases_due(session, levels=levels, now=clock()) == []


def test_neither_the_watchdog_nor_the_alerts_read_every_case(
    crowded: Store, levels: ServiceLevels, clock: StillClock
) -> None:
    with plans_of(crowded) as plans, crowded.read() as session:
        cases_due(session, levels=levels, now=clock())
        cases_unwritten(session, levels=levels, now=clock())
        late_cases(session, start=50, number=50)
    assert len(plans) >= 9
    assert [plan for plan in plans if reads_every_case(plan)] == []


def _is_due(session: Session, case: Case, levels: ServiceLevels, clock: StillClock) -> bool:
    now = clock()
    known = select(MissedDeadline.deadline, MissedDeadline.due_at).where(MissedDeadline.case_id == case.id)
    noted = set(session.execute(known).tuples())
    late = [
        (Deadline.FIRST_ANSWER, case.first_answer_due if case.state in WAITING else None),
        (Deadline.RESOLVE, case.resolve_by if case.state in OWED else None),
    ]
    told_at = case.told_at if case.state is State.TOLD else None
    return (
        any(due is not None and due < now and (what, due) not in noted for what, due in late)
        or promise_passed(case, now=now) is not None
        or silent_since(session, case, levels=levels, now=now) is not None
        or (told_at is not None and told_at <= now - QUIET_AFTER_TOLD)
    )
