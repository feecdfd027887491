"""What SQLite and PostgreSQL say differently: lengths of time, the newest want, periods as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CTE, Float, Integer, String, column, values
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement

from amends.insight.periods import Period
from amends.store.types import UtcDateTime


class seconds_between(FunctionElement[float]):  # noqa: N801 - it reads as the SQL function that it is
    """Seconds from the first moment to the second."""

    type = Float()
    inherit_cache = True


class newest_of(FunctionElement[str]):  # noqa: N801
    """The last element of a JSON list of words, NULL for an empty one."""

    type = String()
    inherit_cache = True


@compiles(seconds_between, "sqlite")
def _seconds_sqlite(element: seconds_between, compiler: Any, **options: Any) -> str:
    first, second = (compiler.process(clause, **options) for clause in element.clauses)
    return f"((julianday({second}) - julianday({first})) * 86400.0)"


@compiles(seconds_between, "postgresql")
def _seconds_postgresql(element: seconds_between, compiler: Any, **options: Any) -> str:
    first, second = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(EXTRACT(EPOCH FROM ({second} - {first})) AS DOUBLE PRECISION)"


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
