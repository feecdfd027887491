"""Payouts: what an accepted offer promises is written into the outbox with the acceptance (METHOD R7).

A crash at any moment loses nothing, and the same key in every attempt lets the receiver take it once.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from amends.casework.record import write_audit
from amends.outbox.entries import put_entry
from amends.outbox.handler import AfterCommit, Delivery, EntryKind
from amends.outbox.retries import Retries, doubling
from amends.redress.currency import minor_unit
from amends.redress.issuing import Issuer
from amends.store.tables import DEMO, Case, Offer, OutboxEntry

FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=5), timedelta(hours=8)
MOST_ATTEMPTS = 18
"""About two days; then it is a dead letter, and an operator decides."""

PAYOUT = EntryKind(
    "payout",
    Retries(doubling(FIRST_DELAY, LONGEST_DELAY, MOST_ATTEMPTS), jitter=0.5),
    lease=timedelta(minutes=2),
)


def put_payout(session: Session, case: Case, offer: Offer, *, now: datetime) -> OutboxEntry | None:
    """Write what is to be issued, in the transaction of the acceptance; None where nobody pays: made-up people.

    An offer has one payout, whoever accepts it how often.
    """
    if case.conversation.channel == DEMO:
        return None
    payload = _payload(case, offer, now)
    return put_entry(
        session, PAYOUT, payout_key(offer), about=offer.kind, case=case, payload=payload, now=now
    )


def payout_key(offer: Offer) -> str:
    """Return the key of an offer's payout: one for each offer, and another in every database that numbers them anew."""
    return f"msg_{uuid.uuid5(uuid.NAMESPACE_URL, f'amends:offer:{offer.id}:{offer.made_at.isoformat()}').hex}"


def offer_of(entry: OutboxEntry) -> int:
    """Return the id of the offer that a payout is for."""
    return int(entry.payload["data"]["offer"])


@dataclass(frozen=True, slots=True)
class PayoutHandler:
    """Takes payouts to whoever issues them, and keeps the case's audit trail."""

    issuer: Issuer

    @property
    def kind(self) -> EntryKind:
        """Payouts."""
        return PAYOUT

    async def deliver(self, delivery: Delivery) -> None:
        """Issue a payout. Raises PutOff."""
        await self.issuer.issue(delivery)

    def delivered(self, session: Session, entry: OutboxEntry, *, now: datetime) -> AfterCommit:
        """Record that it was issued."""
        audit_payout(session, entry, "issued", actor="system", now=now)
        return None

    def given_up(self, session: Session, entry: OutboxEntry, *, now: datetime) -> AfterCommit:
        """Record that it could not be issued."""
        audit_payout(session, entry, "issue_dead", actor="system", now=now, text=entry.last_error or "")
        return None


def audit_payout(
    session: Session, entry: OutboxEntry, event: str, *, actor: str, now: datetime, **more: str
) -> None:
    """Write what happened to a payout on its case's audit trail."""
    write_audit(
        session, entry.case, event, actor=actor, now=now, offer=offer_of(entry), key=entry.key, **more
    )


def _payload(case: Case, offer: Offer, now: datetime) -> dict[str, Any]:
    """Return what is sent (docs/issuing.md): sums as strings, so that nobody reads them as floats."""
    data = {
        "offer": offer.id,
        "case": case.reference,
        "kind": offer.kind,
        "amount": str(offer.amount.quantize(minor_unit(offer.currency))),
        "currency": offer.currency,
        "what": offer.what,
        "voucher_code": offer.voucher_code,
        "order_number": case.facts.get("order_number"),
        "email": case.customer_email,
        "rule": offer.rule,
        "policy_version": offer.policy_version,
        "made_by": offer.made_by,
        "approved_by": offer.approved_by,
    }
    return {"type": "offer.accepted", "timestamp": now.isoformat().replace("+00:00", "Z"), "data": data}
