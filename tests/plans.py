"""How a database would carry out a query: what the tests of speed look at, since times say how busy a machine is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Select, event
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement, Executable

from amends.store.store import Store

_WHOLE = re.compile(r"(?:SCAN|Seq Scan on) (?:cases|messages|conversations)\b(?! USING COVERING)")


class _Explain(Executable, ClauseElement):
    """A query of which the plan is wanted, not the rows."""

    inherit_cache = False

    def __init__(self, query: Select[Any]) -> None:
        self.query = query


@compiles(_Explain, "sqlite")
def _sqlite(element: _Explain, compiler: SQLCompiler, **kw: Any) -> str:
    return f"EXPLAIN QUERY PLAN {compiler.process(element.query, **kw)}"


@compiles(_Explain, "postgresql")
def _postgresql(element: _Explain, compiler: SQLCompiler, **kw: Any) -> str:
    return f"EXPLAIN {compiler.process(element.query, **kw)}"


def explain(store: Store, query: Select[Any], known: Mapping[str, Any] | None = None) -> str:
    """Return the plan of a query, a step a line. `known`: values of parameters that are given with each query."""
    with store.read() as session:
        rows = session.execute(_Explain(query), dict(known or {})).all()
    return "\n".join(str(row[-1]) for row in rows)


@contextmanager
def plans_of(store: Store) -> Iterator[list[str]]:
    """Collect the plan of all that is read within; PostgreSQL goes through a table only where it cannot do without."""
    plans: list[str] = []
    postgresql = store.engine.dialect.name == "postgresql"

    def note(connection: Connection, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if not statement.lstrip().startswith(("SELECT", "WITH")):
            return
        beside = cursor.connection.cursor()
        if postgresql:
            beside.execute("SET LOCAL enable_seqscan = off")
        beside.execute(f"{'EXPLAIN' if postgresql else 'EXPLAIN QUERY PLAN'} {statement}", parameters)
        plans.append("\n".join([statement, *(str(row[-1]) for row in beside.fetchall())]))
        beside.close()

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield plans
    finally:
        event.remove(store.engine, "before_cursor_execute", note)


def reads_every_case(plan: str) -> bool:
    """Say whether a plan reads a whole table that grows with the cases."""
    return _WHOLE.search(plan) is not None
