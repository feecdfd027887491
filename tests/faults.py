"""Real faults of a database, for as long as a block lasts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import create_engine, event, text

from amends.store.store import Store


@contextmanager
def nothing_can_be_written(store: Store) -> Iterator[None]:
    """Let every write fail: another program has locked the file, or the server has become a read-only copy."""
    refuse = _locked if store.engine.dialect.name == "sqlite" else _read_only
    with refuse(store):
        yield


@contextmanager
def _locked(store: Store) -> Iterator[None]:
    def wait_shortly(connection: Any, *_: object) -> None:
        connection.execute("PRAGMA busy_timeout=50")

    event.listen(store.engine, "checkout", wait_shortly)
    with closing(store.engine.raw_connection()) as other:
        other.cursor().execute("BEGIN IMMEDIATE")
        yield
        other.rollback()
    event.remove(store.engine, "checkout", wait_shortly)


@contextmanager
def _read_only(store: Store) -> Iterator[None]:
    """As after a fail-over: every connection is cut, and new ones reach a server that only reads."""
    database = store.engine.url.database
    cut = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
    admin = create_engine(store.engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'ALTER DATABASE "{database}" SET default_transaction_read_only = on'))
        connection.execute(cut, {"name": database})
        yield
        connection.execute(text(f'ALTER DATABASE "{database}" RESET default_transaction_read_only'))
        connection.execute(cut, {"name": database})
    admin.dispose()
