"""Days, ISO weeks and months on the operator's calendar, as spans of time. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Unit(StrEnum):
    """What a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


SHOWN = {Unit.DAY: 28, Unit.WEEK: 12, Unit.MONTH: 12}
"""So many periods are shown at once."""


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time. `starts` and `ends` are aware UTC, half-open; `first` and `last` local days, both within.

    `label`: `Mon 3 Mar`, `W10`, `Mar 2026`.
    """

    starts: datetime
    ends: datetime
    first: date
    last: date
    label: str

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


def span(first: date, last: date, zone: ZoneInfo, label: str = "") -> Period:
    """Return the span of local days from `first` to `last`, both included."""
    return Period(_midnight(first, zone), _midnight(last + timedelta(days=1), zone), first, last, label)


def periods(unit: Unit, *, now: datetime, zone: ZoneInfo, count: int | None = None) -> tuple[Period, ...]:
    """Return the newest `count` periods, oldest first; the last one holds `now` and is not over yet."""
    first = start_of(unit, now.astimezone(zone).date())
    starts = [first]
    for _ in range((count or SHOWN[unit]) - 1):
        starts.append(start_of(unit, starts[-1] - timedelta(days=1)))
    return tuple(_period(unit, start, zone) for start in reversed(starts))


def span_before(period: Period, zone: ZoneInfo) -> Period:
    """Return as many local days before a period as it has."""
    return span(period.first - timedelta(days=period.days), period.first - timedelta(days=1), zone)


def start_of(unit: Unit, day: date) -> date:
    """Return the first day of the day's period; a week begins on Monday (ISO 8601)."""
    match unit:
        case Unit.DAY:
            return day
        case Unit.WEEK:
            return day - timedelta(days=day.weekday())
        case Unit.MONTH:
            return day.replace(day=1)


def month_of(year: int, month: int, zone: ZoneInfo) -> Period:
    """Return one month. Raises ValueError for one that the calendar has not."""
    return _period(Unit.MONTH, date(year, month, 1), zone)


def _period(unit: Unit, first: date, zone: ZoneInfo) -> Period:
    match unit:
        case Unit.DAY:
            return span(first, first, zone, f"{first:%a} {first.day} {first:%b}")
        case Unit.WEEK:
            return span(first, first + timedelta(days=6), zone, f"W{first.isocalendar().week:02d}")
        case Unit.MONTH:
            following = (first + timedelta(days=31)).replace(day=1)
            return span(first, following - timedelta(days=1), zone, f"{first:%b %Y}")


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), zone).astimezone(UTC)
