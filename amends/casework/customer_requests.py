"""What a customer demands and asks, one by one, and what became of each (METHOD M25, M26, M27)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.cases.errors import Conflict
from amends.casework.record import find_case, write_audit
from amends.hearing.frame import Act, Clause
from amends.store.tables import OPEN_PROGRESS, CustomerRequest, Progress, RequestKind

BEFORE: dict[Progress, frozenset[Progress]] = {
    Progress.OPEN: frozenset(Progress),
    Progress.ASKED: frozenset({Progress.OPEN, Progress.ASKED, Progress.OFFERED}),
    Progress.OFFERED: frozenset({Progress.OPEN, Progress.ASKED, Progress.OFFERED}),
    Progress.PASSED_ON: OPEN_PROGRESS,
    Progress.DONE: OPEN_PROGRESS,
    Progress.REFUSED: OPEN_PROGRESS,
    Progress.ANSWERED: OPEN_PROGRESS,
    Progress.WITHDRAWN: OPEN_PROGRESS,
}
"""Where a request may stand before it comes to stand there; what is over may only be opened again."""


class RequestOver(Conflict):
    """Something has become of the request already."""

    def __init__(self, request: CustomerRequest) -> None:
        super().__init__("request_over", named=request.named, state=request.state.value)


def note_request(
    session: Session,
    conversation_id: str,
    clause: Clause,
    *,
    named: str,
    message_id: int | None,
    now: datetime,
) -> CustomerRequest:
    """Put a demand or a question on record; the same again is the same one, and open again if it was over.

    A message that is read again adds nothing. Raises ValueError for a clause that is neither.
    """
    kind, what = _kind_of(clause)
    for known in requests_of(session, conversation_id):
        if (known.kind, known.what, known.negative, fold_name(known.named)) != (
            kind,
            what,
            clause.negative,
            fold_name(named),
        ):
            continue
        if message_id is None or known.message_id != message_id:
            known.times += 1
            known.message_id = message_id or known.message_id
        if known.state not in OPEN_PROGRESS:
            move_request(session, known, Progress.OPEN, now=now, actor="customer")
        return known
    request = CustomerRequest(
        conversation_id=conversation_id,
        message_id=message_id,
        kind=kind,
        what=what,
        negative=clause.negative,
        whose=clause.whose.value,
        words=clause.words.strip(),
        named=named,
        state=Progress.OPEN,
        since=now,
        times=1,
    )
    session.add(request)
    session.flush()
    return request


def requests_of(session: Session, conversation_id: str) -> list[CustomerRequest]:
    """Return all that a customer demanded and asked, oldest first."""
    query = select(CustomerRequest).where(CustomerRequest.conversation_id == conversation_id)
    return list(session.scalars(query.order_by(CustomerRequest.id)))


def open_requests(session: Session, conversation_id: str) -> list[CustomerRequest]:
    """Return what nothing has become of yet, oldest first."""
    return [request for request in requests_of(session, conversation_id) if request.state in OPEN_PROGRESS]


def open_requests_by_conversation(
    session: Session, conversation_ids: Collection[str]
) -> dict[str, list[CustomerRequest]]:
    """Return what nothing has become of yet in several conversations, oldest first, in one query."""
    query = select(CustomerRequest).where(
        CustomerRequest.conversation_id.in_(conversation_ids), CustomerRequest.state.in_(OPEN_PROGRESS)
    )
    found: dict[str, list[CustomerRequest]] = {}
    for request in session.scalars(query.order_by(CustomerRequest.id)):
        found.setdefault(request.conversation_id, []).append(request)
    return found


def move_request(
    session: Session,
    request: CustomerRequest,
    state: Progress,
    *,
    now: datetime,
    actor: str,
    outcome: str | None = None,
) -> None:
    """Record what became of a request, on its case's audit trail too. The same again does nothing.

    `outcome`: a sentence. Raises RequestOver where something else has become of it already.
    """
    if request.state is state and request.outcome == outcome:
        return
    if request.state not in BEFORE[state]:
        raise RequestOver(request)
    before = request.state
    request.state = state
    request.outcome = outcome
    request.closed_at = None if state in OPEN_PROGRESS else now
    case = find_case(session, request.conversation_id)
    if case is not None:
        write_audit(
            session, case, "request", actor=actor, now=now,
            request=request.id, what=request.what, before=before.value, after=state.value,
        )  # fmt: skip
    session.flush()


def withdraw_opposite(session: Session, conversation_id: str, clause: Clause, *, now: datetime) -> None:
    """Withdraw what a demand takes back: "cancel it", and then "don't cancel it"."""
    kind, what = _kind_of(clause)
    for request in open_requests(session, conversation_id):
        if request.kind is kind and request.what == what and request.negative is not clause.negative:
            move_request(session, request, Progress.WITHDRAWN, now=now, actor="customer")


def fold_name(named: str) -> str:
    """Return a name as names are compared: in small letters, without signs."""
    return " ".join("".join(c for c in named.lower() if c.isalnum() or c.isspace()).split())


def _kind_of(clause: Clause) -> tuple[RequestKind, str]:
    if clause.act is Act.DEMAND and clause.demand is not None:
        return RequestKind.DEMAND, clause.demand.value
    if clause.act is Act.ASK and clause.form is not None and clause.about is not None:
        return RequestKind.QUESTION, f"{clause.form.value}.{clause.about.value}"
    raise ValueError(f"a clause that {clause.act.value}s is neither a demand nor a question")
