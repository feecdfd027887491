"""What delivers the entries of one kind: the port that payouts, e-mail and later kinds implement."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy.orm import Session

from amends.outbox.retries import NO_TIME, Retries
from amends.store.tables import OutboxEntry


class PutOff(Exception):
    """It was not taken this time and is tried again. The reason goes on record: it names nobody.

    `wait`: how long the receiver wants to be left alone.
    """

    def __init__(self, why: str, *, wait: timedelta = NO_TIME) -> None:
        super().__init__(why)
        self.wait = wait


class TurnedDown(Exception):
    """It will never be taken. The reason goes on record: it names nobody."""


Failure = PutOff | TurnedDown


@dataclass(frozen=True, slots=True)
class EntryKind:
    """A kind of entry, and how it is tried.

    `lease`: how long an attempt has the entry for itself; the next one takes over after that. `at_once`: how many
    are delivered side by side in one process.
    """

    name: str
    retries: Retries
    lease: timedelta
    at_once: int = 4

    @property
    def patience(self) -> timedelta:
        """How long a delivery may take: less than its lease, so that its end is noted within it."""
        return self.lease * 0.8


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt at an entry, as its handler gets it. `attempt` counts from 1; the other fields are the entry's."""

    entry_id: int
    kind: str
    about: str
    key: str
    payload: Mapping[str, Any]
    attempt: int


AfterCommit = Callable[[], None] | None
"""What is called on the event loop once the transaction is committed."""


class Handler(Protocol):
    """Delivers the entries of one kind, and says on the record what their end means."""

    @property
    def kind(self) -> EntryKind:
        """The kind that it delivers."""

    async def deliver(self, delivery: Delivery) -> None:
        """Return once the receiver has taken it. Raises PutOff and TurnedDown; all else is taken for PutOff."""

    def delivered(self, session: Session, entry: OutboxEntry, *, now: datetime) -> AfterCommit:
        """Note what follows from its delivery, in the transaction that marks it done."""

    def given_up(self, session: Session, entry: OutboxEntry, *, now: datetime) -> AfterCommit:
        """Note what follows from giving it up, in the transaction that marks it dead; `last_error` says why."""
