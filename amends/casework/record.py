"""The case record: opened early and once, then filled as the customer speaks (METHOD M13, M14, M21)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.cases.errors import NotFound
from amends.cases.escalation import Severity
from amends.store.locks import lock_case, lock_conversation
from amends.store.tables import AuditEntry, Case, Want
from amends.understanding.reading import Reading

SURE_ENOUGH = 0.6
"""Of a topic (0..1), to replace one that is known."""
WISHES = frozenset({"want_compensation", "want_apology", "want_vent"})


class NoSuchCase(NotFound):
    """No case is known for this conversation."""

    def __init__(self) -> None:
        super().__init__("case_unknown")


def find_case(session: Session, conversation_id: str) -> Case | None:
    """Return the conversation's case for reading, or None. Whoever changes it takes `lock_case`."""
    return session.scalars(select(Case).where(Case.conversation_id == conversation_id)).one_or_none()


def get_case(session: Session, conversation_id: str) -> Case:
    """Return the conversation's case for reading. Raises NoSuchCase."""
    case = find_case(session, conversation_id)
    if case is None:
        raise NoSuchCase
    return case


def lock_known_case(session: Session, conversation_id: str) -> Case:
    """Return the conversation's case to change it, as `lock_case` does. Raises NoSuchCase."""
    case = lock_case(session, conversation_id)
    if case is None:
        raise NoSuchCase
    return case


def open_case(
    session: Session,
    conversation_id: str,
    *,
    concern: str,
    now: datetime,
    resolve_days: int,
) -> Case:
    """Return the conversation's case, opening it if there is none: a retry or a reload makes no second one.

    `concern` is what the customer wrote, word for word; it is kept from the first message that opened the case.
    The case must be resolved `resolve_days` days from `now`: the operator sets how many (METHOD M9). Raises
    UnknownConversation.
    """
    lock_conversation(session, conversation_id)
    case = lock_case(session, conversation_id)
    if case is not None:
        case.concern = case.concern or concern
        return case
    case = Case(
        conversation_id=conversation_id,
        received_at=now,
        concern=concern,
        severity=Severity.LOW,
        resolve_by=now + timedelta(days=resolve_days),
        next_update_due=None,
        wants=[],
        story=[],
        facts={},
    )
    session.add(case)
    session.flush()
    write_audit(session, case, "opened", actor="bot", now=now)
    return case


def write_audit(
    session: Session, case: Case, event: str, *, actor: str, now: datetime, **detail: Any
) -> None:
    """Append one line to the case's audit trail. `actor`: bot, system, customer or agent:ID."""
    session.add(AuditEntry(case_id=case.id, at=now, actor=actor, event=event, detail=detail))


def has_happened(session: Session, case: Case, event: str) -> bool:
    """Say whether the case's audit trail has such an event."""
    query = select(AuditEntry.id).where(AuditEntry.case_id == case.id, AuditEntry.event == event).limit(1)
    return session.scalar(query) is not None


def note_story(case: Case, text: str) -> None:
    """Add what the customer told, in their words; the same words twice are kept once."""
    if text and text != case.concern and text not in case.story:
        case.story = [*case.story, text]


def note_want(session: Session, case: Case, want: Want, *, now: datetime) -> None:
    """Record what the customer wants; several are kept, the newest last (METHOD M11)."""
    if case.wants and case.wants[-1] == want.value:
        return
    case.wants = [*(known for known in case.wants if known != want.value), want.value]
    write_audit(session, case, "want", actor="customer", now=now, want=want.value)


def note_remedy(session: Session, case: Case, words: str, *, now: datetime) -> None:
    """Record the solution that the customer thinks fair, in their own words (METHOD M14)."""
    case.remedy_asked = words
    write_audit(session, case, "remedy_asked", actor="customer", now=now)


def note_facts(case: Case, facts: Mapping[str, str]) -> None:
    """Add facts the customer gave, by kind; a correction replaces the earlier value."""
    if facts:
        case.facts = {**case.facts, **facts}
        case.customer_email = facts.get("email", case.customer_email)
        case.customer_name = facts.get("name", case.customer_name)


def _tells_the_topic(case: Case, reading: Reading) -> bool:
    if reading.intent == "complaint":
        return case.topic is None or reading.topic_confidence >= SURE_ENOUGH
    return case.topic is None and reading.intent in WISHES and reading.topic_confidence >= SURE_ENOUGH


def note_reading(case: Case, reading: Reading) -> None:
    """Keep how the customer felt: where it started, its peak, where it is now; topic and facts.

    A topic once known gives way only to a confident one of a complaint, and one that a person set right to none; a case
    without one takes it also from a surely read wish. Facts are replaced by newer ones of their kind.
    """
    heat = reading.emotion.intensity
    case.heat_start = heat if case.heat_start is None else case.heat_start
    case.heat_peak = max(heat, case.heat_peak or 0.0)
    case.heat_now = heat
    case.emotion_now = reading.emotion.label
    if reading.topic and "topic" not in case.corrected and _tells_the_topic(case, reading):
        case.topic = reading.topic
    note_facts(case, reading.facts_by_kind())
