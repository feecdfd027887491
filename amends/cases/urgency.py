"""The order of the queue: heat, waiting time and deadlines, danger first (METHOD M8, M9, M12)."""

from __future__ import annotations

from datetime import datetime, timedelta

from amends.cases.escalation import Severity
from amends.understanding.reading import Level

DOUBLES_EVERY = timedelta(minutes=15)
DANGER_FIRST = 1_000_000.0
MISSED_NEXT = 1_000.0
"""What each missed deadline adds: more than any wait can, and less than danger."""
GRAVER = 0.5
"""What each step of severity adds."""
NEAR = timedelta(minutes=10)
"""From how long before a promised time on a case moves up."""
PASSED = 1.0
"""What a case gains each time somebody was asked to take it and let it pass."""
BROKEN = 2.0
"""With its promised time past, heat and wait weigh so many times as much."""
LEVELS = ((0.8, Level.FURIOUS), (0.55, Level.ANGRY), (0.3, Level.IRRITATED))
"""How hot a customer is called, from which intensity on."""
UNREAD_HEAT = 0.55
"""What a customer whose messages nobody has read yet counts as: angry, never calm."""


def urgency(
    *,
    severity: Severity,
    heat: float,
    waiting_since: datetime,
    promised_by: datetime | None,
    now: datetime,
    missed: int = 0,
    passed_over: int = 0,
) -> float:
    """Return how urgent a waiting case is; the highest is served first. amends.desk.ranking says the same in SQL.

    `heat` is the customer's present intensity, 0..1. Waiting fifteen minutes weighs as much as full heat, so
    that nobody waits for ever behind hotter ones. A promised time that is near adds up to as much again; one that
    is broken counts twice. Whom somebody let pass moves up. Each deadline `missed`
    moves the case to the top, whatever was promised since (METHOD M9); danger is always first.
    """
    waited = max((now - waiting_since) / DOUBLES_EVERY, 0.0)
    score = heat + waited + (severity - Severity.LOW) * GRAVER + passed_over * PASSED
    if promised_by is not None and now > promised_by:
        score *= BROKEN
    elif promised_by is not None:
        score += max(1.0 - (promised_by - now) / NEAR, 0.0)
    return score + missed * MISSED_NEXT + (DANGER_FIRST if severity is Severity.DANGER else 0.0)


def why(
    *,
    severity: Severity,
    heat: float,
    waiting_since: datetime,
    promised_by: datetime | None,
    now: datetime,
    missed: int = 0,
    passed_over: int = 0,
) -> str:
    """Say in words why a case stands where it stands: `danger · furious · waiting 12 min · promise broken`."""
    parts = []
    if severity is Severity.DANGER:
        parts.append("danger")
    parts.append(heat_level(heat).value)
    minutes = max(int((now - waiting_since).total_seconds() // 60), 0)
    parts.append(f"waiting {minutes} min" if minutes else "just came in")
    if missed or (promised_by is not None and now > promised_by):
        parts.append("promise broken")
    elif promised_by is not None and promised_by - now < NEAR:
        parts.append("answer due soon")
    if passed_over:
        parts.append("let pass once" if passed_over == 1 else f"let pass {passed_over} times")
    return " · ".join(parts)


def heat_level(heat: float | None) -> Level:
    """Return how hot a customer is by their intensity (0..1), as the queue counts it; unread is angry, never calm."""
    if heat is None:
        return Level.ANGRY
    return next((level for least, level in LEVELS if heat >= least), Level.CALM)
