"""The line-up: ten minutes at the start of a shift, on one page (METHOD M23, M24)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, selectinload

from amends.cases.hours import OpeningHours
from amends.cases.state import SETTLED, WAITING, State
from amends.insight.figures import COMPLAINT, SHARES
from amends.insight.periods import Period, span
from amends.languages.language import Language
from amends.languages.standards import Standard
from amends.store.tables import Agent, Case, Praise, ReportCard, Stay

SHOWN = 3
RECOGNISED_OVER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class LineUpCase:
    """A conversation to talk about, and why this one."""

    case: Case
    why: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """What somebody can be thanked for: cases of theirs, of those how many first-contact, calmer, staying, praise."""

    name: str
    resolved: int
    in_time: int
    calmer: int
    stay: int
    praised: int


@dataclass(frozen=True, slots=True)
class LineUp:
    """The page. `day` is the last day on which the desk was open before today."""

    day: Period
    hardest: tuple[LineUpCase, ...]
    best: tuple[LineUpCase, ...]
    standard: Standard
    promises: tuple[Case, ...]
    recognised: tuple[Recognised, ...]
    praise: tuple[Praise, ...]


def read_line_up(session: Session, *, language: Language, now: datetime, hours: OpeningHours) -> LineUp:
    """Read today's line-up."""
    day = last_working_day(now, hours)
    today = now.astimezone(hours.zone).date()
    best = tuple(_best(session, day))
    return LineUp(
        day=day,
        hardest=tuple(_hardest(session, day, [told.case.id for told in best])),
        best=best,
        standard=language.standards[today.toordinal() % len(language.standards)],
        promises=tuple(_promises(session, span(today, today, hours.zone).ends)),
        recognised=tuple(_recognised(session, now)),
        praise=tuple(_praise(session, now)),
    )


def last_working_day(now: datetime, hours: OpeningHours) -> Period:
    """Return the last local day before today on which the desk was open: on Monday that is Friday."""
    zone: ZoneInfo = hours.zone
    today = now.astimezone(zone).date()
    for back in range(1, 15):
        day = span(today - timedelta(days=back), today - timedelta(days=back), zone)
        if hours.next_open(day.starts) < day.ends:
            return day
    return span(today - timedelta(days=1), today - timedelta(days=1), zone)


def _hardest(session: Session, day: Period, others: list[int]) -> list[LineUpCase]:
    """The most heated of that day: hot at the peak and still, grave, taken up again; none that is among the best."""
    hardness = (
        func.coalesce(Case.heat_peak, 0.5)
        + func.coalesce(Case.heat_now, 0.5)
        + case((Case.reopened > 0, 0.5), else_=0.0)
        + Case.severity * 0.2
    )
    found = session.scalars(
        _of_the_day(day, and_(COMPLAINT, Case.id.not_in(others)))
        .order_by(hardness.desc(), Case.id)
        .limit(SHOWN)
    )
    return [LineUpCase(one, _why_hard(one)) for one in found]


def _best(session: Session, day: Period) -> list[LineUpCase]:
    """Those that calmed down most and are settled."""
    fall = func.coalesce(Case.heat_peak - Case.heat_now, 0.0) + case(
        (Case.accepted.is_(True), 0.3), else_=0.0
    )
    settled = and_(COMPLAINT, Case.resolved_at.is_not(None), Case.heat_now < Case.heat_peak)
    found = session.scalars(_of_the_day(day, settled).order_by(fall.desc(), Case.id).limit(SHOWN))
    return [LineUpCase(one, _why_good(one)) for one in found]


def _of_the_day(day: Period, condition: ColumnElement[bool]) -> Select[tuple[Case]]:
    active = or_(
        and_(Case.received_at >= day.starts, Case.received_at < day.ends),
        and_(Case.resolved_at >= day.starts, Case.resolved_at < day.ends),
    )
    return select(Case).where(active, condition).options(selectinload(Case.assignee))


def _why_hard(one: Case) -> str:
    parts = [
        f"heat {round((one.heat_peak or 0.5) * 100)} at its peak, {round((one.heat_now or 0.5) * 100)} now"
    ]
    if one.reopened:
        parts.append("taken up again")
    if one.state not in SETTLED:
        parts.append("still open")
    return ", ".join(parts)


def _why_good(one: Case) -> str:
    parts = [f"heat fell from {round((one.heat_peak or 0) * 100)} to {round((one.heat_now or 0) * 100)}"]
    if one.accepted:
        parts.append("the customer says it is settled")
    if one.reopened == 0 and one.resolved_at and one.resolved_at - one.received_at <= timedelta(days=1):
        parts.append("on first contact")
    return ", ".join(parts)


def _promises(session: Session, end: datetime) -> Sequence[Case]:
    """What was promised for today, or before and not kept yet; the oldest promise first."""
    due = func.coalesce(Case.promised_by, Case.next_update_due, Case.resolve_by)
    query = (
        select(Case)
        .where(Case.state.in_([*WAITING, State.AGENT]), due < end)
        .order_by(due, Case.id)
        .limit(20)
        .options(selectinload(Case.assignee))
    )
    return session.scalars(query).all()


def _recognised(session: Session, now: datetime) -> list[Recognised]:
    """Who resolved what in the last seven days, and what came of it: standards kept, customers kept, praise."""
    since = now - RECOGNISED_OVER
    count = [
        func.sum(case((condition, 1), else_=0))
        for condition in (
            SHARES["in_time"].counted,
            Case.heat_now < Case.heat_start,
            ReportCard.stay == Stay.YES,
        )
    ]
    query = (
        select(Agent.id, Agent.name, func.count(Case.id), *count)
        .join(Case, Case.assignee_id == Agent.id)
        .outerjoin(ReportCard, ReportCard.case_id == Case.id)
        .where(Case.resolved_at >= since)
        .group_by(Agent.id, Agent.name)
        .order_by(func.count(Case.id).desc(), Agent.name)
    )
    praised = dict(
        session.execute(
            select(Praise.about_agent_id, func.count(Praise.id))
            .where(Praise.at >= since)
            .group_by(Praise.about_agent_id)
        )
        .tuples()
        .all()
    )
    return [
        Recognised(name, resolved, int(in_time or 0), int(calmer or 0), int(stay or 0), praised.get(id_, 0))
        for id_, name, resolved, in_time, calmer, stay in session.execute(query)
    ]


def _praise(session: Session, now: datetime) -> Sequence[Praise]:
    query = (
        select(Praise)
        .where(Praise.at >= now - RECOGNISED_OVER)
        .order_by(Praise.at.desc())
        .limit(5)
        .options(selectinload(Praise.about_agent))
    )
    return session.scalars(query).all()
