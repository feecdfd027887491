"""Times as an agent reads them: how far off, and when in the company's time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@dataclass(frozen=True, slots=True)
class When:
    """A moment. `far`: `in 4 min`, `3 h ago`; `due`: the same of a deadline, `3 h late`.

    `clock`: `14:05`, `Mon 3 Mar, 14:05`; `iso`: for the machine.
    """

    iso: str
    far: str
    due: str
    clock: str
    past: bool


def when(moment: datetime, *, now: datetime, zone: ZoneInfo) -> When:
    """Say when `moment` is, seen from `now`. Both are aware."""
    iso = moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    far, clock = say_how_far(moment, now=now), say_clock(moment, now=now, zone=zone)
    return When(iso, far, say_due(moment, now=now), clock, moment < now)


def say_how_far(moment: datetime, *, now: datetime) -> str:
    """Say how far off a moment is: `just now`, `in 4 min`, `3 h ago`, `in 9 days`. desk.js counts the same way."""
    seconds = (moment - now).total_seconds()
    length = say_length(abs(seconds))
    if not length:
        return "just now" if seconds <= 0 else "now"
    return f"in {length}" if seconds > 0 else f"{length} ago"


def say_due(moment: datetime, *, now: datetime) -> str:
    """Say how far off a deadline is: `in 4 min`, `now`, `23 min late`."""
    seconds = (moment - now).total_seconds()
    length = say_length(abs(seconds))
    return (f"in {length}" if seconds > 0 else f"{length} late") if length else "now"


def say_length(seconds: float) -> str:
    """Say a length of time in one unit: `4 min` up to 90 minutes, `5 h` up to 36 hours, then `9 days`; else empty."""
    if seconds < MINUTE:
        return ""
    if seconds < 90 * MINUTE:
        return f"{int(seconds // MINUTE)} min"
    if seconds < 36 * HOUR:
        return f"{round(seconds / HOUR)} h"
    return f"{round(seconds / DAY)} days"


def say_clock(moment: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """Say a moment on the clock of `zone`: `14:05` today, else with its day; with the year where it is another."""
    local, today = moment.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    year = "" if local.year == today.year else f" {local.year}"
    return f"{local:%a} {local.day} {local:%b}{year}, {local:%H:%M}"
