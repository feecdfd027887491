"""The outbox: what an accepted offer promises is written with the acceptance, and sent until it is taken (R7).

Rows are the truth: a crash at any moment loses nothing, and the same key in every attempt lets the receiver take it
once.
"""

from __future__ import annotations

import json
import random
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.casework.record import write_audit
from amends.redress.currency import minor_unit
from amends.store.tables import DEMO, Case, Conversation, Issue, IssueState, Offer

log = structlog.get_logger(__name__)

FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(hours=8)
MOST_ATTEMPTS = 18
"""About two days; then it is a dead letter, and an operator decides."""

LEASE = timedelta(minutes=2)
"""An attempt that says nothing for so long died with its process, and is made again."""


REAL = (
    select(Offer.id)
    .join(Case, Case.id == Offer.case_id)
    .join(Conversation, Conversation.id == Case.conversation_id)
    .where(Conversation.channel != DEMO)
)
"""Nobody pays made-up people."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing to issue, as an adapter gets it. `key`: the same in every attempt."""

    key: str
    body: str
    attempt: int


def put_out(session: Session, case: Case, offer: Offer, *, now: datetime) -> Issue:
    """Write what is to be issued, in the transaction of the acceptance."""
    key = f"msg_{uuid.uuid4().hex}"
    issue = Issue(
        key=key, offer_id=offer.id, body=_body(case, offer, now), created_at=now, attempts=0,
        state=IssueState.PENDING, next_attempt_at=now,
    )  # fmt: skip
    session.add(issue)
    session.flush()
    return issue


def take_due(session: Session, *, now: datetime, limit: int) -> list[Delivery]:
    """Lease what is due, the oldest first: no other dispatcher tries it before the lease ends."""
    query = (
        select(Issue)
        .where(Issue.state == IssueState.PENDING, Issue.next_attempt_at <= now, Issue.offer_id.in_(REAL))
        .order_by(Issue.next_attempt_at, Issue.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    parcels = []
    for issue in session.scalars(query):
        issue.attempts += 1
        issue.next_attempt_at = now + LEASE
        parcels.append(Delivery(issue.key, issue.body, issue.attempts))
    return parcels


def note_issued(session: Session, key: str, *, now: datetime) -> None:
    """Record that it was taken."""
    issue = _locked(session, key)
    if issue.state is IssueState.ISSUED:
        return
    issue.state = IssueState.ISSUED
    issue.issued_at = now
    issue.last_error = None
    write_audit(session, issue.offer.case, "issued", actor="system", now=now, offer=issue.offer_id, key=key)


def note_failure(
    session: Session,
    key: str,
    why: str,
    *,
    now: datetime,
    wait: timedelta | None = None,
    chance: float | None = None,
) -> None:
    """Record that an attempt failed: another follows, later each time, or it is a dead letter and alerts.

    `wait`: how long the receiver asked to be left alone. `chance` (0..1) sets the jitter.
    """
    issue = _locked(session, key)
    if issue.state is not IssueState.PENDING:
        return
    issue.last_error = why[:200]
    if issue.attempts >= MOST_ATTEMPTS:
        issue.state = IssueState.DEAD
        case = issue.offer.case
        write_audit(
            session,
            case,
            "issue_dead",
            actor="system",
            now=now,
            offer=issue.offer_id,
            key=key,
            text=why[:200],
        )
        log.error("issue_dead", key=key, case=case.reference, attempts=issue.attempts, why=why)
        return
    delay = backoff(issue.attempts, random.random() if chance is None else chance)  # noqa: S311 jitter is no secret
    issue.next_attempt_at = now + max(delay, min(wait or timedelta(0), LONGEST_DELAY))
    log.warning("issue_failed", key=key, attempt=issue.attempts, why=why)


def backoff(attempts: int, chance: float) -> timedelta:
    """Return the delay after so many attempts: it doubles from 5 s to 8 h, and `chance` (0..1) takes up to half off."""
    doubled: int = 2 ** min(max(attempts - 1, 0), 40)
    full = min(FIRST_DELAY * doubled, LONGEST_DELAY)
    return full * (1 - chance / 2)


def _locked(session: Session, key: str) -> Issue:
    return session.scalars(select(Issue).where(Issue.key == key).with_for_update()).one()


def _body(case: Case, offer: Offer, now: datetime) -> str:
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
    sent = {"type": "offer.accepted", "timestamp": now.isoformat().replace("+00:00", "Z"), "data": data}
    return json.dumps(sent, ensure_ascii=False, separators=(",", ":"))
