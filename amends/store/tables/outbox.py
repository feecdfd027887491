"""What must reach somebody outside: one table for payouts, e-mail and what comes later (amends.outbox)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from amends.store.tables.base import Base
from amends.store.types import EnumText

if TYPE_CHECKING:
    from amends.store.tables.case import Case

LONGEST_ERROR = 200
"""So many characters of an error are kept."""


class EntryState(StrEnum):
    """Where an entry of the outbox stands."""

    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"
    """Turned down for good, or tried as often as we try; an operator decides."""
    DROPPED = "dropped"
    """An operator decided that it is not delivered."""


class OutboxEntry(Base):
    """One thing to deliver, written in the transaction of what it tells of, delivered after (amends.outbox)."""

    __tablename__ = "outbox_entries"
    __table_args__ = (Index(None, "state", "kind", "next_try_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(32))
    """Which handler delivers it: `payout`, `mail`."""
    about: Mapped[str] = mapped_column(String(32))
    """What it is within its kind: of a payout `voucher`, `refund`, …; of an e-mail `told`, `letter`, …"""
    key: Mapped[str] = mapped_column(String(120), unique=True)
    """The same in every attempt: nothing is written twice, and a receiver can take it once."""
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    payload: Mapped[dict[str, Any]]
    """What its handler delivers, as plain JSON."""
    created_at: Mapped[datetime]
    state: Mapped[EntryState] = mapped_column(EnumText(EntryState), default=EntryState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    lease_owner: Mapped[str | None] = mapped_column(String(40))
    """The runner that delivers it now; nobody else does until `lease_until`."""
    lease_until: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(LONGEST_ERROR))
    """Why the last attempt failed; of a dead letter, why it died. No address and no name."""
    done_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    """When it died or was dropped."""

    case: Mapped[Case] = relationship()
