"""Trends, the lists behind figures, and search read what they show by an index, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from amends.insight.behind import cases_behind
from amends.insight.keeping import keep_days
from amends.insight.page import read_trends
from amends.insight.periods import Unit, periods, span
from amends.insight.scope import Scope
from amends.records.search import Narrowing, search
from amends.store.store import Store
from amends.tools.measure import record
from tests.conftest import MONDAY_NOON, StillClock
from tests.plans import plans_of, reads_every_case

UTC = ZoneInfo("UTC")
WEEK = span((MONDAY_NOON - timedelta(days=6)).date(), MONDAY_NOON.date(), UTC)
CAPS = (Decimal(15), Decimal(50))


@pytest.fixture
def busy(store: Store, clock: StillClock, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Two thousand cases over two months, every day kept."""
    monkeypatch.setattr(record, "YEAR", 60 * 24 * 60)
    record.fill_record(store, record.states_of(2000), now=clock())
    keep_days(store, now=clock(), zone=UTC)
    return store


def _trends(topic: str | None) -> Callable[[Session], object]:
    shown = periods(Unit.DAY, now=MONDAY_NOON, zone=UTC, count=7)
    return lambda session: read_trends(
        session, shown, unit=Unit.DAY, topic=topic, caps=CAPS, now=MONDAY_NOON, zone=UTC
    )


READ: dict[str, Callable[[Session], object]] = {
    "trends": _trends(None),
    "trends of a topic": _trends("billing"),
    "behind a share": lambda session: cases_behind(session, "in_time", Scope(WEEK), now=MONDAY_NOON),
    "behind a topic": lambda session: cases_behind(
        session, "complaints", Scope(WEEK, topic="billing"), now=MONDAY_NOON
    ),
    "behind report cards": lambda session: cases_behind(session, "cards", Scope(WEEK), now=MONDAY_NOON),
    "search": lambda session: search(session, "courier twice", Narrowing()),
    "search, narrowed": lambda session: search(session, "cour", Narrowing(topic="billing", open_only=True)),
    "search, second page": lambda session: search(session, "nobody", Narrowing(), page=2),
}


@pytest.mark.parametrize("name", READ)
def test_nothing_is_read_by_going_through_every_case(busy: Store, name: str) -> None:
    with plans_of(busy) as plans, busy.read() as session:
        READ[name](session)
    assert plans
    for plan in plans:
        assert not reads_every_case(plan), plan
