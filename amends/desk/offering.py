"""An agent's offer from the form to the customer; what they may not give, and a lead's yes or no (METHOD M4, M6)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from amends.cases.errors import Conflict, Invalid
from amends.casework.record import find_case
from amends.desk.giving import read_gift
from amends.desk.handling import NoSuchCase
from amends.offers.service import answer_for_customer, decide_request, offer_by_person
from amends.redress.authority import AuthorityNeeded, ask_lead
from amends.redress.loading import Policies
from amends.store.tables import Agent, Case

LONGEST_KEY = 80


class OverAuthority(Invalid):
    """More than this person may give. `giver`: who may, None where nobody may by the policy."""

    def __init__(self, needed: AuthorityNeeded) -> None:
        super().__init__("over_authority", cap=needed.cap, giver=needed.giver)


class OverLeadAuthority(Conflict):
    """Not even a lead may give so much."""

    def __init__(self, needed: AuthorityNeeded) -> None:
        super().__init__("over_lead_authority", cap=needed.cap)


def make_offer(
    session: Session,
    conversation_id: str,
    agent: Agent,
    *,
    kind: str,
    amount: str,
    why: str,
    what: str,
    form_id: str,
    ask: bool,
    policies: Policies,
    now: datetime,
) -> None:
    """Offer what the form says, or with `ask` ask a lead for it; the same form (`form_id`) again is the same one.

    Raises Unfit, OverAuthority where the agent may not give it, AlreadyAsked, NotYours, NoSuchCase.
    """
    gift = read_gift(kind, amount, why=why, what=what)
    case, policy = _case(session, conversation_id), policies.at(now)
    key = f"desk:{agent.id}:{form_id}"[:LONGEST_KEY]
    if ask:
        ask_lead(session, case, agent, gift, policy=policy, form_key=key, now=now)
        return
    placed = offer_by_person(session, case, agent, gift, policy=policy, form_key=key, now=now)
    if isinstance(placed, AuthorityNeeded):
        raise OverAuthority(placed)


def note_answer(
    session: Session, conversation_id: str, agent: Agent, *, offer_id: int, take: bool, now: datetime
) -> None:
    """Record what the customer said of an offer in words. Raises NoSuchOffer."""
    answer_for_customer(session, _case(session, conversation_id), agent, offer_id, take=take, now=now)


def decide(
    session: Session,
    lead: Agent,
    request_id: int,
    *,
    approve: bool,
    why: str,
    policies: Policies,
    now: datetime,
) -> str:
    """Approve or decline a request; return whose conversation it is.

    Raises NoSuchRequest, NotALead, AlreadyDecided, OverLeadAuthority.
    """
    decided = decide_request(
        session, request_id, lead, approve=approve, why=why, policy=policies.at(now), now=now
    )
    if isinstance(decided, AuthorityNeeded):
        raise OverLeadAuthority(decided)
    return decided.case.conversation_id


def _case(session: Session, conversation_id: str) -> Case:
    case = find_case(session, conversation_id)
    if case is None:
        raise NoSuchCase
    return case
