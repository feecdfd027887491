"""Issuing what was accepted: the port to whoever pays, and its built-in adapter, the ledger."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.clock import Clock
from amends.outbox.handler import Delivery
from amends.store.store import Store
from amends.store.tables import LedgerEntry, Offer


class Issuer(Protocol):
    """Whoever pays what was accepted."""

    async def issue(self, delivery: Delivery) -> None:
        """Take a payout, the same key once only. Raises PutOff."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Books what the company owes; somebody pays from it (`amends outbox ledger`)."""

    store: Store
    clock: Clock

    async def issue(self, delivery: Delivery) -> None:
        """Book a payout; booked once, it is not booked again."""
        await asyncio.to_thread(self._book, delivery)

    def _book(self, delivery: Delivery) -> None:
        with self.store.write() as session:
            known = select(LedgerEntry.id).where(LedgerEntry.key == delivery.key)
            if session.scalars(known).first() is not None:
                return
            offer = session.get_one(Offer, delivery.payload["data"]["offer"])
            session.add(
                LedgerEntry(
                    key=delivery.key, offer_id=offer.id, reference=offer.case.reference, kind=offer.kind,
                    amount=offer.amount, currency=offer.currency, voucher_code=offer.voucher_code,
                    booked_at=self.clock(),
                )
            )  # fmt: skip


def read_ledger(session: Session, *, limit: int = 200) -> list[LedgerEntry]:
    """Return the newest lines of the ledger, the newest first."""
    return list(session.scalars(select(LedgerEntry).order_by(LedgerEntry.id.desc()).limit(limit)))
