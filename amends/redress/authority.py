"""What a person at the desk may give, and what they must ask a lead for (METHOD M4, M6, R7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.cases.errors import Conflict, Invalid, NotFound
from amends.casework.handoff import actor_of
from amends.casework.record import write_audit
from amends.redress.currency import is_payable, minor_unit
from amends.redress.decision import BrokenCap, Granted, History, giver_for, over_a_cap
from amends.redress.history import read_history
from amends.redress.offers import make_offer, replace_offer
from amends.redress.policy import Giver, Kind, Policy
from amends.store.tables import Agent, AuthorityRequest, Case, Offer, OfferState, RequestState, Role

BY_A_PERSON = "person"
"""The rule's name on the record of an offer that a person decided within the caps of their role."""

SHORTEST_WHY, LONGEST_WHY, LONGEST_WHAT = 3, 500, 80


class Unfit(Invalid):
    """A gift that cannot be offered as it is."""


class AlreadyAsked(Invalid):
    """A lead was asked for something else on this case and has not decided yet."""

    def __init__(self) -> None:
        super().__init__("lead_already_asked")


class AlreadyDecided(Conflict):
    """The request was decided the other way. `name`: by whom, None where their account is gone; `state`: how."""

    def __init__(self, request: AuthorityRequest) -> None:
        name = request.decided_by.name if request.decided_by else None
        super().__init__("request_already_decided", name=name, state=request.state)


class NotALead(Conflict):
    """Only a lead decides what is beyond an agent's authority, and not what they asked for themselves."""

    def __init__(self) -> None:
        super().__init__("not_a_lead")


class NoSuchRequest(NotFound):
    """No such request to a lead is on record."""

    def __init__(self) -> None:
        super().__init__("request_unknown")


@dataclass(frozen=True, slots=True)
class Gift:
    """What a person wants to give. `amount`: in the policy's currency; of a replacement, sample or month its cost.

    `what`: what is waived, in plain words that end a sentence: `your delivery fee`. `why`: for the record.
    """

    kind: Kind
    amount: Decimal
    why: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a person may still give. `most`: in one offer now, the least of the three; 0 where nothing is left."""

    giver: Giver
    currency: str
    offer: Decimal
    case_left: Decimal
    customer_left: Decimal
    kinds: tuple[Kind, ...] = tuple(Kind)

    @property
    def most(self) -> Decimal:
        """The most that may be offered now."""
        return max(min(self.offer, self.case_left, self.customer_left), Decimal(0))


@dataclass(frozen=True, slots=True)
class AuthorityNeeded:
    """It is more than this person may give. `giver`: who may; None where nobody may, and `cap` is a lead's."""

    cap: BrokenCap
    giver: Giver | None


def giver_of(agent: Agent) -> Giver:
    """Return the authority of a person's role."""
    return Giver.LEAD if agent.role is Role.LEAD else Giver.AGENT


def within_authority(
    session: Session, case: Case, agent: Agent, *, policy: Policy, now: datetime
) -> Allowance:
    """Return what `agent` may still give on the case: caps of their role less all that was given."""
    history = _history(session, case, policy, now)
    caps = policy.authority.of(giver_of(agent))
    return Allowance(
        giver_of(agent), policy.currency, caps.offer, caps.case - history.case,
        caps.customer_year - history.customer_year,
    )  # fmt: skip


def place_offer(
    session: Session, case: Case, agent: Agent, gift: Gift, *, policy: Policy, form_key: str, now: datetime
) -> Offer | AuthorityNeeded:
    """Put a person's offer on record where their role may give it; an unanswered one before it gives way.

    The same form (`form_key`) again is the same offer. Raises Unfit. The customer is told by
    `amends.offers.service`.
    """
    if known := _placed(session, form_key):
        return known
    check_gift(gift, policy)
    over = over_a_cap(gift.amount, _history(session, case, policy, now), policy, giver_of(agent))
    if over is not None:
        return _beyond(over, session, case, gift, policy, now)
    return _place(session, case, gift, policy, made_by=agent, form_key=form_key, now=now)


def ask_lead(
    session: Session, case: Case, agent: Agent, gift: Gift, *, policy: Policy, form_key: str, now: datetime
) -> AuthorityRequest:
    """Ask the leads for what is beyond one's authority. The same form, or the same wish again, is one request.

    Raises Unfit, and AlreadyAsked where another wish waits for an answer.
    """
    check_gift(gift, policy)
    waiting = select(AuthorityRequest).where(
        AuthorityRequest.case_id == case.id, AuthorityRequest.state == RequestState.ASKED
    )
    known = session.scalars(
        select(AuthorityRequest).where(AuthorityRequest.form_key == form_key)
    ).one_or_none()
    known = known or session.scalars(waiting.with_for_update()).first()
    if known is not None:
        if (known.kind, known.amount) != (gift.kind.value, gift.amount):
            raise AlreadyAsked
        return known
    request = AuthorityRequest(
        case_id=case.id, asked_by_id=agent.id, kind=gift.kind.value, amount=gift.amount, currency=policy.currency,
        what=gift.what, why=gift.why.strip(), form_key=form_key, asked_at=now, state=RequestState.ASKED,
    )  # fmt: skip
    session.add(request)
    session.flush()
    write_audit(
        session, case, "lead_asked", actor=actor_of(agent), now=now, request=request.id, kind=request.kind,
        amount=str(gift.amount), currency=policy.currency, text=request.why,
    )  # fmt: skip
    return request


def settle_request(
    session: Session,
    request: AuthorityRequest,
    lead: Agent,
    *,
    approve: bool,
    why: str,
    policy: Policy,
    now: datetime,
) -> AuthorityRequest | AuthorityNeeded:
    """Decide a request. Approved, it becomes the asking person's offer, with the lead's name on it.

    Deciding again the same way does nothing. Raises NotALead, AlreadyDecided; returns AuthorityNeeded where not
    even a lead may give so much.
    """
    if lead.role is not Role.LEAD or lead.id == request.asked_by_id:
        raise NotALead
    wanted = RequestState.APPROVED if approve else RequestState.DECLINED
    if request.state is not RequestState.ASKED:
        if request.state is not wanted:
            raise AlreadyDecided(request)
        return request
    case = request.case
    if approve:
        gift = Gift(Kind(request.kind), request.amount, request.why, request.what)
        over = over_a_cap(gift.amount, _history(session, case, policy, now), policy, Giver.LEAD)
        if over is not None:
            return AuthorityNeeded(over, None)
        request.offer = _place(
            session, case, gift, policy, made_by=request.asked_by, approved_by=lead,
            form_key=f"request:{request.id}", now=now,
        )  # fmt: skip
    request.state = wanted
    request.decided_by = lead
    request.decided_at = now
    request.decided_why = why.strip()[:LONGEST_WHY]
    event = "lead_approved" if approve else "lead_declined"
    write_audit(
        session, case, event, actor=actor_of(lead), now=now, request=request.id, text=request.decided_why
    )
    session.flush()
    return request


def waiting_requests(session: Session) -> list[AuthorityRequest]:
    """Return the requests that wait for a lead, the oldest first."""
    query = select(AuthorityRequest).where(AuthorityRequest.state == RequestState.ASKED)
    return list(session.scalars(query.order_by(AuthorityRequest.asked_at, AuthorityRequest.id)))


def find_request(session: Session, request_id: int) -> AuthorityRequest:
    """Return a request, locked against other deciders. Raises NoSuchRequest."""
    query = select(AuthorityRequest).where(AuthorityRequest.id == request_id).with_for_update()
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NoSuchRequest
    return found


def check_gift(gift: Gift, policy: Policy) -> None:
    """Raise Unfit where a gift cannot be offered as it is written."""
    if gift.amount <= 0:
        raise Unfit("amount_not_positive")
    if not is_payable(gift.amount, policy.currency) or gift.amount > Decimal(10_000_000):
        raise Unfit("amount_not_payable", step=minor_unit(policy.currency), currency=policy.currency)
    if not SHORTEST_WHY <= len(gift.why.strip()) <= LONGEST_WHY:
        raise Unfit("why_invalid", longest=LONGEST_WHY)
    if len(gift.what) > LONGEST_WHAT or (gift.kind is Kind.WAIVED_FEE and not gift.what.strip()):
        raise Unfit("what_invalid", longest=LONGEST_WHAT)


def follows_by(policy: Policy, kind: Kind) -> str:
    """Return what the policy promises of a kind's arrival, wherever it says so; empty where it says nothing."""
    return next((grant.follows for grant in policy.grants() if grant.kind is kind and grant.follows), "")


def _history(session: Session, case: Case, policy: Policy, now: datetime) -> History:
    """What counts against a new offer: an unanswered one gives way to it, and does not."""
    history = read_history(session, case, currency=policy.currency, now=now)
    unanswered = sum(
        (offer.amount for offer in _unanswered(session, case) if offer.currency == policy.currency),
        Decimal(0),
    )
    return History(history.case - unanswered, history.customer_year - unanswered)


def _place(
    session: Session,
    case: Case,
    gift: Gift,
    policy: Policy,
    *,
    made_by: Agent,
    form_key: str,
    now: datetime,
    approved_by: Agent | None = None,
) -> Offer:
    for earlier in _unanswered(session, case):
        replace_offer(session, case, earlier, now=now, actor=actor_of(made_by))
    granted = Granted(
        gift.kind, gift.amount, policy.currency, BY_A_PERSON, policy.version, gift.why.strip(), gift.what.strip(),
        follows_by(policy, gift.kind),
    )  # fmt: skip
    return make_offer(
        session, case, granted, now=now, made_by=actor_of(made_by), form_key=form_key,
        approved_by=actor_of(approved_by) if approved_by else None,
    )  # fmt: skip


def _unanswered(session: Session, case: Case) -> list[Offer]:
    query = select(Offer).where(Offer.case_id == case.id, Offer.state == OfferState.MADE).with_for_update()
    return list(session.scalars(query))


def _placed(session: Session, form_key: str) -> Offer | None:
    return session.scalars(select(Offer).where(Offer.form_key == form_key)).one_or_none()


def _beyond(
    cap: BrokenCap, session: Session, case: Case, gift: Gift, policy: Policy, now: datetime
) -> AuthorityNeeded:
    history = _history(session, case, policy, now)
    giver = giver_for(gift.amount, history, policy)
    nobody = over_a_cap(gift.amount, history, policy, giver)
    return AuthorityNeeded(cap, giver) if nobody is None else AuthorityNeeded(nobody, None)
