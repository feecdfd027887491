"""What an operator sees of the outbox and may do: read, count, try again, drop."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, joinedload

from amends.cases.errors import Conflict, NotFound
from amends.store.tables import EntryState, OutboxEntry

OPEN = (EntryState.WAITING, EntryState.DEAD)
"""What an operator may still decide about."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is left of one kind. `oldest_due_at`: since when the entry that is due longest could be delivered."""

    waiting: int = 0
    dead: int = 0
    oldest_due_at: datetime | None = None


def read_entries(
    session: Session, *, kind: str | None = None, states: Collection[EntryState] = OPEN, limit: int = 200
) -> Sequence[OutboxEntry]:
    """Return entries in these states, the newest first; of all kinds where none is named."""
    query = _entries(kind).where(OutboxEntry.state.in_(states)).order_by(OutboxEntry.id.desc())
    return session.scalars(query.limit(limit)).all()


def read_waiting(session: Session, *, kind: str | None = None, limit: int = 200) -> Sequence[OutboxEntry]:
    """Return the entries that wait, the next one first; of all kinds where none is named."""
    query = _entries(kind).where(OutboxEntry.state == EntryState.WAITING)
    return session.scalars(query.order_by(OutboxEntry.next_try_at, OutboxEntry.id).limit(limit)).all()


def read_backlogs(session: Session, *, now: datetime) -> dict[str, Backlog]:
    """Count what waits and what is dead, by kind; a kind of which nothing is left is missing."""
    waits = OutboxEntry.state == EntryState.WAITING
    due_since = case((waits, OutboxEntry.next_try_at))
    query = (
        select(
            OutboxEntry.kind,
            func.count(case((waits, 1))),
            func.count(case((OutboxEntry.state == EntryState.DEAD, 1))),
            func.min(due_since, type_=OutboxEntry.next_try_at.type),
        )
        .where(OutboxEntry.state.in_(OPEN))
        .group_by(OutboxEntry.kind)
    )
    return {
        kind: Backlog(waiting, dead, oldest if oldest is not None and oldest <= now else None)
        for kind, waiting, dead, oldest in session.execute(query).tuples()
    }


def find_entry(session: Session, asked_for: str | int) -> OutboxEntry:
    """Return the entry with this key (text) or number, locked. Raises NotFound."""
    column = OutboxEntry.key if isinstance(asked_for, str) else OutboxEntry.id
    entry = session.scalars(select(OutboxEntry).where(column == asked_for).with_for_update()).one_or_none()
    if entry is None:
        raise NotFound("entry_unknown", asked_for=asked_for)
    return entry


def retry_entry(entry: OutboxEntry, *, now: datetime) -> bool:
    """Let an entry be tried at once, as often as a new one; say whether that changes anything.

    Nothing changes where it is due already or being delivered. Raises Conflict.
    """
    _check_open(entry)
    under_way = entry.lease_until is not None and entry.lease_until > now
    if entry.state is EntryState.WAITING and (under_way or entry.next_try_at <= now):
        return False
    entry.state, entry.given_up_at = EntryState.WAITING, None
    entry.attempts, entry.next_try_at = 0, now
    return True


def drop_entry(entry: OutboxEntry, *, now: datetime) -> None:
    """Give up on an entry. One that is being delivered may still arrive, and is done then. Raises Conflict."""
    _check_open(entry)
    entry.state, entry.given_up_at = EntryState.DROPPED, now


def _entries(kind: str | None) -> Select[tuple[OutboxEntry]]:
    query = select(OutboxEntry).options(joinedload(OutboxEntry.case))
    return query if kind is None else query.where(OutboxEntry.kind == kind)


def _check_open(entry: OutboxEntry) -> None:
    if entry.state not in OPEN:
        raise Conflict("entry_closed", key=entry.key, state=entry.state)
