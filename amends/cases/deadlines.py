"""By when a case must have an answer, the next word and an end, by how grave it is (METHOD M9).

All of it is worked out from what stands on the record, so that a handoff, a release or a restart changes nothing:
the clock starts with the customer's wait and is never put back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from amends.cases.escalation import Severity
from amends.cases.hours import OpeningHours

PACE: dict[Severity, Fraction] = {
    Severity.LOW: Fraction(1),
    Severity.MEDIUM: Fraction(1),
    Severity.HIGH: Fraction(1, 2),
    Severity.DANGER: Fraction(1, 6),
}
"""The share of the operator's time that a case of this severity has: the settings say the most it may take."""


class Deadline(StrEnum):
    """What can be late."""

    FIRST_ANSWER = "first_answer"
    NEXT_UPDATE = "next_update"
    ANSWER = "answer"
    """The person who has the conversation writes back."""
    RESOLVE = "resolve"


@dataclass(frozen=True, slots=True)
class Target:
    """What the operator promises for the least grave case: open minutes, open hours, calendar days."""

    first_answer_minutes: int
    update_hours: int
    resolve_days: int


def first_answer_due(
    waiting_since: datetime, *, severity: Severity, target: Target, hours: OpeningHours
) -> datetime:
    """Return when a person must have written: open minutes from the beginning of the customer's wait, UTC."""
    return hours.after(waiting_since, _share(target.first_answer_minutes, severity))


def next_update_due(
    told_at: datetime, *, severity: Severity, target: Target, hours: OpeningHours
) -> datetime:
    """Return when the customer must hear from a person again: open hours from when they last did, UTC."""
    return hours.after(told_at, _share(target.update_hours * 60, severity))


def resolve_by(received_at: datetime, *, severity: Severity, target: Target, hours: OpeningHours) -> datetime:
    """Return when the case must be resolved: at most `resolve_days` calendar days after it came in, UTC.

    Where nobody is at work then, it is the end of the last opening before, so that it can be kept; where there
    is none since the case came in, the time itself.
    """
    latest = received_at + timedelta(days=target.resolve_days) * float(PACE[severity])
    kept = hours.last_open(latest)
    return kept if kept > received_at else latest


def sooner(known: datetime | None, new: datetime) -> datetime:
    """Return the earlier of a deadline on record and a new one: a deadline is never put off."""
    return new if known is None else min(known, new)


def _share(minutes: int, severity: Severity) -> int:
    return max(int(minutes * PACE[severity]), 1)
