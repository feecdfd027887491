"""How a database would carry out a query: what the tests of speed look at, since times say how busy a machine is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select
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


def reads_every_case(plan: str) -> bool:
    """Say whether a plan reads a whole table that grows with the cases."""
    return _WHOLE.search(plan) is not None
