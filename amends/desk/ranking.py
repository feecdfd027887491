"""The order of the queue in SQL: the formula of amends.cases.urgency, so that the database sorts and pages."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, literal, or_

from amends.cases.escalation import Severity
from amends.cases.urgency import (
    BROKEN,
    DANGER_FIRST,
    DOUBLES_EVERY,
    GRAVER,
    MISSED_NEXT,
    NEAR,
    PASSED,
    UNREAD_HEAT,
)
from amends.store.sql import seconds_between
from amends.store.tables import Case
from amends.store.types import UtcDateTime


def urgency_in_sql(now: datetime) -> ColumnElement[float]:
    """Return the urgency of each case at `now` (aware) as a column; the highest is served first."""
    moment = literal(now, UtcDateTime())
    since = func.coalesce(Case.waiting_since, Case.assigned_at, Case.received_at)
    waited = _at_least_0(seconds_between(since, moment) / DOUBLES_EVERY.total_seconds())
    score = (
        func.coalesce(Case.heat_now, UNREAD_HEAT)
        + waited
        + (Case.severity - int(Severity.LOW)) * GRAVER
        + Case.passed_over * PASSED
    )
    near = _at_least_0(1.0 - seconds_between(moment, Case.promised_by) / NEAR.total_seconds())
    pressed = case(
        (Case.promised_by < moment, score * BROKEN),
        (Case.promised_by.is_not(None), score + near),
        else_=score,
    )
    let_down = Case.deadlines_missed * MISSED_NEXT
    return pressed + let_down + case((Case.severity >= int(Severity.DANGER), DANGER_FIRST), else_=0.0)


def is_breached(now: datetime) -> ColumnElement[bool]:
    """Return whether a deadline of the case has passed, or one was missed before."""
    moment = literal(now, UtcDateTime())
    promised = and_(Case.promised_by.is_not(None), Case.promised_by < moment)
    return or_(promised, Case.resolve_by < moment, Case.deadlines_missed > 0)


def _at_least_0(value: ColumnElement[float]) -> ColumnElement[float]:
    return case((value > 0.0, value), else_=0.0)
