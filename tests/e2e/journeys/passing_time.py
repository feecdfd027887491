"""Time passes for a case: everything on record about it becomes older, so that no test waits for a clock.

The running system keeps the real time. To it, a case of which every moment lies an hour further back, promises and
deadlines included, is the same case an hour later. Only the audit
trail stays as it was written: nothing may change it.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from amends.store.tables import AuditEntry, Base, Case
from amends.store.types import UtcDateTime


def make_older(session: Session, case: Case, by: timedelta) -> None:
    """Move every moment of a case, of its conversation and of all that refers to either back by `by`."""
    belongings = {"case_id": case.id, "conversation_id": case.conversation_id}
    unchangeable = AuditEntry.__tablename__
    for table in [one for one in Base.metadata.sorted_tables if one.name != unchangeable]:
        refers = [name for name in belongings if name in table.c]
        if table.name == "conversations":
            _move(session, table, "id", case.conversation_id, by)
        elif refers:
            _move(session, table, refers[0], belongings[refers[0]], by)


def _move(session: Session, table: Table, column: str, value: object, by: timedelta) -> None:
    moments = [one.name for one in table.columns if isinstance(one.type, UtcDateTime)]
    for row in session.execute(select(table).where(table.c[column] == value)).mappings().all():
        older = {name: row[name] - by for name in moments if row[name] is not None}
        which = [key == row[key.name] for key in table.primary_key.columns]
        if older:
            session.execute(update(table).where(*which).values(older))
