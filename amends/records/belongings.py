"""What hangs on a conversation, in whatever table: found by the foreign keys, so that no new table is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from sqlalchemy import ColumnElement, Select, Table, select
from sqlalchemy.orm import Session

from amends.store.tables import Base

ROOTS = ("conversations", "cases", "messages")
"""A row belongs to a conversation by the first of these that it refers to."""


def tables_of_a_conversation() -> Iterator[Table]:
    """Yield every table with rows that belong to a conversation; those that are referred to come first."""
    for table in Base.metadata.sorted_tables:
        if _way(table.name) is not None:
            yield table


def belongs_to(table: Table, conversations: Select[tuple[str]]) -> ColumnElement[bool]:
    """Return the condition on `table`'s rows that they belong to one of the `conversations` (a query of their ids).

    Raises LookupError for a table that hangs on no conversation.
    """
    if table.name == "conversations":
        return table.c.id.in_(conversations)
    way = _way(table.name)
    if way is None:
        raise LookupError(f"`{table.name}` hangs on no conversation.")
    column, parent = way
    if parent == "conversations":
        return table.c[column].in_(conversations)
    owner = Base.metadata.tables[parent]
    return table.c[column].in_(select(owner.c.id).where(belongs_to(owner, conversations)))


def delete_conversations(session: Session, conversations: Select[tuple[str]]) -> int:
    """Delete the conversations with everything that hangs on them; return how many conversations there were."""
    gone = 0
    for table in reversed(list(tables_of_a_conversation())):
        result = session.execute(table.delete().where(belongs_to(table, conversations)))
        gone = int(getattr(result, "rowcount", 0))
    return gone


@cache
def _way(name: str) -> tuple[str, str] | None:
    """Return by which column a table's rows hang on which other table; None where they hang on no conversation."""
    if name == "conversations":
        return "id", name
    table = Base.metadata.tables[name]
    refers = {
        key.column.table.name: column.name
        for column in reversed(list(table.columns))
        for key in column.foreign_keys
    }
    for root in ROOTS:
        if root in refers and root != name:
            return refers[root], root
    others = (parent for parent in refers if parent != name and _way(parent) is not None)
    return next(((refers[parent], parent) for parent in others), None)
