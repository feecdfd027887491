"""Offers on record: one for each failure, whatever is retried; vouchers that cannot be guessed (METHOD R7)."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.cases.record import write_audit
from amends.redress.policy import Granted
from amends.store.tables import Case, Conversation, Offer, OfferState

CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 16


def make_offer(session: Session, case: Case, granted: Granted, *, now: datetime) -> Offer:
    """Return the offer for the case's present failure, making it from what the policy granted if there is none."""
    failure = session.get_one(Conversation, case.conversation_id).failures
    known = find_offer(session, case, failure)
    if known is not None:
        return known
    offer = Offer(
        case_id=case.id,
        failure=failure,
        kind=granted.kind,
        amount=granted.amount,
        currency=granted.currency,
        rule=granted.rule,
        policy_version=granted.policy_version,
        made_at=now,
        state=OfferState.MADE,
    )
    session.add(offer)
    session.flush()
    write_audit(
        session, case, "offer_made", actor="bot", now=now, rule=granted.rule, policy=granted.policy_version,
        amount=str(granted.amount), currency=granted.currency,
    )  # fmt: skip
    return offer


def find_offer(session: Session, case: Case, failure: int) -> Offer | None:
    """Return the offer made for one failure, or None."""
    query = select(Offer).where(Offer.case_id == case.id, Offer.failure == failure).with_for_update()
    return session.scalars(query).one_or_none()


def open_offer(session: Session, case: Case) -> Offer | None:
    """Return the newest offer that the customer may still answer, or has accepted; None where there is none."""
    query = (
        select(Offer)
        .where(Offer.case_id == case.id, Offer.state != OfferState.DECLINED)
        .order_by(Offer.id.desc())
        .limit(1)
        .with_for_update()
    )
    return session.scalars(query).first()


def accept_offer(session: Session, case: Case, offer: Offer, *, now: datetime) -> Offer:
    """Accept an offer and issue its voucher; accepting again gives the same voucher."""
    if offer.state is OfferState.MADE:
        offer.state = OfferState.ACCEPTED
        offer.answered_at = now
        offer.voucher_code = new_voucher_code()
        write_audit(session, case, "offer_accepted", actor="customer", now=now, offer=offer.id)
    return offer


def decline_offer(session: Session, case: Case, offer: Offer, *, now: datetime) -> None:
    """Record that the customer does not want an offer. An accepted one stays accepted."""
    if offer.state is OfferState.MADE:
        offer.state = OfferState.DECLINED
        offer.answered_at = now
        write_audit(session, case, "offer_declined", actor="customer", now=now, offer=offer.id)


def new_voucher_code() -> str:
    """Return a code of 80 random bits, in four groups that can be read out."""
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(code[start : start + 4] for start in range(0, CODE_LENGTH, 4))
