"""Handing over and taking over: every move of a case, each on the audit trail (METHOD M4, M9, M10, R8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from amends.cases.deadlines import Target, first_answer_due, next_update_due, resolve_by, sooner
from amends.cases.errors import Conflict, Invalid
from amends.cases.escalation import Reason, Severity, severity_of
from amends.cases.hours import OpeningHours
from amends.cases.state import WAITING, Move, State, after, states_before
from amends.cases.wait import Wait, promise_wait
from amends.casework.customer_requests import open_requests
from amends.casework.record import write_audit
from amends.store.tables import Agent, Case, CustomerRequest, Presence, Speaker

KEPT_FOR = timedelta(days=3 * 365)
"""A closed case is kept so long (DISP 1.9.1R asks for three years), then it is due for deletion."""

PRESENT_FOR = timedelta(seconds=60)
"""An agent counts as there for so long after their desk was last heard of."""


class AlreadyClaimed(Conflict):
    """Somebody else has the conversation, or it no longer waits. `name`: who has it, None where nobody does."""

    def __init__(self, case: Case) -> None:
        super().__init__(
            "already_claimed" if case.state is State.AGENT else "not_waiting",
            name=case.assignee.name if case.assignee else None,
            reference=case.reference,
        )


class NotYours(Conflict):
    """Only the agent who has the conversation may do this."""

    def __init__(self, case: Case) -> None:
        super().__init__("not_yours", reference=case.reference)


class NotTold(Invalid):
    """A case cannot be resolved without telling the customer how (METHOD M10)."""

    def __init__(self, case: Case) -> None:
        super().__init__("not_told", reference=case.reference)


class StillOpen(Invalid):
    """A case cannot be resolved while nothing has become of something they demanded or asked (METHOD M25, M26)."""

    def __init__(self, case: Case, requests: Sequence[CustomerRequest]) -> None:
        super().__init__(
            "still_open", reference=case.reference, named=tuple(request.named for request in requests)
        )


@dataclass(frozen=True, slots=True)
class ServiceLevels:
    """What the operator promises: opening hours, minutes for each conversation, minutes to a first answer.

    `unclaimed_minutes`: open minutes after which a case that nobody took is told so, though somebody is there.
    `silent_minutes`: open minutes a customer waits for the person who has them. `mail`: e-mail can be sent.
    """

    hours: OpeningHours
    minutes_each: int
    first_answer_minutes: int
    resolve_days: int
    update_hours: int = 16
    unclaimed_minutes: int = 15
    silent_minutes: int = 10
    mail: bool = False
    company: str = "Example Shop"

    @property
    def target(self) -> Target:
        """How much time the least grave case has."""
        return Target(self.first_answer_minutes, self.update_hours, self.resolve_days)


def people_there(session: Session, *, now: datetime) -> int:
    """Count the agents whose desk was open within the last minute and who do not say that they are away."""
    seen = (Agent.last_seen_at >= now - PRESENT_FOR, Agent.presence != Presence.AWAY)
    return session.scalar(select(func.count(Agent.id)).where(*seen, Agent.disabled.is_(False))) or 0


def wait_of(session: Session, case: Case, *, levels: ServiceLevels, now: datetime) -> Wait:
    """Work out how long the case waits, from the line before it and who is at the desk.

    A time that was promised stands for as long as it is ahead: asking again does not put it off (METHOD M9).
    """
    query = select(func.count(Case.id)).where(Case.state.in_(WAITING), Case.id != case.id)
    if case.waiting_since is not None:
        query = query.where(Case.waiting_since < case.waiting_since)
    wait = promise_wait(
        ahead=session.scalar(query) or 0,
        people_there=people_there(session, now=now),
        hours=levels.hours,
        now=now,
        minutes_each=levels.minutes_each,
        first_answer_minutes=levels.first_answer_minutes,
    )
    promised = case.promised_by if case.state in WAITING else None
    if wait.somebody_is_there or promised is None or promised <= now:
        return wait
    return replace(wait, promised_by=promised)


def hand_off(
    session: Session, case: Case, reason: Reason, *, actor: str = "bot", levels: ServiceLevels, now: datetime
) -> Wait:
    """Queue a case for a person and promise when they will be there (METHOD M4, M9).

    A case that waits already, or that a person has, stays where it is: a second handoff is never made, only a
    graver reason is kept. A settled case is reopened first. The wait begins with the customer's first handoff.
    """
    if case.state in states_before(Move.REOPEN):
        reopen(session, case, now=now)
    graver = severity_of(reason) > case.severity
    case.severity = max(case.severity, int(severity_of(reason)))
    if case.state is not State.BOT:
        if graver:
            case.escalation_reason = reason
            set_deadlines(case, levels=levels)
            write_audit(session, case, "graver", actor=actor, now=now, reason=reason.value)
        return wait_of(session, case, levels=levels, now=now)
    case.escalation_reason = reason
    case.escalated_at = case.escalated_at or now
    case.waiting_since = now
    case.assignee_id = None
    set_deadlines(case, levels=levels)
    _move(session, case, Move.HAND_OFF, actor=actor, now=now, reason=reason.value)
    wait = wait_of(session, case, levels=levels, now=now)
    _promise(case, wait, levels=levels, now=now)
    if not wait.somebody_is_there:
        _move(session, case, Move.PROMISE, actor="system", now=now, promised_by=wait.promised_by.isoformat())
    return wait


def set_deadlines(case: Case, *, levels: ServiceLevels) -> None:
    """Set a waiting case's deadlines by its severity; one that stands is only ever brought forward (METHOD M9)."""
    severity, hours, target = Severity(case.severity), levels.hours, levels.target
    end = resolve_by(case.received_at, severity=severity, target=target, hours=hours)
    case.resolve_by = sooner(case.resolve_by, end)
    if case.waiting_since is None or answered_since(case, case.waiting_since):
        return
    first = first_answer_due(case.waiting_since, severity=severity, target=target, hours=hours)
    case.first_answer_due = sooner(case.first_answer_due, first)


def answered_since(case: Case, moment: datetime) -> bool:
    """Say whether a person has written to the customer since `moment`."""
    return case.last_human_answer_at is not None and case.last_human_answer_at >= moment


def note_human_answer(case: Case, *, now: datetime) -> None:
    """Record that a person wrote to the customer: the first answer is given, the next update starts anew."""
    case.first_human_answer_at = case.first_human_answer_at or now
    case.last_human_answer_at = now
    case.first_answer_due = None
    case.next_update_due = None


def update_due(case: Case, *, levels: ServiceLevels) -> datetime | None:
    """Return when the customer must hear from us again, or None where nothing is owed to them."""
    if case.next_update_due is not None or case.state is not State.AGENT:
        return case.next_update_due
    told_at = case.last_human_answer_at or case.assigned_at
    if told_at is None:
        return None
    return next_update_due(
        told_at, severity=Severity(case.severity), target=levels.target, hours=levels.hours
    )


def claim(session: Session, case: Case, agent: Agent, *, now: datetime) -> None:
    """Give a waiting case to `agent`; from now on only a person speaks. Claiming one's own again does nothing.

    Raises AlreadyClaimed where somebody else was first or nobody waits.
    """
    if case.state is State.AGENT and case.assignee_id == agent.id:
        return
    if case.state not in WAITING:
        raise AlreadyClaimed(case)
    case.assignee_id = agent.id
    case.assigned_at = now
    case.acknowledged_at = case.acknowledged_at or now
    _move(session, case, Move.CLAIM, actor=actor_of(agent), now=now)


def release(session: Session, case: Case, agent: Agent | None, *, now: datetime) -> None:
    """Put a case back into the line; the customer keeps the place their whole wait earns.

    `agent` is None where nobody let go of it and the watchdog takes it back. Raises NotYours.
    """
    if agent is not None:
        require_assignee(case, agent)
    case.assignee_id = None
    case.waiting_since = case.waiting_since or now
    _move(session, case, Move.RELEASE, actor=actor_of(agent) if agent else "system", now=now)


def hand_back(session: Session, case: Case, agent: Agent, *, now: datetime) -> None:
    """Give the conversation back to the bot. Raises NotYours."""
    require_assignee(case, agent)
    case.assignee_id = None
    _owe_nothing(case)
    _move(session, case, Move.HAND_BACK, actor=actor_of(agent), now=now)


def resolve(
    session: Session, case: Case, agent: Agent | None, *, outcome: str, told: str, now: datetime
) -> None:
    """Decide how the case ends: by `agent`, or by the bot where it is None.

    `told` is what the customer is told, `outcome` what the company did. Raises NotYours, NotTold where either is
    empty, and StillOpen where it isn't said what became of something they demanded, refused or asked: nothing ends
    with the case by itself, whoever resolves it. The case is `told` once the customer's window has shown it (`tell`).
    """
    if agent is not None:
        require_assignee(case, agent)
    if not outcome.strip() or not told.strip():
        raise NotTold(case)
    if still_open := open_requests(session, case.conversation_id):
        raise StillOpen(case, still_open)
    case.outcome = outcome.strip()
    case.told_text = told.strip()
    case.resolved_at = now
    case.resolved_by = Speaker.AGENT if agent else Speaker.BOT
    _owe_nothing(case)
    _move(session, case, Move.RESOLVE, actor=actor_of(agent) if agent else "bot", now=now)


def mark_informed(session: Session, case: Case, *, now: datetime, by: str = "window") -> None:
    """Record that the customer was told how the case was resolved (METHOD M10).

    `by`: their `window` has shown it, or the `mail` server has taken it.
    """
    case.told_at = now
    _move(session, case, Move.TELL, actor="system", now=now, by=by)


def close(session: Session, case: Case, *, now: datetime, accepted: bool | None) -> None:
    """Close a case whose customer was told. `accepted` is None where they said nothing."""
    case.accepted = accepted
    case.closed_at = now
    case.keep_until = now + KEPT_FOR
    _move(session, case, Move.CLOSE, actor="system" if accepted is None else "customer", now=now)


def reopen(session: Session, case: Case, *, now: datetime) -> None:
    """Take up a settled case again: the customer has more to say."""
    case.reopened += 1
    case.accepted = None
    case.closed_at = None
    case.keep_until = None
    case.told_message_id = None
    case.assignee_id = None
    _move(session, case, Move.REOPEN, actor="customer", now=now)


def move_waiting(session: Session, case: Case, *, now: datetime) -> bool:
    """Bring a promised follow-up into the queue when somebody is at the desk; return whether it moved."""
    there = people_there(session, now=now) > 0
    if there and case.state is State.FOLLOW_UP:
        _move(session, case, Move.OPEN_DESK, actor="system", now=now)
        return True
    return False


def promise_again(session: Session, case: Case, *, levels: ServiceLevels, now: datetime) -> datetime:
    """Record that a promise was broken, a new failure of ours, and return the new promised time (METHOD M9, R2)."""
    case.conversation.failures += 1
    broken = case.promised_by
    severity = Severity(case.severity)
    case.promised_by = first_answer_due(now, severity=severity, target=levels.target, hours=levels.hours)
    case.next_update_due = case.promised_by
    write_audit(
        session,
        case,
        "promise_broken",
        actor="system",
        now=now,
        promised_by=broken.isoformat() if broken else "",
        promised_again=case.promised_by.isoformat(),
    )
    return case.promised_by


def actor_of(agent: Agent) -> str:
    """Return the audit trail's name for an agent."""
    return f"agent:{agent.id}"


def require_assignee(case: Case, agent: Agent) -> None:
    """Raise NotYours where the conversation is not with `agent`."""
    if case.state is not State.AGENT or case.assignee_id != agent.id:
        raise NotYours(case)


def is_danger(case: Case) -> bool:
    """Say whether somebody may be in danger."""
    return case.severity >= Severity.DANGER


def _promise(case: Case, wait: Wait, *, levels: ServiceLevels, now: datetime) -> None:
    """Set the promised time, and when the customer hears from us again: with somebody there, after waiting long."""
    case.promised_by = wait.promised_by
    unclaimed = levels.hours.after(now, levels.unclaimed_minutes)
    case.next_update_due = max(wait.promised_by, unclaimed) if wait.somebody_is_there else wait.promised_by


def _owe_nothing(case: Case) -> None:
    """Clear the deadlines of a case that no longer waits for a person."""
    case.waiting_since = None
    case.promised_by = None
    case.first_answer_due = None
    case.next_update_due = None


def _move(session: Session, case: Case, move: Move, *, actor: str, now: datetime, **detail: str) -> None:
    before = case.state
    case.state = after(case.state, move)
    write_audit(session, case, move.value, actor=actor, now=now, before=before.value, **detail)
    session.flush()
