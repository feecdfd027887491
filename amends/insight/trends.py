"""Trends: what is complained about, how hot, how it ends; counted by the database (METHOD M15, M16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from amends.insight.expressions import table_of
from amends.insight.figures import COMPLAINT, LENGTHS, SHARES, SILENT, Length, Share
from amends.insight.periods import Period
from amends.insight.rising import WEEK, WEEKS_BEFORE, Rise, find_rises
from amends.insight.scope import Scope
from amends.store.tables import Case


@dataclass(frozen=True, slots=True)
class Counted:
    """A share's numbers: `count` of `of`, and the same of the span before."""

    share: Share
    count: int
    of: int
    count_before: int
    of_before: int

    @property
    def value(self) -> float | None:
        """The share, 0..1; None where there is nothing to count among."""
        return self.count / self.of if self.of else None

    @property
    def before(self) -> float | None:
        """The share of the span before, 0..1; None where there is nothing to count among."""
        return self.count_before / self.of_before if self.of_before else None


@dataclass(frozen=True, slots=True)
class Spread:
    """A length's numbers, in seconds: the median, and within what nine of ten are; None without cases."""

    length: Length
    count: int
    median: float | None
    ninth: float | None


@dataclass(frozen=True, slots=True)
class Tick:
    """One period's complaints. `heat_in`, `heat_out`: mean intensity (0..1) of first and last messages of `read`."""

    period: Period
    count: int
    read: int
    heat_in: float | None
    heat_out: float | None


@dataclass(frozen=True, slots=True)
class TrendLine:
    """One topic or root cause (`code`, None where not known): its count in each period, and the heat of `read`."""

    code: str | None
    counts: tuple[int, ...]
    read: int
    heat_in: float | None
    heat_out: float | None

    @property
    def total(self) -> int:
        """Complaints altogether."""
        return sum(self.counts)

    @property
    def silent(self) -> int:
        """The customers who said nothing, at least (METHOD M16)."""
        return self.total * SILENT


def count_shares(session: Session, scope: Scope, before: Scope, *, now: datetime) -> list[Counted]:
    """Count every share over the cases of `scope`, beside those of the span before it."""
    current = count_among(session, scope.condition, now)
    earlier = count_among(session, before.condition, now)
    return [
        Counted(share, *numbers, *were)
        for share, numbers, were in zip(SHARES.values(), current, earlier, strict=True)
    ]


def measure_lengths(session: Session, scope: Scope) -> list[Spread]:
    """Measure every length over the cases of `scope`; ranks are nearest ranks."""
    return [spread_of(length, seconds_of(session, length, scope.condition)) for length in LENGTHS.values()]


def tick(session: Session, periods: Sequence[Period], scope: Scope) -> list[Tick]:
    """Count the complaints of each period, with their heat in and out."""
    during = table_of(periods)
    query = (
        select(
            during.c.n,
            func.count(Case.id),
            func.count(Case.heat_start),
            func.sum(Case.heat_start),
            func.sum(Case.heat_now),
        )
        .join(Case, and_(Case.received_at >= during.c.starts, Case.received_at < during.c.ends))
        .where(COMPLAINT, *scope.narrowing)
        .group_by(during.c.n)
    )
    found = {n: rest for n, *rest in session.execute(query)}
    return [_tick(period, *found.get(n, (0, 0, None, None))) for n, period in enumerate(periods)]


def trend_lines(
    session: Session, periods: Sequence[Period], scope: Scope, by: InstrumentedAttribute[str | None]
) -> list[TrendLine]:
    """Count the complaints by a column of the case (topic, root cause) in each period, the most frequent first."""
    during = table_of(periods)
    heat_in, heat_out = func.sum(Case.heat_start), func.sum(Case.heat_now)
    query = (
        select(by, during.c.n, func.count(Case.id), heat_in, heat_out, func.count(Case.heat_start))
        .join(Case, and_(Case.received_at >= during.c.starts, Case.received_at < during.c.ends))
        .where(COMPLAINT, *scope.narrowing)
        .group_by(by, during.c.n)
    )
    rows: dict[str | None, list[Any]] = {}
    for code, n, *numbers in session.execute(query):
        rows.setdefault(code, [[0] * len(periods), 0.0, 0.0, 0])
        row = rows[code]
        row[0][n] = numbers[0]
        row[1:] = [kept + (new or 0) for kept, new in zip(row[1:], numbers[1:], strict=True)]
    lines = [
        TrendLine(code, tuple(counts), read, hot / read if read else None, cool / read if read else None)
        for code, (counts, hot, cool, read) in rows.items()
    ]
    return sorted(lines, key=lambda line: (-line.total, line.code or "~"))


def rising(session: Session, *, now: datetime) -> list[Rise]:
    """Compare each topic's last 7 days with the 8 weeks before; the surest rise first."""
    week = now - WEEK
    recent = func.sum(case((Case.received_at >= week, 1), else_=0))
    query = (
        select(Case.topic, recent.cast(Integer), func.count(Case.id))
        .where(Case.received_at >= week - timedelta(weeks=WEEKS_BEFORE), Case.received_at < now)
        .where(Case.topic.is_not(None))
        .group_by(Case.topic)
    )
    rows = session.execute(query).all()
    return find_rises(
        {topic: new for topic, new, _ in rows}, {topic: every - new for topic, new, every in rows}
    )


def _tick(period: Period, count: int, read: int, hot: float | None, cool: float | None) -> Tick:
    return Tick(
        period, count, read, (hot or 0.0) / read if read else None, (cool or 0.0) / read if read else None
    )


def count_among(session: Session, condition: ColumnElement[bool], now: datetime) -> list[tuple[int, int]]:
    """Count every share over the cases of a condition: how many, and among how many."""
    columns = []
    for share in SHARES.values():
        columns.append(func.sum(case((and_(share.among, share.counted), 1), else_=0)))
        columns.append(func.sum(case((share.among, 1), else_=0)))
    row = [
        int(number or 0) for number in session.execute(select(*columns).where(condition), {"now": now}).one()
    ]
    return list(zip(row[::2], row[1::2], strict=True))


def seconds_of(session: Session, length: Length, condition: ColumnElement[bool]) -> list[int]:
    """Return a length of every case of a condition, in whole seconds, the shortest first."""
    found = session.scalars(select(length.seconds).where(condition, length.among))
    return sorted(round(seconds) for seconds in found)


def spread_of(length: Length, seconds: Sequence[int]) -> Spread:
    """Return the median and the ninth tenth of so many lengths (nearest ranks)."""
    if not seconds:
        return Spread(length, 0, None, None)
    ranked, count = sorted(seconds), len(seconds)
    return Spread(length, count, ranked[(count + 1) // 2 - 1], ranked[(count * 9 + 9) // 10 - 1])


def count_made_late(session: Session, condition: ColumnElement[bool], now: datetime) -> dict[str, int]:
    """Count, for each share that time alone changes, those whom it has brought among its cases."""
    return {
        key: session.scalar(select(func.count(Case.id)).where(condition, share.late), {"now": now}) or 0
        for key, share in SHARES.items()
        if share.late is not None
    }
