"""What was given before: to this case, for this failure, and to this customer within a year (METHOD M6)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from amends.email_address import comparable
from amends.redress.decision import OfferHistory
from amends.store.tables import LIVE, Case, Conversation, Offer

A_YEAR = timedelta(days=365)


def read_offer_history(
    session: Session, case: Case, *, currency: str, now: datetime, without: Collection[Offer] = ()
) -> OfferHistory:
    """Read what was given, `without` offers that are to be replaced. Offers in other currencies are not counted.

    A customer is known by e-mail address, order number and conversation. In a writing session nobody else gives to
    the same customer until it ends.
    """
    lock_customer(session, case)
    live = select(Offer).where(Offer.state.in_(LIVE), Offer.currency == currency)
    given = session.scalars(live.where(or_(*_same_customer(case)), Offer.made_at > now - A_YEAR)).all()
    on_case = session.scalars(live.where(Offer.case_id == case.id)).all()
    failure = session.get_one(Conversation, case.conversation_id).failures
    return OfferHistory(
        case=_total(on_case, without),
        customer_year=_total({*given, *on_case}, without),
        failure=any(offer.failure == failure and offer not in without for offer in on_case),
    )


def lock_customer(session: Session, case: Case) -> None:
    """Let one transaction at a time give to a customer. SQLite has one writer anyway."""
    if session.get_bind().dialect.name != "postgresql":
        return
    keys = sorted(known for known in (order_number_of(case), email_of(case)) if known)
    for key in keys:
        number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big", signed=True)
        session.execute(select(func.pg_advisory_xact_lock(number)))


def email_of(case: Case) -> str | None:
    """Return the address by which the customer is known, in small letters."""
    return comparable(case.customer_email) if case.customer_email else None


def order_number_of(case: Case) -> str | None:
    """Return the order by which the customer is known, in capitals without spaces and hyphens."""
    number = str(case.facts.get("order_number") or "").upper().replace(" ", "").replace("-", "")
    return number[:64] or None


def _same_customer(case: Case) -> list[ColumnElement[bool]]:
    same: list[ColumnElement[bool]] = [Offer.case_id == case.id]
    if (address := email_of(case)) is not None:
        same.append(Offer.customer_email == address)
    if (number := order_number_of(case)) is not None:
        same.append(Offer.order_number == number)
    return same


def _total(offers: Iterable[Offer], without: Collection[Offer]) -> Decimal:
    return sum((offer.amount for offer in offers if offer not in without), Decimal(0))
