"""Requests to a lead for what is beyond an agent's authority: asked once, decided once (METHOD M4, M6)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.cases.errors import Conflict, Invalid, NotFound
from amends.casework.handoff import actor_of
from amends.casework.record import write_audit
from amends.redress.authority import LONGEST_WHY, Gift
from amends.store.locks import lock_case_by_id
from amends.store.tables import Agent, AuthorityRequest, Case, RequestState, Role


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


def record_request(
    session: Session, case: Case, agent: Agent, gift: Gift, *, currency: str, form_key: str, now: datetime
) -> AuthorityRequest:
    """Put a request to the leads on record. The same form (`form_key`) again, or the same wish, is one request.

    Raises AlreadyAsked where another wish of the case waits for an answer.
    """
    known = _request_of_form(session, form_key) or _waiting_on(session, case)
    if known is not None:
        if (known.kind, known.amount) != (gift.kind.value, gift.amount):
            raise AlreadyAsked
        return known
    request = AuthorityRequest(
        case_id=case.id, asked_by_id=agent.id, kind=gift.kind.value, amount=gift.amount, currency=currency,
        what=gift.what, why=gift.why.strip(), form_key=form_key, asked_at=now, state=RequestState.ASKED,
    )  # fmt: skip
    session.add(request)
    session.flush()
    write_audit(
        session, case, "lead_asked", actor=actor_of(agent), now=now, request=request.id, kind=request.kind,
        amount=str(gift.amount), currency=currency, text=request.why,
    )  # fmt: skip
    return request


def is_decided(request: AuthorityRequest, lead: Agent, state: RequestState) -> bool:
    """Say whether a request was decided this way already. Raises NotALead, and AlreadyDecided for the other way."""
    if lead.role is not Role.LEAD or lead.id == request.asked_by_id:
        raise NotALead
    if request.state not in (RequestState.ASKED, state):
        raise AlreadyDecided(request)
    return request.state is state


def record_decision(
    session: Session, request: AuthorityRequest, lead: Agent, *, state: RequestState, why: str, now: datetime
) -> None:
    """Put a lead's decision on record, on the case's audit trail too."""
    request.state = state
    request.decided_by = lead
    request.decided_at = now
    request.decided_why = why.strip()[:LONGEST_WHY]
    event = "lead_approved" if state is RequestState.APPROVED else "lead_declined"
    write_audit(
        session, request.case, event, actor=actor_of(lead), now=now, request=request.id, text=request.decided_why
    )  # fmt: skip
    session.flush()


def waiting_requests(session: Session) -> list[AuthorityRequest]:
    """Return the requests that wait for a lead, the oldest first."""
    query = select(AuthorityRequest).where(AuthorityRequest.state == RequestState.ASKED)
    return list(session.scalars(query.order_by(AuthorityRequest.asked_at, AuthorityRequest.id)))


def find_request(session: Session, request_id: int) -> AuthorityRequest:
    """Return a request to decide, its case locked against other deciders. Raises NoSuchRequest."""
    found = session.get(AuthorityRequest, request_id)
    if found is None:
        raise NoSuchRequest
    lock_case_by_id(session, found.case_id)
    session.refresh(found)
    return found


def _request_of_form(session: Session, form_key: str) -> AuthorityRequest | None:
    return session.scalars(
        select(AuthorityRequest).where(AuthorityRequest.form_key == form_key)
    ).one_or_none()


def _waiting_on(session: Session, case: Case) -> AuthorityRequest | None:
    query = select(AuthorityRequest).where(
        AuthorityRequest.case_id == case.id, AuthorityRequest.state == RequestState.ASKED
    )
    return session.scalars(query).first()
