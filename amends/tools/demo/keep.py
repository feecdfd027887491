"""Keeping the demo's history: copied into the database all at once, and removed without a trace."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.orm import Session

from amends.records.belongings import delete_conversations, tables_of_a_conversation
from amends.records.made_up import MADE_UP
from amends.store.store import Store
from amends.store.tables import (
    Agent,
    AuditEntry,
    Base,
    Case,
    Conversation,
    LedgerEntry,
    Message,
    Offer,
    OutboxEntry,
)
from amends.tools.demo.world import TEAM, UNUSABLE

_NEVER_COPIED = frozenset(table.__tablename__ for table in (OutboxEntry, LedgerEntry))
"""Nobody gets a letter from made-up people, and nobody pays them."""

_AGENT = re.compile(r"agent:(\d+)")
_KEYS = frozenset(("client_id", "form_key"))
"""Of forms that agents send: `agent:` and any characters, which name nobody even where all of them are digits."""
_NAMED_IN_DETAILS = {"message_id": Message.__tablename__, "offer": Offer.__tablename__}


def reserve_cases(session: Session, count: int) -> int:
    """Set the numbers of the next `count` cases aside; return the last number before them."""
    last = _last_id(session, Base.metadata.tables[Case.__tablename__])
    _set_last_id(session, Case.__tablename__, last + count)
    return last


def copy_history(source: Store, target: Store) -> int:
    """Copy everything that `source` holds into `target`, in one transaction; return how many conversations."""
    with source.read() as made, target.write() as session:
        shift = {Agent.__tablename__: _agents(made, session)} | _shifts(session)
        for table in tables_of_a_conversation():
            if table.name in _NEVER_COPIED:
                continue
            rows = [_renumbered(table, row, shift) for row in made.execute(select(table)).mappings()]
            for start in range(0, len(rows), 500):
                session.execute(insert(table), rows[start : start + 500])
            if rows and _is_numbered(table):
                _set_last_id(session, table.name, max(row["id"] for row in rows), at_least=True)
        return int(made.scalar(select(func.count(Conversation.id))) or 0)


def remove_history(session: Session) -> int:
    """Remove every made-up conversation and the made-up agents; return how many conversations there were."""
    gone = delete_conversations(session, MADE_UP)
    session.flush()
    for agent in session.scalars(select(Agent).where(Agent.password_hash == UNUSABLE)):
        if not _is_named(session, agent):
            session.delete(agent)
    return gone


Shift = Mapping[str, Mapping[int, int] | int]
"""By table: what is added to its ids, or which id becomes which."""


def _agents(made: Session, session: Session) -> dict[int, int]:
    """Make those of the team who are not there yet, unable to sign in; return whose id is whose."""
    there = {agent.email: agent for agent in session.scalars(select(Agent))}
    ids = {}
    for agent in made.scalars(select(Agent)):
        known = there.get(agent.email)
        if known is None:
            known = Agent(email=agent.email, name=agent.name, role=agent.role, password_hash=UNUSABLE)
            known.disabled = agent.email not in {email for email, *_ in TEAM[:2]}
            session.add(known)
            session.flush()
        ids[agent.id] = known.id
    return ids


def _shifts(session: Session) -> dict[str, Mapping[int, int] | int]:
    numbered = [table for table in tables_of_a_conversation() if _is_numbered(table)]
    if session.get_bind().dialect.name == "postgresql":
        names = ", ".join(f'"{table.name}"' for table in numbered)
        session.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))
    return {table.name: 0 if table.name == "cases" else _last_id(session, table) for table in numbered}


def _renumbered(table: Table, row: Mapping[Any, Any], shift: Shift) -> dict[str, Any]:
    """Give a row and what it refers to the ids that they have from now on."""
    new = dict(row)
    for column in table.columns:
        value = new[column.name]
        refers_to = next((key.column.table.name for key in column.foreign_keys), None)
        if refers_to is None and column.primary_key and _is_numbered(table):
            refers_to = table.name
        if refers_to is not None:
            new[column.name] = _new_id(value, shift.get(refers_to))
        elif column.name not in _KEYS and isinstance(value, str) and (agent := _AGENT.fullmatch(value)):
            new[column.name] = f"agent:{_new_id(int(agent[1]), shift['agents'])}"
    if table.name == Conversation.__tablename__:
        new["seen_message_id"] = _new_id(new["seen_message_id"], shift[Message.__tablename__])
    if table.name == AuditEntry.__tablename__:
        new["detail"] = {
            key: _new_id(value, shift[_NAMED_IN_DETAILS[key]]) if key in _NAMED_IN_DETAILS else value
            for key, value in new["detail"].items()
        }
    return new


def _new_id(value: Any, shift: Mapping[int, int] | int | None) -> Any:
    if value is None or shift is None or not isinstance(value, int):
        return value
    return value + shift if isinstance(shift, int) else shift[value]


def _is_numbered(table: Table) -> bool:
    key = table.primary_key.columns
    return len(key) == 1 and "id" in key and key["id"].type.python_type is int


def _last_id(session: Session, table: Table) -> int:
    """Return the highest id that a table has given away."""
    highest = session.scalar(select(func.max(table.c.id))) or 0
    if session.get_bind().dialect.name == "postgresql":
        sequence = session.scalar(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table.name})
        given = session.scalar(text(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}"))  # noqa: S608
        return max(int(highest), int(given or 0))
    if not table.kwargs.get("sqlite_autoincrement"):
        return int(highest)
    given = session.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table.name})
    return max(int(highest), int(given or 0))


def _set_last_id(session: Session, name: str, last: int, *, at_least: bool = False) -> None:
    """Let the next id of a table be the one after `last`; `at_least`: never go back."""
    table = Base.metadata.tables[name]
    if at_least:
        last = max(last, _last_id(session, table))
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"), {"name": name, "last": last}
        )
    elif table.kwargs.get("sqlite_autoincrement"):
        session.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": name})
        session.execute(
            text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"),
            {"name": name, "last": last},
        )


def _is_named(session: Session, agent: Agent) -> bool:
    """Say whether anything on record still refers to an agent."""
    refers = (
        select(column).where(column == agent.id).limit(1)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == Agent.__tablename__ for key in column.foreign_keys)
    )
    return any(session.scalar(query) is not None for query in refers)
