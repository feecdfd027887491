"""Days that add up: what one day's cases come to, as sums and counts, so that a year is read from 365 small rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from amends.insight.figures import LENGTHS, SHARES
from amends.insight.outcomes import GOT, Wanted, wanted_and_got
from amends.insight.periods import Period
from amends.insight.scope import Scope
from amends.insight.trends import (
    Spread,
    Tick,
    TrendLine,
    count_among,
    seconds_of,
    spread_of,
    trend_lines,
)
from amends.store.tables import Case

NOT_YET = datetime(1970, 1, 1, tzinfo=UTC)
"""Days are counted as if no deadline had passed: what time alone makes late is counted when somebody looks."""
UNKNOWN = ""
"""Stands for no topic, no cause."""

Heats = dict[str, list[float]]
"""By code: complaints, those of them that were read, the sums of their first and of their last intensity (0..1)."""


@dataclass(frozen=True, slots=True)
class Day:
    """One local day's cases, by when they were received. All of it is plain JSON.

    `shares`: by key, how many counted and among how many. `lengths`: by key, whole seconds. `wanted`: by want, how
    many, how many got it, how many said that it is settled.
    """

    topics: Heats = field(default_factory=dict)
    causes: Heats = field(default_factory=dict)
    shares: dict[str, list[int]] = field(default_factory=dict)
    lengths: dict[str, list[int]] = field(default_factory=dict)
    wanted: dict[str, list[int]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return asdict(self)


def count_day(session: Session, day: Period) -> Day:
    """Count one day from its cases."""
    scope = Scope(day)
    shares = count_among(session, scope.condition, NOT_YET)
    return Day(
        topics=_heats(trend_lines(session, [day], scope, Case.topic)),
        causes=_heats(trend_lines(session, [day], scope, Case.root_cause)),
        shares={key: list(numbers) for key, numbers in zip(SHARES, shares, strict=True)},
        lengths={key: seconds_of(session, length, scope.condition) for key, length in LENGTHS.items()},
        wanted={row.want.value: [row.count, row.got, row.accepted] for row in wanted_and_got(session, scope)},
    )


class Days:
    """Days of a span, added up. A day that is missing had no cases."""

    def __init__(self, days: Mapping[date, Day]) -> None:
        self._days = days

    def ticks(self, periods: Sequence[Period]) -> list[Tick]:
        """Return each period's complaints with their heat."""
        return [self._tick(period) for period in periods]

    def lines(self, periods: Sequence[Period], by: str) -> list[TrendLine]:
        """Return the complaints by `topics` or `causes` in each period, the most frequent first."""
        heats = [_add_heats(getattr(day, by) for day in self._within(period)) for period in periods]
        lines = [
            _line(code or None, [heat.get(code, _NONE) for heat in heats])
            for code in dict.fromkeys(code for heat in heats for code in heat)
        ]
        return sorted(lines, key=lambda line: (-line.total, line.code or "~"))

    def shares(self, period: Period, late: Mapping[str, int]) -> list[tuple[int, int]]:
        """Return each share's numbers; `late`: by key, whom time alone has added to those among whom it counts."""
        days = self._within(period)
        return [
            (
                sum(day.shares[key][0] for day in days),
                sum(day.shares[key][1] for day in days) + late.get(key, 0),
            )
            for key in SHARES
        ]

    def spreads(self, period: Period) -> list[Spread]:
        """Return every length's median and ninth tenth."""
        days = self._within(period)
        return [
            spread_of(length, [seconds for day in days for seconds in day.lengths[key]])
            for key, length in LENGTHS.items()
        ]

    def wanted(self, period: Period) -> list[Wanted]:
        """Return what was wanted and what was got."""
        days = self._within(period)
        return [
            Wanted(want, meaning, *(sum(day.wanted[want.value][n] for day in days) for n in range(3)))
            for want, (meaning, _) in GOT.items()
        ]

    def _within(self, period: Period) -> list[Day]:
        return [day for date_, day in self._days.items() if period.first <= date_ <= period.last]

    def _tick(self, period: Period) -> Tick:
        all_topics = [row for day in self._within(period) for row in day.topics.values()]
        count, read, hot, cool = (
            (sum(numbers) for numbers in zip(*all_topics, strict=True)) if all_topics else _NONE
        )
        return Tick(
            period, int(count), int(read), hot / read if read else None, cool / read if read else None
        )


_NONE = [0, 0, 0.0, 0.0]


def _heats(lines: Iterable[TrendLine]) -> Heats:
    return {
        line.code or UNKNOWN: [
            line.total, line.read, (line.heat_in or 0.0) * line.read, (line.heat_out or 0.0) * line.read,
        ]
        for line in lines
    }  # fmt: skip


def _add_heats(many: Iterable[Heats]) -> Heats:
    added: Heats = {}
    for heats in many:
        for code, row in heats.items():
            added[code] = [a + b for a, b in zip(added.get(code, _NONE), row, strict=True)]
    return added


def _line(code: str | None, rows: Sequence[Sequence[float]]) -> TrendLine:
    _, read, hot, cool = (sum(numbers) for numbers in zip(*rows, strict=True))
    counts = tuple(int(row[0]) for row in rows)
    return TrendLine(code, counts, int(read), hot / read if read else None, cool / read if read else None)
