"""The operator's view of the outbox: what waits, what died, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from amends.casework.record import write_audit
from amends.redress.outbox import REAL
from amends.store.tables import Issue, IssueState, Offer


class NotOpen(Exception):
    """It was issued or dropped, and cannot be tried again or dropped; the message says which."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(f"{issue.key} is {issue.state.value} already.")


class NoSuchIssue(LookupError):
    """Nothing of this key is in the outbox."""

    def __init__(self, key: str) -> None:
        super().__init__(f"Nothing in the outbox is called {key}. `amends outbox list` shows what there is.")


@dataclass(frozen=True, slots=True)
class IssueLine:
    """One thing in the outbox, as an operator or a lead reads it. `next_attempt_at` is None where none comes."""

    key: str
    reference: str
    conversation_id: str
    kind: str
    amount: Decimal
    currency: str
    state: IssueState
    attempts: int
    created_at: datetime
    next_attempt_at: datetime | None
    last_error: str


def read_outbox(
    session: Session, *, states: tuple[IssueState, ...] = (), limit: int = 200
) -> list[IssueLine]:
    """Return what is in the outbox, the newest first; all states where none is named. Made-up people get nothing."""
    query = select(Issue).where(Issue.offer_id.in_(REAL)).order_by(Issue.id.desc()).limit(limit)
    if states:
        query = query.where(Issue.state.in_(states))
    return [_line(issue) for issue in session.scalars(query)]


def count_outbox(session: Session) -> dict[IssueState, int]:
    """Count what is in the outbox, by state."""
    query = select(Issue.state, func.count(Issue.id)).where(Issue.offer_id.in_(REAL))
    counted = session.execute(query.group_by(Issue.state))
    return dict.fromkeys(IssueState, 0) | {state: number for state, number in counted}  # noqa: C416 rows are no pairs


def retry_issue(session: Session, key: str, *, actor: str, now: datetime) -> IssueLine:
    """Try a thing again at once, as often as a new one. Again does nothing. Raises NoSuchIssue, NotOpen."""
    issue = _open(session, key)
    if issue.state is IssueState.DEAD or issue.next_attempt_at > now:
        issue.state = IssueState.PENDING
        issue.attempts = 0
        issue.next_attempt_at = now
        _audit(session, issue.offer, "issue_retried", actor, now, key)
    return _line(issue)


def drop_issue(session: Session, key: str, *, why: str, actor: str, now: datetime) -> IssueLine:
    """Give up on a thing, with the reason on the case's record. Raises NoSuchIssue, NotOpen; ValueError without why."""
    if not why.strip():
        raise ValueError("Say why: the customer was promised it.")
    issue = _open(session, key)
    issue.state = IssueState.DROPPED
    _audit(session, issue.offer, "issue_dropped", actor, now, key, text=why.strip()[:200])
    return _line(issue)


def _open(session: Session, key: str) -> Issue:
    issue = session.scalars(select(Issue).where(Issue.key == key).with_for_update()).one_or_none()
    if issue is None:
        raise NoSuchIssue(key)
    if issue.state in (IssueState.ISSUED, IssueState.DROPPED):
        raise NotOpen(issue)
    return issue


def _audit(
    session: Session, offer: Offer, event: str, actor: str, now: datetime, key: str, **more: str
) -> None:
    write_audit(session, offer.case, event, actor=actor, now=now, offer=offer.id, key=key, **more)


def _line(issue: Issue) -> IssueLine:
    offer = issue.offer
    pending = issue.state is IssueState.PENDING
    return IssueLine(
        issue.key, offer.case.reference, offer.case.conversation_id, offer.kind, offer.amount, offer.currency,
        issue.state, issue.attempts, issue.created_at, issue.next_attempt_at if pending else None,
        issue.last_error or "",
    )  # fmt: skip
