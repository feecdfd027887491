"""The queue's order in SQL is the formula of the case library, and no list reads what is closed."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from amends.cases.escalation import Severity
from amends.cases.state import State
from amends.cases.urgency import UNREAD_HEAT, urgency
from amends.desk.accounts import add_agent
from amends.desk.filters import Filters, conditions
from amends.desk.line import WAITS, line
from amends.desk.queue import PAGE, Row, read_queue
from amends.desk.ranking import is_breached, urgency_in_sql
from amends.store.store import Store
from amends.store.tables import Agent, Case, Role
from amends.tools.measure.record import fill_record, states_of
from tests.conftest import StillClock
from tests.languages import ENGLISH
from tests.plans import explain, reads_every_case

CASES = 2000


@pytest.fixture
def crowded(store: Store, clock: StillClock) -> Store:
    """Two thousand cases, six of a hundred open, on each database; and an agent who came last."""
    fill_record(store, states_of(CASES), now=clock())
    with store.write() as session:
        add_agent(session, email="a@b.example", name="A", role=Role.AGENT, password="twelve letters")
    return store


def test_the_database_ranks_every_case_as_the_library_does(crowded: Store, clock: StillClock) -> None:
    now = clock()
    with crowded.read() as session:
        for unread in session.scalars(select(Case).limit(5)):
            unread.heat_now = None
        found = session.execute(select(Case, urgency_in_sql(now), is_breached(now))).all()
        assert len(found) == CASES
        for case, ranked, breached in found:
            expected = urgency(
                severity=Severity(case.severity),
                heat=UNREAD_HEAT if case.heat_now is None else case.heat_now,
                waiting_since=case.waiting_since or case.assigned_at or case.received_at,
                promised_by=case.promised_by,
                missed=case.deadlines_missed,
                passed_over=case.passed_over,
                now=now,
            )
            assert ranked == pytest.approx(expected, abs=1e-3), case.reference
            passed = any(d is not None and d < now for d in (case.promised_by, case.resolve_by))
            assert breached == (passed or case.deadlines_missed > 0)
        session.rollback()


def test_the_pages_together_are_the_whole_line_in_its_order(crowded: Store, clock: StillClock) -> None:
    with crowded.read() as session:
        agent = session.scalars(select(Agent).where(Agent.name == "A")).one()
        pages = [[row.reference for row in _waiting(session, agent, clock(), page)] for page in (1, 2)]
        in_order = [session.get_one(Case, one).reference for one in session.scalars(line(clock()))]
        assert pages[0] + pages[1] == in_order[: 2 * PAGE]
        assert len(pages[0]) == PAGE
        assert len(pages[1]) == CASES // 50 - PAGE


@pytest.mark.parametrize("filters", [Filters(), Filters(topic="billing", breached=True), Filters(mine=True)])
def test_the_line_is_ordered_and_counted_by_the_index_of_those_who_wait(
    crowded: Store, clock: StillClock, filters: Filters
) -> None:
    with crowded.read() as session:
        fitting = conditions(
            filters, session.scalars(select(Agent).where(Agent.name == "A")).one(), now=clock()
        )
    for query in (line(clock(), *fitting).limit(PAGE), select(func.count(Case.id)).where(WAITS, *fitting)):
        plan = explain(crowded, query)
        assert "ix_cases_waiting" in plan, plan
        assert not reads_every_case(plan), plan


def test_no_other_list_reads_what_is_closed(crowded: Store, clock: StillClock) -> None:
    mine = select(Case.id).where(Case.state == State.AGENT, Case.assignee_id == 1)
    with_bot = select(Case.id).where(Case.state == State.BOT).order_by(Case.received_at.desc()).limit(12)
    for query in (mine, with_bot):
        plan = explain(crowded, query)
        assert "ix_cases_state" in plan, plan
        assert not reads_every_case(plan), plan


def _waiting(session: Session, agent: Agent, now: datetime, page: int) -> tuple[Row, ...]:
    return read_queue(session, agent.id, now=now, filters=Filters(page=page), language=ENGLISH).waiting.rows
