"""The danger review at the desk: which messages wait for a person, what was said of them, and taking one over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from amends.cases.escalation import REASON_OF_INTENT, severity_of
from amends.cases.state import State
from amends.casework.danger_review import find_danger_review, record_verdict, undo_verdict
from amends.casework.handoff import ServiceLevels, actor_of, hand_off
from amends.casework.record import open_case
from amends.desk.assignment import claim_case
from amends.desk.names import DANGER_VERDICTS, REASONS, STATES
from amends.languages.loading import Languages
from amends.store.tables import Agent, Case, DangerReview, DangerVerdict, Message

SHOWN = 50
"""So many that nobody has read yet are on the page, the likeliest first."""

UNDO_FOR = timedelta(hours=12)
"""So long after somebody said that nobody is in danger, it can be undone on the page."""


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A message under review. `why`: what danger it may be, in words; `chance`: 0..1; `reference`: empty if no case.

    `reviewed_by`, `reviewed_at`: who said that nobody is in danger, and when.
    """

    id: int
    text: str
    who: str
    reference: str
    conversation_id: str
    message_id: int
    state: str
    why: str
    chance: float
    at: datetime
    reviewed_by: str = ""
    reviewed_at: datetime | None = None

    @property
    def percent(self) -> int:
        """The chance as whole hundredths, 1 at least."""
        return max(round(self.chance * 100), 1)


def open_danger_reviews(session: Session) -> tuple[ReviewItem, ...]:
    """Return what nobody has read yet, the likeliest first, then the oldest."""
    query = (
        _reviews()
        .where(DangerReview.verdict.is_(None))
        .order_by(DangerReview.chance.desc(), DangerReview.id)
        .limit(SHOWN)
    )
    return tuple(_items(session.execute(query)))


def undoable_danger_reviews(session: Session, *, now: datetime) -> tuple[ReviewItem, ...]:
    """Return where a person found nobody in danger within UNDO_FOR, the newest first."""
    query = (
        _reviews()
        .where(DangerReview.verdict == DangerVerdict.NOBODY, DangerReview.reviewed_at >= now - UNDO_FOR)
        .order_by(DangerReview.reviewed_at.desc(), DangerReview.id.desc())
        .limit(SHOWN)
    )
    return tuple(_items(session.execute(query)))


def count_danger_reviews(session: Session) -> int:
    """Count what nobody has read yet; a small index answers it."""
    return session.scalar(select(func.count(DangerReview.id)).where(DangerReview.verdict.is_(None))) or 0


def danger_marks(session: Session, conversation_id: str) -> dict[int, str]:
    """Return what stands beside each message of a conversation that is under review, by the message's id."""
    query = (
        select(DangerReview).join(Message, Message.id == DangerReview.message_id)
        .where(Message.conversation_id == conversation_id)
    )  # fmt: skip
    return {review.message_id: _mark(review) for review in session.scalars(query)}


def find_nobody_in_danger(session: Session, review_id: int, agent: Agent, *, now: datetime) -> str:
    """Record that nobody is in danger, and return the conversation; the same agent's second click does nothing.

    Raises NoSuchDangerReview, and AlreadyReviewed where a colleague was first.
    """
    review = find_danger_review(session, review_id)
    record_verdict(session, review, DangerVerdict.NOBODY, agent, now=now)
    return review.message.conversation_id


def undo_danger_review(session: Session, review_id: int, agent: Agent, *, now: datetime) -> str:
    """Take back that nobody is in danger, and return the conversation. Raises as `undo_verdict`, NoSuchDangerReview."""
    review = find_danger_review(session, review_id)
    undo_verdict(session, review, agent, now=now)
    return review.message.conversation_id


def take_over_danger(
    session: Session,
    review_id: int,
    agent: Agent,
    *,
    levels: ServiceLevels,
    languages: Languages,
    now: datetime,
) -> str:
    """Hand the conversation over as the danger it tells of, and give it to `agent`; return the conversation.

    Where a colleague has it, it stays with them, graver. The customer is told who is here. Raises NoSuchDangerReview,
    and AlreadyReviewed where a colleague was first.
    """
    review = find_danger_review(session, review_id)
    conversation_id = review.message.conversation_id
    case = open_case(
        session, conversation_id, concern=review.message.text, now=now, resolve_days=levels.resolve_days
    )
    if not record_verdict(session, review, DangerVerdict.DANGER, agent, now=now):
        return conversation_id
    reason = REASON_OF_INTENT[review.kind]
    hand_off(session, case, reason, actor=actor_of(agent), levels=levels, now=now)
    if severity_of(reason) >= case.severity:
        case.escalation_reason = reason
    if case.state is not State.AGENT:
        claim_case(session, conversation_id, agent, languages=languages, now=now)
    return conversation_id


def reviewed_examples(session: Session) -> Iterator[dict[str, Any]]:
    """Yield what people found in the messages as reviewed examples, oldest first (amends.desk.corrections)."""
    query = (
        select(DangerReview, Message.text, Case.id)
        .join(Message, Message.id == DangerReview.message_id)
        .outerjoin(Case, Case.conversation_id == Message.conversation_id)
        .where(DangerReview.verdict.is_not(None))
        .order_by(DangerReview.id)
    )
    for review, text, case_id in session.execute(query).tuples():
        if review.verdict is not None and review.reviewed_at is not None:
            yield {
                "text": text, "aspect": "danger", "read_as": review.kind, "is": review.verdict.value,
                "case": case_id, "message": review.message_id, "made_at": review.reviewed_at.isoformat(),
            }  # fmt: skip


def _reviews() -> Select[tuple[DangerReview, Message, Case]]:
    return (
        select(DangerReview, Message, Case)
        .join(Message, Message.id == DangerReview.message_id)
        .outerjoin(Case, Case.conversation_id == Message.conversation_id)
    )


def _items(rows: Iterable[Any]) -> Iterator[ReviewItem]:
    for review, message, case in rows:
        yield ReviewItem(
            id=review.id,
            text=message.text,
            who=(case.customer_name or case.customer_email if case else None) or "Customer",
            reference=case.reference if case else "",
            conversation_id=message.conversation_id,
            message_id=message.id,
            state=STATES[case.state] if case else "",
            why=REASONS[REASON_OF_INTENT[review.kind]],
            chance=review.chance,
            at=message.sent_at,
            reviewed_by=review.reviewed_by.name if review.reviewed_by else "",
            reviewed_at=review.reviewed_at,
        )


def _mark(review: DangerReview) -> str:
    if review.verdict is None:
        return "may tell of danger, not read by a person yet"
    name = review.reviewed_by.name if review.reviewed_by else "a person"
    return f"read by {name}: {DANGER_VERDICTS[review.verdict]}"
