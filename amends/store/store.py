"""The store: one engine, and sessions for reading and for writing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

BUSY_MILLISECONDS = 10_000


class StoreUnavailable(Exception):
    """The database cannot be read or written now: full disk, lock, lost connection."""


class Store:
    """Where everything is kept.

    `write` opens a transaction that no other writer can come between (BEGIN IMMEDIATE on SQLite; row locks on
    PostgreSQL are taken by the queries) and commits at its end. `read` never blocks a writer.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reading = sessionmaker(engine, expire_on_commit=False)
        self._writing = sessionmaker(engine.execution_options(write=True), expire_on_commit=False)

    def carry(self, known: Mapping[str, object]) -> None:
        """Let every session carry something that whoever works with it has to know, in `Session.info`."""
        for sessions in (self._reading, self._writing):
            sessions.configure(info=dict(known))

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session whose changes are committed together at the end, or not at all.

        Raises StoreUnavailable where the database does not take them.
        """
        try:
            with self._writing.begin() as session:
                yield session
        except DBAPIError as error:
            if _is_outage(error):
                raise StoreUnavailable(str(error.orig)) from error
            raise

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session for looking only. Raises StoreUnavailable where the database does not answer."""
        try:
            with self._reading() as session:
                yield session
        except DBAPIError as error:
            if _is_outage(error):
                raise StoreUnavailable(str(error.orig)) from error
            raise

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _is_outage(error: DBAPIError) -> bool:
    return type(error).__name__ in {"OperationalError", "InterfaceError", "InternalError"}


def open_store(url: str) -> Store:
    """Open the database at `url` (SQLite or PostgreSQL); nothing is created but SQLite's folder.

    What a customer wrote is a statement's parameter: errors tell the statement alone.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return Store(
            create_engine(parsed, hide_parameters=True, pool_pre_ping=True, pool_size=10, max_overflow=20)
        )
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, hide_parameters=True, pool_size=10, max_overflow=20)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return Store(engine)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Write-ahead logging, foreign keys, patience; and transactions that we begin ourselves."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
