"""Everything a conversation's page shows, read at once: record, transcript, brief and audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.cases.state import SETTLED, WAITING, State
from amends.cases.urgency import heat_level
from amends.casework.customer_requests import requests_of
from amends.casework.handoff import is_danger
from amends.casework.record import find_case
from amends.desk.asked_for import ShownRequest, say_demands, show_requests, standing
from amends.desk.brief import Brief, answer_is_due, say_offer, write_brief
from amends.desk.causes import say_cause
from amends.desk.danger_review import danger_marks
from amends.desk.heat_chart import Chart, draw_heat
from amends.desk.history import CustomerHistory, read_customer_history
from amends.desk.letters import Wish, read_wish
from amends.desk.names import (
    DANGER_VERDICTS,
    REASONS,
    STATES,
    say_code,
    say_event,
    say_fact,
    say_language,
    say_wants,
)
from amends.desk.notes import WrittenNote, read_notes
from amends.desk.transcript import TranscriptLine, transcript_of
from amends.languages.language import Language
from amends.messages.transcript import messages_after
from amends.store.tables import Agent, Case, Correction, CustomerRequest
from amends.understanding.reading import Level


@dataclass(frozen=True, slots=True)
class Said:
    """An apology that was given (METHOD M3, R2)."""

    by: str
    text: str
    at: datetime
    gate_version: str


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer with the rule of policy behind it (METHOD R7)."""

    text: str
    rule: str
    policy_version: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the audit trail."""

    at: datetime
    actor: str
    event: str
    detail: str


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of the case. `heat`: intensity (0..1) at the start, at its peak, now."""

    topic: str
    want: str
    cause: str
    language: str
    remedy: str
    reason: str
    heat: tuple[float, float, float] | None
    facts: tuple[tuple[str, str], ...]
    received_at: datetime
    waiting_since: datetime | None
    promised_by: datetime | None
    update_due: datetime | None
    resolve_by: datetime
    outcome: str
    told: str
    told_at: datetime | None
    accepted: bool | None
    answer_is_due: bool
    apologies: tuple[Said, ...]
    offers: tuple[Offered, ...]
    audit: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A conversation's page. `owner` is who has it now; `topic`, `want`, `cause` are codes, to be set right."""

    conversation_id: str
    reference: str
    state: State
    who: str
    owner_id: int | None
    owner: str | None
    danger: bool
    level: Level
    brief: Brief
    record: Record
    lines: tuple[TranscriptLine, ...]
    chart: Chart | None
    history: CustomerHistory
    notes: tuple[WrittenNote, ...]
    wish: Wish
    topic: str
    want: str
    cause: str
    cause_note: str
    asked_for: tuple[ShownRequest, ...] = ()

    @property
    def state_words(self) -> str:
        """Where it stands, in words."""
        return STATES[self.state]

    @property
    def settled(self) -> bool:
        """Whether an outcome was decided."""
        return self.state in SETTLED

    @property
    def waiting(self) -> bool:
        """Whether somebody waits for a person."""
        return self.state in WAITING

    @property
    def still_open(self) -> tuple[ShownRequest, ...]:
        """What must have an end before the case has one."""
        return tuple(one for one in self.asked_for if one.open)

    @property
    def last_id(self) -> int:
        """The id of the newest message, 0 without one."""
        return self.lines[-1].id if self.lines else 0


def read_case_file(
    session: Session, conversation_id: str, *, language: Language, now: datetime, zone: ZoneInfo
) -> CaseFile | None:
    """Read a conversation's case file, or None where there is no such case."""
    case = find_case(session, conversation_id)
    if case is None:
        return None
    who = case.customer_name or case.customer_email or "Customer"
    owner = case.assignee if case.state is State.AGENT else None
    lines = _lines(session, case, who)
    requests = requests_of(session, conversation_id)
    handed = ((case.escalated_at, "handed over"), (case.assigned_at, "a person came"))
    return CaseFile(
        conversation_id=conversation_id,
        reference=case.reference,
        state=case.state,
        who=who,
        owner_id=owner.id if owner else None,
        owner=owner.name if owner else None,
        danger=is_danger(case),
        level=heat_level(case.heat_now),
        brief=write_brief(case, requests, language=language, now=now, zone=zone),
        record=_record(case, requests, _names(session, case), language),
        lines=lines,
        chart=draw_heat(lines, moments=handed),
        history=read_customer_history(session, case),
        notes=read_notes(session, case),
        wish=read_wish(session, case),
        topic=case.topic or "",
        want=case.wants[-1] if case.wants else "",
        cause=case.root_cause or "",
        cause_note=case.root_cause_note or "",
        asked_for=show_requests(requests),
    )


def _lines(session: Session, case: Case, who: str) -> tuple[TranscriptLine, ...]:
    apologised = frozenset(apology.message_id for apology in case.apologies)
    corrected = frozenset(
        message_id
        for message_id in session.scalars(select(Correction.message_id).where(Correction.case_id == case.id))
        if message_id is not None
    )
    messages = messages_after(session, case.conversation_id, 0)
    danger = danger_marks(session, case.conversation_id)
    return tuple(
        transcript_of(messages, customer=who, apologies=apologised, corrected=corrected, danger=danger)
    )


def _record(
    case: Case, requests: Sequence[CustomerRequest], names: dict[str, str], language: Language
) -> Record:
    return Record(
        topic=say_code(case.topic or ""),
        want=say_demands(standing(requests)) or say_wants(case.wants),
        cause=say_cause(case.root_cause, case.root_cause_note),
        language=say_language(case.conversation.language),
        remedy=case.remedy_asked or "",
        reason=REASONS.get(case.escalation_reason, "") if case.escalation_reason else "",
        heat=_heat(case),
        facts=tuple((say_fact(kind), str(value)) for kind, value in case.facts.items()),
        received_at=case.received_at,
        waiting_since=case.waiting_since,
        promised_by=case.promised_by,
        update_due=case.next_update_due,
        resolve_by=case.resolve_by,
        outcome=case.outcome or "",
        told=case.told_text or "",
        told_at=case.told_at,
        accepted=case.accepted,
        answer_is_due=answer_is_due(case),
        apologies=tuple(
            Said(_actor(said.said_by, names), said.text, said.said_at, said.gate_version)
            for said in case.apologies
        ),
        offers=tuple(
            Offered(say_offer(offer, language), offer.rule, offer.policy_version, offer.made_at)
            for offer in case.offers
        ),
        audit=tuple(
            Entry(entry.at, _actor(entry.actor, names), say_event(entry.event), _detail(entry.detail))
            for entry in case.audit
        ),
    )


def _names(session: Session, case: Case) -> dict[str, str]:
    actors = {entry.actor for entry in case.audit} | {apology.said_by for apology in case.apologies}
    ids = [int(actor.removeprefix("agent:")) for actor in actors if actor.startswith("agent:")]
    found = session.scalars(select(Agent).where(Agent.id.in_(ids)))
    return {f"agent:{agent.id}": agent.name for agent in found}


def _actor(actor: str, names: dict[str, str]) -> str:
    return names.get(actor) or {"bot": "Assistant", "system": "Front desk"}.get(actor, say_code(actor))


def _heat(case: Case) -> tuple[float, float, float] | None:
    if case.heat_start is None or case.heat_peak is None or case.heat_now is None:
        return None
    return case.heat_start, case.heat_peak, case.heat_now


_SHOWN = (
    "reason", "want", "text", "what", "verdict", "amount", "currency", "rule", "to", "aspect", "before", "after",
    "until",
)  # fmt: skip


_VERDICTS = {verdict.value: words for verdict, words in DANGER_VERDICTS.items()}


def _detail(detail: dict[str, Any]) -> str:
    return " · ".join(_VERDICTS.get(detail[key], str(detail[key])) for key in _SHOWN if detail.get(key))
