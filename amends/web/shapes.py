"""What a customer's window is given: messages and status as JSON values, and nothing that is not theirs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from amends.cases.state import SETTLED, WAITING, State
from amends.casework.handoff import ServiceLevels, wait_of
from amends.casework.record import find_case
from amends.store.tables import Message, Speaker

Json = dict[str, Any]


def message_shape(message: Message) -> Json:
    """Return one message as a window shows it."""
    own = message.speaker is Speaker.CUSTOMER
    return {
        "id": message.id,
        "from": message.speaker.value,
        "name": message.agent.name if message.agent else None,
        "text": message.text,
        "at": iso(message.sent_at),
        "client_id": message.client_id if own else None,
        "state": ("answered" if message.answered_at else "stored") if own else None,
        "buttons": [{"id": button.id, "title": button.title} for button in message.buttons],
        "pressed": any(button.pressed_message_id is not None for button in message.buttons),
    }


def status_of(session: Session, conversation_id: str, *, levels: ServiceLevels, now: datetime) -> Json:
    """Return who speaks, where the case stands, and how long the customer waits."""
    status: Json = {
        "speaker": {"kind": "bot", "name": None},
        "phase": State.BOT.value,
        "case": None,
        "ahead": None,
        "wait_minutes": None,
        "promised_by": None,
    }
    case = find_case(session, conversation_id)
    if case is None:
        return status
    status["case"] = case.reference
    if case.state is State.AGENT and case.assignee is not None:
        status["phase"] = "person"
        status["speaker"] = {"kind": "person", "name": case.assignee.name}
    elif case.state in WAITING:
        wait = wait_of(session, case, levels=levels, now=now)
        kept = case.promised_by if case.promised_by and case.promised_by > now else wait.promised_by
        status["phase"] = "queued" if wait.somebody_is_there else "follow_up"
        status["ahead"] = wait.ahead
        status["wait_minutes"] = wait.minutes
        status["promised_by"] = iso(wait.promised_by if wait.somebody_is_there else kept)
    elif case.state in SETTLED:
        status["phase"] = "closed" if case.state is State.CLOSED else "resolved"
    return status


def iso(moment: datetime) -> str:
    """Write a moment as ISO 8601 in UTC."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
