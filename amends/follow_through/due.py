"""Which open cases something is due for now: asked of the database in a few queries, whatever their number (METHOD M9).

Nothing is loaded here and nothing changed. A case that is named may turn out to have nothing due after all; none that
has is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from amends.cases.deadlines import PACE, Deadline
from amends.cases.escalation import Severity
from amends.cases.state import WAITING, State
from amends.casework.handoff import ServiceLevels, people_there
from amends.store.tables import Case, Message, MissedDeadline, Speaker

OWED = WAITING | {State.AGENT}
"""Somebody is owed an answer by a person."""
QUIET_AFTER_TOLD = timedelta(days=3)
"""A customer who was told and says nothing for so long is taken to be content; they may always come back."""


def cases_due(session: Session, *, levels: ServiceLevels, now: datetime) -> list[int]:
    """Return the ids of the cases to look after, each once, the oldest first."""
    found = {
        case_id
        for query in due_queries(session, levels=levels, now=now)
        for case_id in session.scalars(query)
    }
    return sorted(found)


def due_queries(session: Session, *, levels: ServiceLevels, now: datetime) -> Iterator[Select[tuple[int]]]:
    """Give the queries: whose wait is over, what is late, who is left without a word, and what may be closed."""
    if people_there(session, now=now):
        yield select(Case.id).where(Case.state == State.FOLLOW_UP)
    waits, promised = Case.state.in_(WAITING), func.coalesce(Case.next_update_due, Case.promised_by)
    yield select(Case.id).where(waits, promised < now)
    yield select(Case.id).where(
        waits, Case.first_answer_due < now, _new(Deadline.FIRST_ANSWER, Case.first_answer_due)
    )
    yield select(Case.id).where(
        Case.state.in_(OWED), Case.resolve_by < now, _new(Deadline.RESOLVE, Case.resolve_by)
    )
    yield select(Case.id).where(
        Case.state == State.AGENT, or_(_unanswered(levels, now), *_without_a_word(levels, now))
    )
    told_long_ago = Case.told_at <= now - QUIET_AFTER_TOLD
    yield select(Case.id).where(Case.state == State.TOLD, or_(Case.accepted.is_(True), told_long_ago))


def _new(
    deadline: Deadline, due_at: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]
) -> ColumnElement[bool]:
    """It was not found before."""
    same = (
        MissedDeadline.case_id == Case.id,
        MissedDeadline.deadline == deadline,
        MissedDeadline.due_at == due_at,
    )
    return ~exists().where(*same)


def _unanswered(levels: ServiceLevels, now: datetime) -> ColumnElement[bool]:
    """The person who has it is silent: since they took it, or since the customer wrote."""
    long_ago = levels.hours.before(now, levels.silent_minutes)
    never_wrote = or_(Case.last_human_answer_at.is_(None), Case.last_human_answer_at < Case.assigned_at)
    customer_waits = exists().where(
        Message.conversation_id == Case.conversation_id,
        Message.speaker == Speaker.CUSTOMER,
        Message.answered_at.is_(None),
        Message.sent_at <= long_ago,
    )
    waits = and_(func.coalesce(Case.assigned_at, long_ago) <= long_ago, customer_waits)
    return or_(and_(Case.assigned_at <= long_ago, never_wrote), waits)


def _without_a_word(levels: ServiceLevels, now: datetime) -> Iterator[ColumnElement[bool]]:
    """The next word is late: the time on record has passed, or the time that a case of this severity has."""
    yield Case.next_update_due < now
    heard = func.coalesce(Case.last_human_answer_at, Case.assigned_at)
    for severity in Severity:
        minutes = max(int(levels.target.update_hours * 60 * PACE[severity]), 1)
        yield and_(
            Case.next_update_due.is_(None),
            Case.severity == int(severity),
            heard <= levels.hours.before(now, minutes),
        )
