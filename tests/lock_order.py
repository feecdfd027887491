"""Watches in which order transactions lock rows on PostgreSQL (amends.store.locks)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, event

from amends.store.store import Store

FIRST = ("conversations", "cases")
LAST = "agents"
LOCKS = re.compile(r"FROM (\w+).* FOR (?:NO KEY )?UPDATE(?! SKIP)|^UPDATE (\w+) SET", re.S)


@contextmanager
def locks_taken(store: Store) -> Iterator[list[list[str]]]:
    """Give a list in which each transaction's tables stand in the order in which it first locked rows of them.

    A lock that is skipped where somebody has it waits for nobody, and is left out.
    """
    transactions: list[list[str]] = []
    of_connection: dict[Connection, list[str]] = {}

    def begin(connection: Connection) -> None:
        of_connection[connection] = []
        transactions.append(of_connection[connection])

    def execute(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        found = LOCKS.search(statement)
        if found is not None and connection in of_connection:
            table = found[1] or found[2]
            if table not in of_connection[connection]:
                of_connection[connection].append(table)

    event.listen(store.engine, "begin", begin)
    event.listen(store.engine, "before_cursor_execute", execute)
    yield transactions
    event.remove(store.engine, "begin", begin)
    event.remove(store.engine, "before_cursor_execute", execute)


def is_in_order(tables: list[str]) -> bool:
    """Say whether a transaction that locked rows of these tables kept to the order of all locks."""
    return tables == sorted(tables, key=rank)


def rank(table: str) -> int:
    """Where a table's rows stand in the order of locks."""
    if table in FIRST:
        return FIRST.index(table)
    return 3 if table == LAST else 2
