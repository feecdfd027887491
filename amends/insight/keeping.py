"""Keeping the days that trends are read from: counted anew whenever the database says that one has changed."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy import ClauseElement, delete, func, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from amends.clock import Clock
from amends.insight.daily import Day, Days, count_day
from amends.insight.figures import COMPLAINT, LENGTHS, SHARES
from amends.insight.outcomes import GOT
from amends.insight.periods import Period, span
from amends.periodic import repeat
from amends.store.sql import one_at_a_time
from amends.store.store import Store
from amends.store.tables import Case, KeptDay, TouchedCase

EVERY_SECONDS = 60.0
AT_ONCE = 5_000
"""So many notes of changes are dealt with at a time; a day with more stays to be counted again."""
PARTS = tuple(part.name for part in fields(Day))
_LOCK = 7_301
"""Any number, as long as nobody else takes it."""


def read_days(
    session: Session, period: Period, *, now: datetime, zone: ZoneInfo, parts: Sequence[str] = PARTS
) -> Days:
    """Return a period's days: as they are kept, or counted at once where a case has changed since.

    `parts`: those of Day that are needed; the others are left empty.
    """
    stale = set(outdated(session, now=now, zone=zone))
    columns = [KeptDay.figures[part] for part in parts]
    rows = session.execute(
        select(KeptDay.day, *columns).where(KeptDay.day.between(period.first, period.last))
    )
    days = {day: Day(**dict(zip(parts, values, strict=True))) for day, *values in rows if day not in stale}
    for day in stale:
        if period.first <= day <= period.last:
            days[day] = count_day(session, span(day, day, zone))
    return Days(days)


def outdated(session: Session, *, now: datetime, zone: ZoneInfo) -> list[date]:
    """Return the local days that are not kept as they are now, oldest first."""
    oldest = session.scalar(select(func.min(Case.received_at)))
    touched = session.scalars(select(TouchedCase.received_at).distinct())
    stale = {moment.astimezone(zone).date() for moment in touched}
    kept = set(session.scalars(select(KeptDay.day).where(KeptDay.edition == edition(zone))))
    day = now.astimezone(zone).date()
    while oldest is not None and day >= oldest.astimezone(zone).date():
        if day not in kept:
            stale.add(day)
        day -= timedelta(days=1)
    return sorted(stale)


def keep_days(store: Store, *, now: datetime, zone: ZoneInfo) -> int:
    """Count every day that has changed and keep it, a day a transaction; return how many."""
    with store.read() as session:
        days = outdated(session, now=now, zone=zone)
    for day in days:
        with store.write() as session:
            _keep(session, day, zone)
    return len(days)


async def keep_counting(store: Store, zone: ZoneInfo, clock: Clock) -> None:
    """Keep the days current until cancelled."""

    async def make() -> None:
        await asyncio.to_thread(keep_days, store, now=clock(), zone=zone)

    await repeat(make, name="counting_days", every=EVERY_SECONDS)


@cache
def edition(zone: ZoneInfo) -> str:
    """Return the fingerprint of a calendar and of what the figures count; the version changes it by itself."""
    clauses: list[ClauseElement] = [COMPLAINT, *(condition for _, condition in GOT.values())]
    clauses += [clause for share in SHARES.values() for clause in (share.among, share.counted)]
    clauses += [clause for length in LENGTHS.values() for clause in (length.among, length.seconds)]
    said = [clause.compile(dialect=sqlite.dialect()) for clause in clauses]
    text = repr([zone.key, *((str(one), sorted(one.params.items(), key=str)) for one in said)])
    return hashlib.sha256(text.encode()).hexdigest()


def _keep(session: Session, day: date, zone: ZoneInfo) -> None:
    """Count a day. The notes are read before the cases: a change that comes meanwhile leaves its own note behind."""
    one_at_a_time(session, _LOCK)
    whole = span(day, day, zone)
    within = (TouchedCase.received_at >= whole.starts, TouchedCase.received_at < whole.ends)
    seen = list(session.scalars(select(TouchedCase.id).where(*within).limit(AT_ONCE)))
    figures = count_day(session, whole).as_json()
    session.merge(KeptDay(day=day, edition=edition(zone), figures=figures))
    session.execute(delete(TouchedCase).where(TouchedCase.id.in_(seen)))
