"""Issuing what was accepted: one small port, and the adapter that needs nobody else, the built-in ledger."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.clock import Clock
from amends.redress.outbox import Delivery
from amends.store.store import Store
from amends.store.tables import Issue, LedgerEntry


class NotTaken(Exception):
    """What was to be issued was not taken: it is tried again. `wait`: how long the receiver wants to be left alone."""

    def __init__(self, why: str, *, wait: timedelta | None = None) -> None:
        super().__init__(why)
        self.wait = wait


class Issuer(Protocol):
    """Whoever pays what was accepted."""

    async def issue(self, parcel: Delivery) -> None:
        """Take a parcel, the same key once only. Raises NotTaken."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Books what the company owes; somebody pays from it (`amends outbox ledger`)."""

    store: Store
    clock: Clock

    async def issue(self, parcel: Delivery) -> None:
        """Book a parcel; booked once, it is not booked again."""
        await asyncio.to_thread(self._book, parcel)

    def _book(self, parcel: Delivery) -> None:
        with self.store.write() as session:
            known = select(LedgerEntry.id).where(LedgerEntry.key == parcel.key)
            if session.scalars(known).first() is not None:
                return
            offer = session.scalars(select(Issue).where(Issue.key == parcel.key)).one().offer
            session.add(
                LedgerEntry(
                    key=parcel.key, offer_id=offer.id, reference=offer.case.reference, kind=offer.kind,
                    amount=offer.amount, currency=offer.currency, voucher_code=offer.voucher_code,
                    booked_at=self.clock(),
                )
            )  # fmt: skip


def read_ledger(session: Session, *, limit: int = 200) -> list[LedgerEntry]:
    """Return the newest lines of the ledger, the newest first."""
    return list(session.scalars(select(LedgerEntry).order_by(LedgerEntry.id.desc()).limit(limit)))
