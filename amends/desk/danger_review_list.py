"""What may tell of danger and waits for a person to read it, as the desk shows it (docs/operating.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from amends.cases.escalation import REASON_OF_INTENT
from amends.desk.names import REASONS, STATES
from amends.store.tables import Case, DangerReview, DangerVerdict, Message

SHOWN = 50
"""So many that nobody has read yet are on the page, the likeliest first."""

KEPT_IN_SIGHT = timedelta(hours=12)
"""So long after somebody said that nobody is in danger, it can be undone on the page."""

VERDICTS = {DangerVerdict.NOBODY: "nobody is in danger", DangerVerdict.DANGER: "this is danger"}
"""What the person who read it says, in words."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """A message that may tell of danger. `why`: of what, in words; `chance`: 0..1; `reference`: empty without a case.

    `read_by`, `read_at`: who said that nobody is in danger, and when.
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
    read_by: str = ""
    read_at: datetime | None = None

    @property
    def percent(self) -> int:
        """The chance as whole hundredths, 1 at least."""
        return max(round(self.chance * 100), 1)


def read_waiting(session: Session) -> tuple[Noticed, ...]:
    """Return what nobody has read yet, the likeliest first, then the oldest."""
    query = (
        _looks()
        .where(DangerReview.verdict.is_(None))
        .order_by(DangerReview.chance.desc(), DangerReview.id)
        .limit(SHOWN)
    )
    return tuple(_noticed(session.execute(query)))


def read_lately(session: Session, *, now: datetime) -> tuple[Noticed, ...]:
    """Return in what a person found nobody in danger of late, the newest first: it can be undone."""
    query = (
        _looks()
        .where(DangerReview.verdict == DangerVerdict.NOBODY, DangerReview.looked_at >= now - KEPT_IN_SIGHT)
        .order_by(DangerReview.looked_at.desc(), DangerReview.id.desc())
        .limit(SHOWN)
    )
    return tuple(_noticed(session.execute(query)))


def count_waiting(session: Session) -> int:
    """Count what nobody has read yet; a small index answers it."""
    return session.scalar(select(func.count(DangerReview.id)).where(DangerReview.verdict.is_(None))) or 0


def marks_of(session: Session, conversation_id: str) -> dict[int, str]:
    """Return what stands beside each noticed message of a conversation, by the message's id."""
    query = (
        select(DangerReview).join(Message, Message.id == DangerReview.message_id)
        .where(Message.conversation_id == conversation_id)
    )  # fmt: skip
    return {look.message_id: _mark(look) for look in session.scalars(query)}


def _looks() -> Select[tuple[DangerReview, Message, Case]]:
    return (
        select(DangerReview, Message, Case)
        .join(Message, Message.id == DangerReview.message_id)
        .outerjoin(Case, Case.conversation_id == Message.conversation_id)
    )


def _noticed(rows: Iterable[Any]) -> Iterator[Noticed]:
    for look, message, case in rows:
        yield Noticed(
            id=look.id,
            text=message.text,
            who=(case.customer_name or case.customer_email if case else None) or "Customer",
            reference=case.reference if case else "",
            conversation_id=message.conversation_id,
            message_id=message.id,
            state=STATES[case.state] if case else "",
            why=REASONS[REASON_OF_INTENT[look.kind]],
            chance=look.chance,
            at=message.sent_at,
            read_by=look.looked_by.name if look.looked_by else "",
            read_at=look.looked_at,
        )


def _mark(look: DangerReview) -> str:
    if look.verdict is None:
        return "may tell of danger, not read by a person yet"
    name = look.looked_by.name if look.looked_by else "a person"
    return f"read by {name}: {VERDICTS[look.verdict]}"
