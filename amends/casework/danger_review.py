"""Danger reviews: messages that may tell of danger, read by a person who says whether they do (docs/operating.md)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.cases.errors import Conflict, NotFound
from amends.cases.state import WAITING, State
from amends.casework.handoff import actor_of, is_danger
from amends.casework.record import write_audit
from amends.store.locks import lock_case
from amends.store.tables import Agent, Case, DangerReview, DangerVerdict, Message
from amends.understanding.reading import Reading


class NoSuchDangerReview(NotFound):
    """There is no such message to review."""

    def __init__(self) -> None:
        super().__init__("danger_review_unknown")


class AlreadyReviewed(Conflict):
    """A colleague was first. `name`: who, None where their account is gone; `verdict`: what they said."""

    def __init__(self, review: DangerReview) -> None:
        name = review.reviewed_by.name if review.reviewed_by else None
        super().__init__("danger_already_reviewed", name=name, verdict=review.verdict)


def queue_danger_review(
    session: Session, message: Message, reading: Reading, case: Case | None, *, now: datetime
) -> None:
    """Queue a message that may tell of danger for a person to read: once, whatever is retried.

    What plainly tells of danger is acted on instead, and what is written to a person is read by them.
    """
    danger = reading.danger_to_review
    if danger is None or (case and _is_read_anyway(case)):
        return
    if session.scalar(select(DangerReview.id).where(DangerReview.message_id == message.id)) is not None:
        return
    session.add(DangerReview(message_id=message.id, kind=danger.kind, chance=danger.chance, queued_at=now))
    if case is not None:
        write_audit(
            session, case, "danger_review_queued", actor="system", now=now,
            message=message.id, kind=danger.kind, chance=danger.chance,
        )  # fmt: skip


def find_danger_review(session: Session, review_id: int) -> DangerReview:
    """Return a review, its case locked against a colleague who reads the same. Raises NoSuchDangerReview."""
    review = session.get(DangerReview, review_id)
    if review is None:
        raise NoSuchDangerReview
    lock_case(session, review.message.conversation_id)
    session.refresh(review)
    return review


def record_verdict(
    session: Session, review: DangerReview, verdict: DangerVerdict, agent: Agent, *, now: datetime
) -> bool:
    """Record what `agent` says of the message; return False where they have said so already.

    Raises AlreadyReviewed where something else was said, or a colleague was first.
    """
    if review.verdict is not None:
        if review.verdict is not verdict or review.reviewed_by_id != agent.id:
            raise AlreadyReviewed(review)
        return False
    review.verdict, review.reviewed_at, review.reviewed_by = verdict, now, agent
    session.flush()
    _write_audit(session, review, "danger_reviewed", agent, now=now, verdict=verdict.value)
    return True


def undo_verdict(session: Session, review: DangerReview, agent: Agent, *, now: datetime) -> None:
    """Take back that nobody is in danger, so that the message waits to be read again; again does nothing.

    Raises AlreadyReviewed where it was danger: whoever took the conversation over has it.
    """
    if review.verdict is DangerVerdict.DANGER:
        raise AlreadyReviewed(review)
    if review.verdict is not None:
        review.verdict = review.reviewed_at = review.reviewed_by = None
        _write_audit(session, review, "danger_review_undone", agent, now=now)


def _is_read_anyway(case: Case) -> bool:
    """Whether a person has the conversation, or one comes first of all because of danger."""
    return case.state is State.AGENT or (case.state in WAITING and is_danger(case))


def _write_audit(
    session: Session, review: DangerReview, event: str, agent: Agent, *, now: datetime, **detail: str
) -> None:
    case = lock_case(session, review.message.conversation_id)
    if case is not None:
        write_audit(
            session, case, event, actor=actor_of(agent), now=now,
            message=review.message_id, kind=review.kind, **detail,
        )  # fmt: skip
