"""Writing entries, and finding what was written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from amends.outbox.handler import EntryKind
from amends.store.tables import Case, OutboxEntry


def put_entry(
    session: Session,
    kind: EntryKind,
    key: str,
    *,
    about: str,
    case: Case,
    payload: Mapping[str, Any],
    now: datetime,
    not_before: datetime | None = None,
) -> OutboxEntry | None:
    """Write an entry in the session's transaction; return it, or None where its key was written before.

    Also where another process writes the same key at this moment: one of them has it. `payload` is plain JSON.
    """
    entry = OutboxEntry(
        kind=kind.name, about=about, key=key, case_id=case.id, payload=dict(payload), created_at=now, attempts=0,
        next_try_at=not_before or now,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(entry)
    except IntegrityError:
        if is_written(session, key):
            return None
        raise
    return entry


def is_written(session: Session, key: str) -> bool:
    """Say whether an entry with this key was written, whatever became of it."""
    return session.scalar(select(OutboxEntry.id).where(OutboxEntry.key == key)) is not None
