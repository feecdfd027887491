"""How long a customer will wait for a person, and what they are told of it (METHOD M9, R8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from amends.cases.hours import OpeningHours


@dataclass(frozen=True, slots=True)
class Wait:
    """What a waiting customer is told.

    `ahead` counts the people before them. `minutes` is set where somebody is at the desk now; otherwise
    `promised_by` (aware UTC) is the time by which somebody writes.
    """

    ahead: int
    minutes: int | None
    promised_by: datetime

    @property
    def somebody_is_there(self) -> bool:
        """Whether a person is at the desk right now."""
        return self.minutes is not None

    @property
    def told(self) -> str:
        """What a customer is told of it, the same however it is worded: who is before them and how long, or when."""
        if self.minutes is not None:
            return f"{self.ahead} ahead, {self.minutes} minutes"
        return f"{self.promised_by:%Y-%m-%d %H:%M}"


def promise_wait(
    *,
    ahead: int,
    people_there: int,
    hours: OpeningHours,
    now: datetime,
    minutes_each: int,
    first_answer_minutes: int,
) -> Wait:
    """Work out the wait from the line, who is at the desk and the opening hours.

    Where people are there, each of them takes one conversation every `minutes_each` minutes. Where nobody is,
    the promise is `first_answer_minutes` of open time from now: overnight that is the next morning.
    """
    if people_there > 0:
        minutes = max((ahead // people_there + 1) * minutes_each, 1)
        return Wait(ahead, minutes, now + timedelta(minutes=minutes))
    return Wait(ahead, None, hours.after(now, first_answer_minutes))
