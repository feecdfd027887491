"""Opening hours: when people answer, in the operator's time zone (METHOD M9, R8)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_PERIOD = re.compile(
    r"(?P<first>[A-Za-z]{3})(?:\s*-\s*(?P<last>[A-Za-z]{3}))?\s+"
    r"(?P<opens>\d{1,2}:\d{2})\s*-\s*(?P<closes>\d{1,2}:\d{2})"
)
_WEEKS_AHEAD = 2


class UnreadableHours(ValueError):
    """The opening hours cannot be read; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Period:
    """One weekday's opening, local time. `closes` of midnight is the end of that day."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When people answer. Every datetime given and returned is aware; answers are UTC."""

    periods: tuple[Period, ...]
    zone: ZoneInfo

    def is_open(self, moment: datetime) -> bool:
        """Say whether people are at work at `moment`."""
        return self.next_open(moment) <= moment

    def next_open(self, moment: datetime) -> datetime:
        """Return the first moment from `moment` on at which people are at work, UTC."""
        for opens, closes in self._openings(moment):
            if moment < closes:
                return max(opens, moment.astimezone(UTC))
        raise UnreadableHours("The opening hours never open.")

    def after(self, moment: datetime, minutes: int) -> datetime:
        """Return when `minutes` of open time have passed since `moment`, UTC."""
        left = timedelta(minutes=minutes)
        for opens, closes in self._openings(moment):
            start = max(opens, moment.astimezone(UTC))
            if start >= closes:
                continue
            if start + left <= closes:
                return start + left
            left -= closes - start
        return moment.astimezone(UTC) + timedelta(weeks=_WEEKS_AHEAD) + left

    def _openings(self, moment: datetime) -> list[tuple[datetime, datetime]]:
        local = moment.astimezone(self.zone)
        found = []
        for ahead in range(-1, 7 * _WEEKS_AHEAD + 1):
            day = (local + timedelta(days=ahead)).date()
            for period in self.periods:
                if period.weekday != day.weekday():
                    continue
                opens = datetime.combine(day, period.opens, self.zone)
                last_day = day + timedelta(days=1) if period.closes == time(0) else day
                closes = datetime.combine(last_day, period.closes, self.zone)
                found.append((opens.astimezone(UTC), closes.astimezone(UTC)))
        return sorted(found)


def parse_opening_hours(text: str, timezone: str) -> OpeningHours:
    """Read `Mon-Fri 08:00-18:00, Sat 09:00-13:00`; `24:00` is the end of the day.

    Raises UnreadableHours, a ValueError, naming the part that cannot be read.
    """
    periods: list[Period] = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        periods.extend(_parse_part(part))
    if not periods:
        raise UnreadableHours("Opening hours are empty; write for example `Mon-Fri 08:00-18:00`.")
    return OpeningHours(tuple(periods), ZoneInfo(timezone))


def _parse_part(part: str) -> list[Period]:
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
    return [Period((first + step) % 7, opens, closes) for step in range(count)]


def _clock_time(text: str) -> time:
    return time(0) if text == "24:00" else time.fromisoformat(text.zfill(5))
