"""The queue as agents see it: who waits and why in that order, what is theirs, and the rest (METHOD M8, M12)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from amends.cases.escalation import Severity
from amends.cases.state import WAITING, State
from amends.cases.urgency import level_of, urgency, why
from amends.desk.names import REASONS, say_code, say_wants
from amends.store.tables import Case, Message, Speaker
from amends.understanding.reading import Level

SHOWN = 50
"""So many of each list are shown; the count says how many there are."""
CONCERN_LENGTH = 160


@dataclass(frozen=True, slots=True)
class Row:
    """One open case in a list. `unanswered` counts the customer's messages that nobody has answered yet."""

    conversation_id: str
    reference: str
    state: State
    who: str
    concern: str
    topic: str
    want: str
    reason: str
    level: Level
    heat: float
    danger: bool
    why: str
    urgency: float
    owner: str | None
    since: datetime
    promised_by: datetime | None
    resolve_by: datetime
    unanswered: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of the queue page, cut to what is shown; `count` is all of it."""

    rows: tuple[Row, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Queue:
    """Every open case: who waits, the most urgent first; what is with me; with others; with the assistant."""

    waiting: Listing
    mine: Listing
    others: Listing
    with_bot: Listing


def read_queue(session: Session, agent_id: int, *, now: datetime) -> Queue:
    """Read the queue for an agent as it is now."""
    owned = Case.state == State.AGENT
    return Queue(
        waiting=_listing(session, select(Case).where(Case.state.in_(WAITING)), now=now, shown=None),
        mine=_listing(session, select(Case).where(owned, Case.assignee_id == agent_id), now=now),
        others=_listing(session, select(Case).where(owned, Case.assignee_id != agent_id), now=now),
        with_bot=_listing(session, select(Case).where(Case.state == State.BOT), now=now),
    )


def count_waiting(session: Session) -> int:
    """Count the customers who wait for a person."""
    return session.scalar(select(func.count(Case.id)).where(Case.state.in_(WAITING))) or 0


def _listing(
    session: Session, query: Select[tuple[Case]], *, now: datetime, shown: int | None = SHOWN
) -> Listing:
    """Read a list: whoever waits for an answer first, then the most urgent. `shown` cuts it to the newest."""
    count = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    newest = query.order_by(Case.id.desc()).options(selectinload(Case.assignee)).limit(shown)
    cases = list(session.scalars(newest))
    unanswered = _unanswered(session, [case.conversation_id for case in cases])
    rows = (_row(case, unanswered[case.conversation_id], now) for case in cases)
    waits = sorted(rows, key=lambda row: (row.state is State.AGENT and not row.unanswered, -row.urgency))
    return Listing(tuple(waits[:SHOWN]), count)


def _unanswered(session: Session, conversation_ids: list[str]) -> Counter[str]:
    query = (
        select(Message.conversation_id, func.count(Message.id))
        .where(Message.conversation_id.in_(conversation_ids))
        .where(Message.speaker == Speaker.CUSTOMER, Message.answered_at.is_(None))
        .group_by(Message.conversation_id)
    )
    return Counter(dict(session.execute(query).tuples().all()))


def _row(case: Case, unanswered: int, now: datetime) -> Row:
    heat = 0.5 if case.heat_now is None else case.heat_now
    since = case.waiting_since or case.assigned_at or case.received_at
    severity = Severity(case.severity)
    return Row(
        conversation_id=case.conversation_id,
        reference=case.reference,
        state=case.state,
        who=case.customer_name or case.customer_email or "No name yet",
        concern=_short(case.concern),
        topic=say_code(case.topic or ""),
        want=say_wants(case.wants[-1:]),
        reason=REASONS.get(case.escalation_reason, "") if case.escalation_reason else "",
        level=level_of(case.heat_now),
        heat=heat,
        danger=severity is Severity.DANGER,
        why=why(
            severity=severity,
            heat=heat,
            waiting_since=since,
            promised_by=case.promised_by,
            missed=case.deadlines_missed,
            now=now,
        ),
        urgency=urgency(
            severity=severity,
            heat=heat,
            waiting_since=since,
            promised_by=case.promised_by,
            missed=case.deadlines_missed,
            now=now,
        ),
        owner=case.assignee.name if case.assignee else None,
        since=since,
        promised_by=case.promised_by,
        resolve_by=case.resolve_by,
        unanswered=unanswered,
    )


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= CONCERN_LENGTH else f"{words[: CONCERN_LENGTH - 1].rstrip()}…"
