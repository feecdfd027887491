"""Opening hours: when people answer, in the operator's time zone, holidays left out (METHOD M9, R8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from amends.cases.holidays import NO_HOLIDAYS, Holidays
from amends.cases.weekdays import DAYS

_PERIOD = re.compile(
    r"(?P<first>[A-Za-z]{3})(?:\s*-\s*(?P<last>[A-Za-z]{3}))?\s+"
    r"(?P<opens>\d{1,2}:\d{2})\s*-\s*(?P<closes>\d{1,2}:\d{2})"
)
_DAYS_AHEAD = 400
"""Longer than any row of closed days: hours that do not open within it never open."""


class UnreadableHours(ValueError):
    """The opening hours cannot be read; the message says what to write."""


@dataclass(frozen=True, slots=True)
class OpeningPeriod:
    """One weekday's opening, local time. `closes` of midnight is the end of that day."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When people answer. Every datetime given and returned is aware; answers are UTC."""

    periods: tuple[OpeningPeriod, ...]
    zone: ZoneInfo
    holidays: Holidays = NO_HOLIDAYS

    def is_open(self, moment: datetime) -> bool:
        """Say whether people are at work at `moment`."""
        return self.next_open(moment) <= moment

    def next_open(self, moment: datetime) -> datetime:
        """Return the first moment from `moment` on at which people are at work, UTC. Raises UnreadableHours."""
        opens, _ = next(self._openings(moment))
        return opens

    def last_open(self, moment: datetime) -> datetime:
        """Return the last moment up to `moment` at which people were at work, UTC: `moment` itself while they are.

        Raises UnreadableHours.
        """
        end = moment.astimezone(UTC)
        for back in range(_DAYS_AHEAD):
            day = (moment.astimezone(self.zone) - timedelta(days=back)).date()
            for opens, closes in reversed(self._periods_of(day)):
                if opens <= end:
                    return min(closes, end)
        raise UnreadableHours("The opening hours never open.")

    def after(self, moment: datetime, minutes: int) -> datetime:
        """Return when `minutes` of open time have passed since `moment`, UTC. Raises UnreadableHours."""
        left = timedelta(minutes=minutes)
        for opens, closes in self._openings(moment):
            if opens + left <= closes:
                return opens + left
            left -= closes - opens
        raise UnreadableHours("The opening hours are too short.")

    def before(self, moment: datetime, minutes: int) -> datetime:
        """Return since when `minutes` of open time have passed at `moment`, UTC: what began later has not had them.

        Raises UnreadableHours.
        """
        end, step = moment.astimezone(UTC), 1
        while step < _DAYS_AHEAD:
            left = timedelta(minutes=minutes)
            until = takewhile(lambda period: period[0] < end, self._openings(end - timedelta(days=step)))
            for opens, closes in reversed([(opens, min(closes, end)) for opens, closes in until]):
                if closes - opens >= left:
                    return closes - left
                left -= closes - opens
            step *= 4
        raise UnreadableHours("The opening hours are too short.")

    def _openings(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Give every opening from `moment` on, UTC, oldest first; overlapping periods count once."""
        local, reached = moment.astimezone(self.zone), moment.astimezone(UTC)
        found = False
        for ahead in range(-1, _DAYS_AHEAD):
            for opens, closes in self._periods_of((local + timedelta(days=ahead)).date()):
                start = max(opens, reached)
                if start < closes:
                    found = True
                    reached = closes
                    yield start, closes
        if not found:
            raise UnreadableHours("The opening hours never open.")

    def _periods_of(self, day: date) -> list[tuple[datetime, datetime]]:
        if day in self.holidays:
            return []
        found = []
        for period in self.periods:
            if period.weekday == day.weekday():
                opens = datetime.combine(day, period.opens, self.zone)
                last_day = day + timedelta(days=1) if period.closes == time(0) else day
                closes = datetime.combine(last_day, period.closes, self.zone)
                found.append((opens.astimezone(UTC), closes.astimezone(UTC)))
        return sorted(found)


def parse_opening_hours(text: str, timezone: str, holidays: Holidays = NO_HOLIDAYS) -> OpeningHours:
    """Read `Mon-Fri 08:00-18:00, Sat 09:00-13:00`; `24:00` is the end of the day.

    Raises UnreadableHours, a ValueError, naming the part that cannot be read.
    """
    periods: list[OpeningPeriod] = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        periods.extend(_parse_part(part))
    if not periods:
        raise UnreadableHours("Opening hours are empty; write for example `Mon-Fri 08:00-18:00`.")
    return OpeningHours(tuple(periods), ZoneInfo(timezone), holidays)


def _parse_part(part: str) -> list[OpeningPeriod]:
    match = _PERIOD.fullmatch(part)
    hint = f"`{part}` is no opening time; write for example `Mon-Fri 08:00-18:00`."
    if match is None:
        raise UnreadableHours(hint)
    try:
        first = DAYS.index(match["first"].title())
        last = DAYS.index((match["last"] or match["first"]).title())
        opens, closes = _clock_time(match["opens"]), _clock_time(match["closes"])
    except ValueError as error:
        raise UnreadableHours(hint) from error
    if closes != time(0) and closes <= opens:
        raise UnreadableHours(f"`{part}` closes before it opens.")
    count = (last - first) % 7 + 1
    return [OpeningPeriod((first + step) % 7, opens, closes) for step in range(count)]


def _clock_time(text: str) -> time:
    return time(0) if text == "24:00" else time.fromisoformat(text.zfill(5))
