"""The order of the queue: heat and waiting time, danger first (METHOD M8, M12)."""

from __future__ import annotations

from datetime import datetime, timedelta

from amends.cases.escalation import Severity

DOUBLES_EVERY = timedelta(minutes=15)
DANGER_FIRST = 1000.0


def urgency(
    *, severity: Severity, heat: float, waiting_since: datetime, promised_by: datetime | None, now: datetime
) -> float:
    """Return how urgent a waiting case is; the highest is served first.

    `heat` is the customer's present intensity, 0..1. Waiting fifteen minutes weighs as much as full heat, so
    that nobody waits for ever behind hotter ones. A promise that is broken counts twice; danger is always first.
    """
    waited = max((now - waiting_since) / DOUBLES_EVERY, 0.0)
    score = heat + waited + (severity - Severity.LOW) * 0.5
    if promised_by is not None and now > promised_by:
        score *= 2
    return score + (DANGER_FIRST if severity is Severity.DANGER else 0.0)


def why(
    *, severity: Severity, heat: float, waiting_since: datetime, promised_by: datetime | None, now: datetime
) -> str:
    """Say in words why a case stands where it stands: `danger · furious · waiting 12 min · promise broken`."""
    parts = []
    if severity is Severity.DANGER:
        parts.append("danger")
    parts.append(
        "furious" if heat >= 0.8 else "angry" if heat >= 0.55 else "irritated" if heat >= 0.3 else "calm"
    )
    minutes = max(int((now - waiting_since).total_seconds() // 60), 0)
    parts.append(f"waiting {minutes} min" if minutes else "just came in")
    if promised_by is not None and now > promised_by:
        parts.append("promise broken")
    return " · ".join(parts)
