"""What SQLite and PostgreSQL say differently: the newest want, periods as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CTE, Integer, String, column, values
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement

from amends.insight.periods import Period
from amends.store.types import UtcDateTime


class newest_of(FunctionElement[str]):  # noqa: N801
    """The last element of a JSON list of words, NULL for an empty one."""

    type = String()
    inherit_cache = True


@compiles(newest_of, "sqlite")
def _newest_sqlite(element: newest_of, compiler: Any, **options: Any) -> str:
    return f"json_extract({compiler.process(element.clauses, **options)}, '$[#-1]')"


@compiles(newest_of, "postgresql")
def _newest_postgresql(element: newest_of, compiler: Any, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)} ->> -1)"


def table_of(periods: Sequence[Period]) -> CTE:
    """Return the periods as a table to join: `n` (0 is the first), `starts`, `ends`."""
    rows = [(number, period.starts, period.ends) for number, period in enumerate(periods)]
    return (
        values(
            column("n", Integer), column("starts", UtcDateTime), column("ends", UtcDateTime), name="periods"
        )
        .data(rows)
        .cte()
    )
