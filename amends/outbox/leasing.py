"""Leases: an entry is delivered by one runner at a time, and by the next one where that runner is gone.

The row is locked for no longer than it takes to write the lease: FOR UPDATE SKIP LOCKED on PostgreSQL, the one writer
of SQLite. The session must be one that writes.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from amends.outbox.handler import Delivery, EntryKind, PutOff, TurnedDown
from amends.store.locks import lock_case_by_id
from amends.store.tables import EntryState, OutboxEntry
from amends.store.tables.outbox import LONGEST_ERROR


def is_due(session: Session, kind: EntryKind, *, now: datetime) -> bool:
    """Say whether an entry of a kind is due. Takes no lock."""
    return session.scalar(_due(kind, now).with_only_columns(OutboxEntry.id).limit(1)) is not None


def lease_due(session: Session, kind: EntryKind, *, owner: str, limit: int, now: datetime) -> list[Delivery]:
    """Lease entries of a kind that are due to `owner`, those that are due longest first; at most `limit`."""
    query = _due(kind, now).order_by(OutboxEntry.next_try_at, OutboxEntry.id).limit(limit)
    return [
        _lease(entry, owner, now + kind.lease)
        for entry in session.scalars(query.with_for_update(skip_locked=True))
    ]


def note_done(session: Session, delivery: Delivery, *, now: datetime) -> OutboxEntry | None:
    """Mark an entry as delivered; return it, or None where that was noted before or the entry is erased.

    Whatever was decided meanwhile: that it was taken is the truth, also of one that was given up or dropped.
    """
    entry = _locked(session, delivery.entry_id)
    if entry is None or entry.state is EntryState.DONE:
        return None
    entry.state, entry.done_at, entry.given_up_at, entry.last_error = EntryState.DONE, now, None, None
    _end_lease(entry)
    return entry


def note_failure(
    session: Session,
    delivery: Delivery,
    failure: PutOff | TurnedDown,
    kind: EntryKind,
    *,
    owner: str,
    chance: float,
    now: datetime,
) -> OutboxEntry | None:
    """Put an entry off, or give it up where it was turned down or tried for the last time; return it.

    None where it is no longer `owner`'s, in this attempt: somebody has taken it over or decided about it.
    """
    entry = _locked(session, delivery.entry_id)
    if entry is None or entry.state is not EntryState.WAITING:
        return None
    if (entry.lease_owner, entry.attempts) != (owner, delivery.attempt):
        return None
    entry.last_error = str(failure)[:LONGEST_ERROR]
    _end_lease(entry)
    delay = None
    if isinstance(failure, PutOff):
        delay = kind.retries.delay_after(entry.attempts, chance=chance, wait=failure.wait)
    if delay is None:
        entry.state, entry.given_up_at = EntryState.DEAD, now
    else:
        entry.next_try_at = now + delay
    return entry


def _due(kind: EntryKind, now: datetime) -> Select[tuple[OutboxEntry]]:
    return select(OutboxEntry).where(
        OutboxEntry.state == EntryState.WAITING,
        OutboxEntry.kind == kind.name,
        OutboxEntry.next_try_at <= now,
        or_(OutboxEntry.lease_until.is_(None), OutboxEntry.lease_until <= now),
    )


def _lease(entry: OutboxEntry, owner: str, until: datetime) -> Delivery:
    entry.attempts += 1
    entry.lease_owner, entry.lease_until = owner, until
    return Delivery(entry.id, entry.kind, entry.about, entry.key, entry.payload, entry.attempts)


def _end_lease(entry: OutboxEntry) -> None:
    entry.lease_owner = entry.lease_until = None


def _locked(session: Session, entry_id: int) -> OutboxEntry | None:
    """Return an entry, locked after its case: what follows from its end may change that."""
    case_id = session.scalar(select(OutboxEntry.case_id).where(OutboxEntry.id == entry_id))
    if case_id is None:
        return None
    lock_case_by_id(session, case_id)
    return session.get(OutboxEntry, entry_id, with_for_update=True)
