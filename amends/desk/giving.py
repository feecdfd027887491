"""What an agent may give on a case, what they asked a lead for, and what was offered (METHOD M4, M6, R7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.languages.language import Language
from amends.offers.requests import waiting_requests
from amends.offers.service import allowance_for
from amends.redress.authority import Allowance, Gift, InvalidGift
from amends.redress.policy import OfferKind, Policy
from amends.sending.words import say_money, say_thing
from amends.store.tables import Agent, AuthorityRequest, Case, OfferState, RequestState

KINDS: dict[OfferKind, str] = {
    OfferKind.VOUCHER: "Voucher",
    OfferKind.REFUND: "Money back",
    OfferKind.CREDIT: "Credit on their account",
    OfferKind.WAIVED_FEE: "Waived fee",
    OfferKind.REPLACEMENT: "Replacement",
    OfferKind.SAMPLE: "Sample",
    OfferKind.FREE_MONTH: "A month free",
}


@dataclass(frozen=True, slots=True)
class LeadRequest:
    """A request to a lead. `open`: nobody has decided yet; `mine`: whoever looks is the one who asked."""

    id: int
    reference: str
    conversation_id: str
    who: str
    by: str
    thing: str
    why: str
    at: datetime
    open: bool
    approved: bool
    decided_by: str
    decided_why: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Giving:
    """What may still be given, in words; the requests of the case; the offers that the customer has not answered."""

    most: str
    case_left: str
    customer_left: str
    nothing_left: bool
    asked: tuple[LeadRequest, ...]
    unanswered: tuple[tuple[int, str], ...]

    @property
    def awaited(self) -> tuple[LeadRequest, ...]:
        """Requests that nobody has decided; and the newest, where it was declined and nothing else was offered."""
        declined = [one for one in self.asked[-1:] if not one.open and not one.approved]
        return (*(one for one in self.asked if one.open), *([] if self.unanswered else declined))


def read_giving(
    session: Session, case: Case, agent: Agent, *, policy: Policy, language: Language, now: datetime
) -> Giving:
    """Read what an agent may give on a case."""
    allowance: Allowance = allowance_for(session, case, agent, policy=policy, now=now)
    query = select(AuthorityRequest).where(AuthorityRequest.case_id == case.id).order_by(AuthorityRequest.id)
    made = (offer for offer in case.offers if offer.state is OfferState.MADE)
    return Giving(
        most=say_money(allowance.most, allowance.currency, language),
        case_left=say_money(max(allowance.case_left, Decimal(0)), allowance.currency, language),
        customer_left=say_money(max(allowance.customer_left, Decimal(0)), allowance.currency, language),
        nothing_left=allowance.most <= 0,
        asked=tuple(_asked(request, agent.id, language) for request in session.scalars(query)),
        unanswered=tuple((offer.id, say_thing(offer, language)) for offer in made),
    )


def requests_for_leads(session: Session, agent_id: int, language: Language) -> tuple[LeadRequest, ...]:
    """Return what waits for a lead's decision, the oldest first."""
    return tuple(_asked(request, agent_id, language) for request in waiting_requests(session))


def read_gift(kind: str, amount: str, *, why: str, what: str) -> Gift:
    """Read what an agent wrote into the form: `6.95` and `6,95` are the same. Raises InvalidGift."""
    if kind not in set(OfferKind):
        raise InvalidGift("kind_unknown")
    try:
        sum_ = Decimal(amount.strip().replace(",", "."))
    except InvalidOperation:
        raise InvalidGift("amount_unreadable") from None
    if not sum_.is_finite():
        raise InvalidGift("amount_unreadable")
    return Gift(OfferKind(kind), sum_, why, what)


def _asked(request: AuthorityRequest, agent_id: int, language: Language) -> LeadRequest:
    case = request.case
    return LeadRequest(
        id=request.id,
        reference=case.reference,
        conversation_id=case.conversation_id,
        who=case.customer_name or case.customer_email or "Customer",
        by=request.asked_by.name,
        thing=say_thing(request, language),
        why=request.why,
        at=request.asked_at,
        open=request.state is RequestState.ASKED,
        approved=request.state is RequestState.APPROVED,
        decided_by=request.decided_by.name if request.decided_by else "",
        decided_why=request.decided_why or "",
        mine=request.asked_by_id == agent_id,
    )
