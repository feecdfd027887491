"""A second pair of eyes: a person reads what may tell of danger, and says what it is (docs/operating.md)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.cases.errors import Conflict, NotFound
from amends.cases.escalation import REASON_OF_INTENT, severity_of
from amends.cases.state import State
from amends.casework.handoff import ServiceLevels, actor_of, hand_off
from amends.casework.record import find_case, open_case, write_audit
from amends.desk.assignment import claim_case
from amends.desk.danger_review_list import VERDICTS
from amends.store.tables import Agent, Case, DangerReview, DangerVerdict, Message


class NoSuchReview(NotFound):
    """There is no such message to read."""

    def __init__(self) -> None:
        super().__init__("danger_review_unknown")


class AlreadyRead(Conflict):
    """A colleague was first. `name`: who, None where their account is gone; `verdict`: what they said."""

    def __init__(self, look: DangerReview) -> None:
        name = look.looked_by.name if look.looked_by else None
        super().__init__("danger_already_reviewed", name=name, verdict=look.verdict)


def find_nobody_in_danger(session: Session, look_id: int, agent: Agent, *, now: datetime) -> str:
    """Note that nobody is in danger, and return the conversation; the same agent's second click does nothing.

    Raises NoSuchReview, and AlreadyRead where a colleague was first.
    """
    look = _find(session, look_id)
    if not _is_said(look, DangerVerdict.NOBODY, agent):
        _judge(session, look, DangerVerdict.NOBODY, agent, now=now)
    return look.message.conversation_id


def read_again(session: Session, look_id: int, agent: Agent, *, now: datetime) -> str:
    """Take back that nobody is in danger, so that it waits to be read again; return the conversation.

    Raises NoSuchReview, and AlreadyRead where it was danger: whoever took it over has it.
    """
    look = _find(session, look_id)
    if look.verdict is DangerVerdict.DANGER:
        raise AlreadyRead(look)
    if look.verdict is not None:
        look.verdict = look.looked_at = look.looked_by = None
        _write(session, look, "danger_look_undone", agent, now=now)
    return look.message.conversation_id


def take_over_danger(
    session: Session, look_id: int, agent: Agent, *, levels: ServiceLevels, now: datetime
) -> str:
    """Hand the conversation over as the danger it tells of, and give it to `agent`; return the conversation.

    Where a colleague has it, it stays with them, graver. The customer is told who is here. Raises NoSuchReview, and
    AlreadyRead where a colleague was first.
    """
    look = _find(session, look_id)
    conversation_id = look.message.conversation_id
    if _is_said(look, DangerVerdict.DANGER, agent):
        return conversation_id
    case = open_case(
        session, conversation_id, concern=look.message.text, now=now, resolve_days=levels.resolve_days
    )
    reason = REASON_OF_INTENT[look.kind]
    _judge(session, look, DangerVerdict.DANGER, agent, now=now)
    hand_off(session, case, reason, actor=actor_of(agent), levels=levels, now=now)
    if severity_of(reason) >= case.severity:
        case.escalation_reason = reason
    if case.state is not State.AGENT:
        claim_case(session, conversation_id, agent, now=now)
    return conversation_id


def reviewed(session: Session) -> Iterator[dict[str, Any]]:
    """Yield what people found in noticed messages as reviewed examples, oldest first (amends.desk.corrections)."""
    query = (
        select(DangerReview, Message.text, Case.id)
        .join(Message, Message.id == DangerReview.message_id)
        .outerjoin(Case, Case.conversation_id == Message.conversation_id)
        .where(DangerReview.verdict.is_not(None))
        .order_by(DangerReview.id)
    )
    for look, text, case_id in session.execute(query).tuples():
        if look.verdict is not None and look.looked_at is not None:
            yield {
                "text": text, "aspect": "danger", "read_as": look.kind, "is": look.verdict.value,
                "case": case_id, "message": look.message_id, "made_at": look.looked_at.isoformat(),
            }  # fmt: skip


def _find(session: Session, look_id: int) -> DangerReview:
    """Return a look, locked against a colleague who reads the same. Raises NoSuchReview."""
    look = session.get(DangerReview, look_id, with_for_update=True)
    if look is None:
        raise NoSuchReview
    return look


def _is_said(look: DangerReview, verdict: DangerVerdict, agent: Agent) -> bool:
    """Whether the agent has said this already. Raises AlreadyRead where something else was said, or by a colleague."""
    if look.verdict is None:
        return False
    if look.verdict is not verdict or look.looked_by_id != agent.id:
        raise AlreadyRead(look)
    return True


def _judge(
    session: Session, look: DangerReview, verdict: DangerVerdict, agent: Agent, *, now: datetime
) -> None:
    look.verdict, look.looked_at, look.looked_by = verdict, now, agent
    session.flush()
    _write(session, look, "danger_looked", agent, now=now, verdict=VERDICTS[verdict])


def _write(
    session: Session, look: DangerReview, event: str, agent: Agent, *, now: datetime, **detail: str
) -> None:
    case = find_case(session, look.message.conversation_id)
    if case is not None:
        write_audit(
            session, case, event, actor=actor_of(agent), now=now,
            message=look.message_id, kind=look.kind, **detail,
        )  # fmt: skip
