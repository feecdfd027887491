"""The store: one engine, and sessions for reading and for writing."""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

log = structlog.get_logger(__name__)

T = TypeVar("T")

BUSY_MILLISECONDS = 10_000
TRIES = 5
"""So often a transaction is run that others are in the way of."""
PAUSE_SECONDS = 0.05
"""The longest before it is run again; twice as long each time."""
IN_THE_WAY = frozenset({"40001", "40P01"})
"""SQLSTATE of a serialization failure, and of a deadlock."""


class StoreUnavailable(Exception):
    """The database cannot be read or written now: full disk, lock, lost connection."""


class TransactionConflict(Exception):
    """Others were in the way of a transaction: it was rolled back, and may be run again."""


class Conflicts:
    """Counts the transactions that others were in the way of. `retried`: run again; `given_up`: after TRIES times."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.retried = 0
        self.given_up = 0

    def note(self, *, last: bool) -> None:
        """Count one."""
        with self._lock:
            if last:
                self.given_up += 1
            else:
                self.retried += 1


class Store:
    """Where everything is kept.

    `write` opens a transaction that no other writer can come between (BEGIN IMMEDIATE on SQLite; row locks on
    PostgreSQL are taken by the queries) and commits at its end. `read` never blocks a writer.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.conflicts = Conflicts()
        self._reading = sessionmaker(engine, expire_on_commit=False)
        self._writing = sessionmaker(engine.execution_options(write=True), expire_on_commit=False)

    def carry(self, known: Mapping[str, object]) -> None:
        """Let every session carry something that whoever works with it has to know, in `Session.info`."""
        for sessions in (self._reading, self._writing):
            sessions.configure(info=dict(known))

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session whose changes are committed together at the end, or not at all.

        Raises StoreUnavailable where the database does not take them, and TransactionConflict.
        """
        try:
            with self._writing.begin() as session:
                yield session
        except DBAPIError as error:
            _translate(error)
            raise

    def transact(self, work: Callable[[Session], T]) -> T:
        """Do `work` in a transaction as `write` gives it, again where others were in the way; return its result.

        It may be called several times: what it does outside the session must bear that. Raises StoreUnavailable, and
        TransactionConflict where it was in vain TRIES times.
        """
        for attempt in itertools.count(1):
            try:
                with self.write() as session:
                    return work(session)
            except TransactionConflict as conflict:
                last = attempt == TRIES
                self.conflicts.note(last=last)
                log.warning("transaction_conflict", attempt=attempt, given_up=last, why=str(conflict))
                if last:
                    raise
            time.sleep(random.uniform(0, PAUSE_SECONDS * 2**attempt))  # noqa: S311 - so that not all come at once
        raise AssertionError

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session for looking only. Raises StoreUnavailable where the database does not answer."""
        try:
            with self._reading() as session:
                yield session
        except DBAPIError as error:
            _translate(error)
            raise

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _translate(error: DBAPIError) -> None:
    """Raise what a database error means to whoever asked; return where it means a fault of ours."""
    if getattr(error.orig, "sqlstate", None) in IN_THE_WAY:
        raise TransactionConflict(str(error.orig)) from error
    if type(error).__name__ in {"OperationalError", "InterfaceError", "InternalError"}:
        raise StoreUnavailable(str(error.orig)) from error


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
