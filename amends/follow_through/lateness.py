"""Which deadlines of a case have passed, each found once; and who waits for the person that has them (METHOD M9)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy import Integer, Select, cast, func, or_, select
from sqlalchemy.orm import Session, selectinload

from amends.cases.deadlines import Deadline
from amends.cases.state import SETTLED, WAITING, State
from amends.casework.handoff import ServiceLevels, update_due
from amends.casework.record import write_audit
from amends.store.tables import Case, Message, MissedDeadline, Speaker

log = structlog.get_logger(__name__)

OPEN = frozenset(State) - SETTLED
"""A case of which something may still be owed."""
_OWED = or_(
    MissedDeadline.deadline == Deadline.RESOLVE,
    Case.last_human_answer_at.is_(None),
    Case.last_human_answer_at < MissedDeadline.due_at,
)
"""The customer still waits for what was missed: the same as `is_owed`."""


def note_missed(session: Session, case: Case, deadline: Deadline, due_at: datetime, *, now: datetime) -> bool:
    """Record and report a deadline that has passed: the case moves up. Return False where that was done before."""
    known = select(MissedDeadline.id).where(
        MissedDeadline.case_id == case.id,
        MissedDeadline.deadline == deadline,
        MissedDeadline.due_at == due_at,
    )
    if session.scalars(known).first() is not None:
        return False
    session.add(
        MissedDeadline(
            case_id=case.id,
            deadline=deadline,
            due_at=due_at,
            found_at=now,
            state=case.state,
            assignee_id=case.assignee_id,
        )
    )
    case.deadlines_missed += 1
    write_audit(
        session,
        case,
        "deadline_missed",
        actor="system",
        now=now,
        deadline=deadline.value,
        due_at=due_at.isoformat(),
    )
    log.warning("deadline_missed", case=case.reference, deadline=deadline.value, due_at=due_at.isoformat())
    return True


def note_the_quiet_ones(session: Session, case: Case, *, now: datetime) -> bool:
    """Note the missed deadlines of which the customer is not told by themselves: first answer, and the end."""
    found = False
    if case.state in WAITING and case.first_answer_due is not None and case.first_answer_due < now:
        found = note_missed(session, case, Deadline.FIRST_ANSWER, case.first_answer_due, now=now)
    if case.state not in SETTLED and case.resolve_by < now:
        found = note_missed(session, case, Deadline.RESOLVE, case.resolve_by, now=now) or found
    return found


def promise_passed(case: Case, *, now: datetime) -> datetime | None:
    """Return the time by which a waiting customer should have heard from a person, if it has passed."""
    due = case.next_update_due or case.promised_by
    return due if case.state in WAITING and due is not None and due < now else None


def silent_since(
    session: Session, case: Case, *, levels: ServiceLevels, now: datetime
) -> tuple[Deadline, datetime] | None:
    """Return which deadline the person who has the case let pass, or None.

    The customer waits from their oldest unanswered message or, where the person never wrote, from when they took it.
    """
    if case.state is not State.AGENT:
        return None
    began = waits_since(session, case)
    answer_due = levels.hours.after(began, levels.silent_minutes) if began else None
    if answer_due is not None and answer_due < now:
        return Deadline.ANSWER, answer_due
    due = update_due(case, levels=levels)
    return (Deadline.NEXT_UPDATE, due) if due is not None and due < now else None


def waits_since(session: Session, case: Case) -> datetime | None:
    """Return since when the customer waits for the person who has the case, or None where it is their turn."""
    query = select(Message.sent_at).where(
        Message.conversation_id == case.conversation_id,
        Message.speaker == Speaker.CUSTOMER,
        Message.answered_at.is_(None),
    )
    oldest = session.scalars(query.order_by(Message.id)).first()
    taken = case.assigned_at
    if oldest is not None:
        return max(oldest, taken) if taken else oldest
    wrote = case.last_human_answer_at
    return taken if taken is not None and (wrote is None or wrote < taken) else None


def late_cases(session: Session, *, start: int, number: int) -> Sequence[int]:
    """Return the ids of `number` open cases in which something was missed: first what is owed, then the newest."""
    owed, newest = func.max(cast(_OWED, Integer)), func.max(MissedDeadline.found_at)
    query = (
        select(Case.id).join(MissedDeadline, MissedDeadline.case_id == Case.id).where(Case.state.in_(OPEN))
    )
    in_order = query.group_by(Case.id).order_by(owed.desc(), newest.desc(), Case.id.desc())
    return session.scalars(in_order.offset(start).limit(number)).all()


def open_alerts(session: Session, case_ids: Sequence[int]) -> Sequence[MissedDeadline]:
    """Return the missed deadlines of these cases, the newest first: what the desk shows."""
    query = (
        select(MissedDeadline)
        .where(MissedDeadline.case_id.in_(case_ids))
        .order_by(MissedDeadline.found_at.desc(), MissedDeadline.id.desc())
        .options(
            selectinload(MissedDeadline.case).selectinload(Case.assignee),
            selectinload(MissedDeadline.assignee),
        )
    )
    return session.scalars(query).all()


def is_owed(alert: MissedDeadline) -> bool:
    """Say whether the customer still waits for what was missed; a person's message since then made it good."""
    wrote = alert.case.last_human_answer_at
    return alert.deadline is Deadline.RESOLVE or wrote is None or wrote < alert.due_at


def count_alerts(session: Session, *, with_agent: int | None = None) -> int:
    """Count the open cases in which something that was missed is still owed; `with_agent`: those one agent has."""
    query = _count_late().where(_OWED)
    if with_agent is not None:
        query = query.where(Case.state == State.AGENT, Case.assignee_id == with_agent)
    return session.scalar(query) or 0


def count_late(session: Session) -> int:
    """Count the open cases in which something was missed, made good since or not."""
    return session.scalar(_count_late()) or 0


def _count_late() -> Select[tuple[int]]:
    query = select(func.count(Case.id.distinct())).join(MissedDeadline, MissedDeadline.case_id == Case.id)
    return query.where(Case.state.in_(OPEN))
