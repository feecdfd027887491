"""What may tell of danger is shown to a person, while the conversation goes on as it would (docs/operating.md)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.cases.state import WAITING, State
from amends.casework.handoff import is_danger
from amends.casework.record import write_audit
from amends.store.tables import Case, DangerReview, Message
from amends.understanding.reading import Reading


def notice_danger(
    session: Session, message: Message, reading: Reading, case: Case | None, *, now: datetime
) -> None:
    """Keep a message that may tell of danger for a person to read: once, whatever is retried.

    What plainly tells of danger is acted on instead, and what is written to a person is read by them.
    """
    if not reading.may_tell_of_danger or reading.danger is None or (case and _is_read_anyway(case)):
        return
    if session.scalar(select(DangerReview.id).where(DangerReview.message_id == message.id)) is not None:
        return
    danger = reading.danger
    session.add(DangerReview(message_id=message.id, kind=danger.kind, chance=danger.chance, noticed_at=now))
    if case is not None:
        write_audit(
            session, case, "danger_noticed", actor="system", now=now,
            message=message.id, kind=danger.kind, chance=danger.chance,
        )  # fmt: skip


def _is_read_anyway(case: Case) -> bool:
    """Whether a person has the conversation, or one comes first of all because of danger."""
    return case.state is State.AGENT or (case.state in WAITING and is_danger(case))
