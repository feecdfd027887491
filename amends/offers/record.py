"""Offers on record: one of the bot for each failure, whatever is retried; each accepted once (METHOD M6, R7)."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from amends.cases.errors import NotFound
from amends.casework.record import write_audit
from amends.offers.history import email_of, order_number_of
from amends.redress.decision import Granted
from amends.redress.payouts import put_payout
from amends.redress.policy import OfferKind
from amends.store.tables import Case, Conversation, Offer, OfferState

CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 16
BOT = "bot"


class NoSuchOffer(NotFound):
    """The case has no such offer."""

    def __init__(self) -> None:
        super().__init__("offer_unknown")


def make_offer(
    session: Session,
    case: Case,
    granted: Granted,
    *,
    now: datetime,
    made_by: str = BOT,
    approved_by: str | None = None,
    form_key: str | None = None,
    instead_of: Offer | None = None,
) -> Offer:
    """Put what was granted on record as an offer for the case's present failure.

    `made_by`: `bot` or `agent:ID`. The bot's second offer for a failure is never made: `replace_offer` comes first, and
    what is made `instead_of` an offer is for the same failure.
    """
    offer = Offer(
        case_id=case.id,
        failure=instead_of.failure if instead_of else case.conversation.failures,
        kind=granted.kind.value,
        amount=granted.amount,
        currency=granted.currency,
        what=granted.what,
        follows=granted.follows,
        rule=granted.rule,
        why=granted.why,
        policy_version=granted.policy_version,
        made_by=made_by,
        approved_by=approved_by,
        form_key=form_key,
        customer_email=email_of(case),
        order_number=order_number_of(case),
        made_at=now,
        state=OfferState.MADE,
    )
    session.add(offer)
    session.flush()
    session.expire(case, ["offers"])
    write_audit(
        session, case, "offer_made", actor=made_by, now=now, offer=offer.id, kind=offer.kind, rule=offer.rule,
        policy=offer.policy_version, amount=str(offer.amount), currency=offer.currency, why=offer.why,
        **({"approved_by": approved_by} if approved_by else {}),
    )  # fmt: skip
    return offer


def replace_offer(
    session: Session, case: Case, offer: Offer, *, now: datetime, actor: str = "customer"
) -> None:
    """Take an offer back that was not answered, for another that the customer would rather have."""
    if offer.state is OfferState.MADE:
        offer.state = OfferState.REPLACED
        offer.answered_at = now
        write_audit(session, case, "offer_replaced", actor=actor, now=now, offer=offer.id)
        session.flush()


def standing_offer(session: Session, case: Case) -> Offer | None:
    """Return the bot's offer that waits for an answer, else the one that was taken for the present failure, or None.

    While one waits there is no other, also where the customer tells of a new failure: the first is finished first.
    """
    failure = session.get_one(Conversation, case.conversation_id).failures
    waits = Offer.state == OfferState.MADE
    taken = and_(Offer.state == OfferState.ACCEPTED, Offer.failure == failure)
    query = select(Offer).where(Offer.case_id == case.id, Offer.made_by == BOT, or_(waits, taken))
    return session.scalars(query.order_by(waits.desc(), Offer.id).limit(1)).one_or_none()


def find_offer(session: Session, case: Case, offer_id: int) -> Offer:
    """Return an offer of this case. Raises NoSuchOffer."""
    query = select(Offer).where(Offer.case_id == case.id, Offer.id == offer_id)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NoSuchOffer
    return found


def unanswered_offers(session: Session, case: Case) -> list[Offer]:
    """Return the offers of this case that wait for an answer."""
    query = select(Offer).where(Offer.case_id == case.id, Offer.state == OfferState.MADE)
    return list(session.scalars(query))


def offer_of_form(session: Session, form_key: str) -> Offer | None:
    """Return the offer that was made with this form, or None."""
    return session.scalars(select(Offer).where(Offer.form_key == form_key)).one_or_none()


def count_replaced(session: Session, case: Case) -> int:
    """Count the offers that were taken back for another: how often the customer changed their mind."""
    query = select(Offer.id).where(Offer.case_id == case.id, Offer.state == OfferState.REPLACED)
    return len(session.scalars(query).all())


def accept_offer(
    session: Session, case: Case, offer: Offer, *, now: datetime, actor: str = "customer"
) -> Offer:
    """Accept an offer: its voucher is drawn and its issuing written in the same transaction. Again does nothing."""
    if offer.state is OfferState.MADE:
        offer.state = OfferState.ACCEPTED
        offer.answered_at = now
        if offer.kind == OfferKind.VOUCHER:
            offer.voucher_code = new_voucher_code()
        put_payout(session, case, offer, now=now)
        write_audit(session, case, "offer_accepted", actor=actor, now=now, offer=offer.id)
    return offer


def decline_offer(
    session: Session, case: Case, offer: Offer, *, now: datetime, actor: str = "customer"
) -> None:
    """Record that the customer does not want an offer. An accepted one stays accepted."""
    if offer.state is OfferState.MADE:
        offer.state = OfferState.DECLINED
        offer.answered_at = now
        write_audit(session, case, "offer_declined", actor=actor, now=now, offer=offer.id)


def new_voucher_code() -> str:
    """Return a code of 80 random bits, in four groups that can be read out."""
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(code[start : start + 4] for start in range(0, CODE_LENGTH, 4))
