"""The one door: every message to a customer leaves through `send`, and there is no second way out.

It makes sure who may speak (R8), runs the apology gate (METHOD M2, M3), says sorry once (R2), stores and
records. Delivery follows from storing: windows are given what is on record.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.apology import Check, Sender, Verdict, bare_apology, check, may_send, without_apology
from amends.cases.state import bot_may_speak
from amends.casework.handoff import actor_of, note_human_answer, require_assignee
from amends.casework.record import open_case, write_audit
from amends.languages.language import Language
from amends.languages.line import Line
from amends.messages.transcript import Choice, add_buttons, said_since_the_customer
from amends.sending.backing import Unbacked, record_unbacked, unbacked_in, with_unbacked
from amends.sending.incidents import approved_sentences
from amends.store.locks import lock_case
from amends.store.tables import Agent, Apology, Case, Conversation, Message, Role, Speaker

log = structlog.get_logger(__name__)


class Stopped(Exception):
    """The gate does not let a person's message out; `check` says why and what to send instead."""

    def __init__(self, check: Check) -> None:
        super().__init__("; ".join(breach.reason for breach in check.breaches))
        self.check = check


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message on its way to a customer, in a `language`. `client_id` makes a repeat the same message.

    `letter`: a letter that was asked for stands on its own, and says sorry though it was said in the chat. `line`:
    what it is said with, where it is said in our own words; `before`: the lines before it in the same message.
    """

    text: str
    client_id: str
    language: Language
    choices: Sequence[Choice] = ()
    letter: bool = False
    line: Line | None = None
    before: Sequence[Line] = ()

    @classmethod
    def of(cls, language: Language, line: Line, client_id: str, choices: Sequence[Choice] = ()) -> Outgoing:
        """Return a sentence of the front desk on its way."""
        return cls(language.say(line.name, **line.slots), client_id, language, choices, line=line)


def send_as_system(
    session: Session,
    conversation_id: str,
    outgoing: Outgoing,
    *,
    speaker: Speaker,
    resolve_days: int,
    now: datetime,
) -> Message | None:
    """Send a message of the bot or the system; return it, or None where it must not or need not be said.

    The bot is silent while a person has the conversation. A message that the gate refuses is replaced by the
    bare apology. An apology that was said for this failure is left out; the rest of the message is said. Where that
    needs a case and there is none, one is opened, to be resolved within `resolve_days`.

    Raises Unbacked where the bot promises compensation that no offer on the case backs: the caller brings a person
    (METHOD R7). The system's own message is then replaced by the bare apology.
    """
    case = lock_case(session, conversation_id)

    def case_for_it() -> Case:
        return open_case(session, conversation_id, concern="", now=now, resolve_days=resolve_days)

    return _send(session, conversation_id, case, case_for_it, outgoing, speaker=speaker, now=now)


def send_on_case(
    session: Session, case: Case, outgoing: Outgoing, *, speaker: Speaker, now: datetime
) -> Message | None:
    """Send as `send_as_system` does, where there is a case: the caller has locked it."""
    return _send(session, case.conversation_id, case, lambda: case, outgoing, speaker=speaker, now=now)


def _send(
    session: Session,
    conversation_id: str,
    case: Case | None,
    case_for_it: Callable[[], Case],
    outgoing: Outgoing,
    *,
    speaker: Speaker,
    now: datetime,
) -> Message | None:
    if known := _already_sent(session, conversation_id, outgoing.client_id):
        return known
    if speaker is Speaker.BOT and case is not None and not bot_may_speak(case.state):
        write_audit(session, case, "bot_silenced", actor="bot", now=now)
        return None
    lang = _language(session, conversation_id)
    before = said_since_the_customer(session, conversation_id, speaker)
    text = outgoing.text
    approved = approved_sentences(session, now=now)
    verdict = check(text, lang=lang, before=before, responsibility=approved)
    if not may_send(verdict, Sender.BOT if speaker is Speaker.BOT else Sender.SYSTEM):
        case = case or case_for_it()
        _record_breach(session, case, speaker, verdict, text, now)
        text, outgoing = bare_apology(lang), replace(outgoing, line=None)
        verdict = check(text, lang=lang)
    if promises := unbacked_in(session, conversation_id, text, words=outgoing.language.promises):
        if speaker is Speaker.BOT:
            raise Unbacked(text, promises)
        case = case or case_for_it()
        record_unbacked(session, case, Unbacked(text, promises), actor=speaker.value, now=now)
        text, outgoing = bare_apology(lang), replace(outgoing, line=None)
        verdict = check(text, lang=lang)
    if verdict.has_apology:
        case = case or case_for_it()
        if _said_for_this(session, case, "bot"):
            text = without_apology(text, lang)
            if not text:
                return None
            verdict = check(text, lang=lang, before=before, responsibility=approved)
    message = _store(session, conversation_id, outgoing, text, speaker, None, verdict, now)
    if verdict.has_apology and case is not None:
        _record_apology(session, case, message, "bot", now)
    return message


def send_as_agent(
    session: Session, conversation_id: str, outgoing: Outgoing, *, agent: Agent, now: datetime
) -> Message:
    """Send what a person at the desk wrote.

    Raises NotYours where the conversation is not theirs, and Stopped where the gate refuses; what a lead may
    send in spite of a warning is recorded with the breach.
    """
    if known := _already_sent(session, conversation_id, outgoing.client_id):
        return known
    case = lock_case(session, conversation_id)
    if case is None:
        raise LookupError(conversation_id)
    require_assignee(case, agent)
    verdict = read_for_person(
        session, case, agent, outgoing.text, outgoing.language, now=now, letter=outgoing.letter
    )
    if not may_send(verdict, sender_of(agent)):
        raise Stopped(verdict)
    if verdict.verdict not in (Verdict.SINCERE, Verdict.NONE):
        _record_breach(session, case, Speaker.AGENT, verdict, outgoing.text, now)
    message = _store(session, conversation_id, outgoing, outgoing.text, Speaker.AGENT, agent, verdict, now)
    note_human_answer(case, now=now)
    if verdict.has_apology and not _said_for_this(session, case, actor_of(agent)):
        _record_apology(session, case, message, actor_of(agent), now)
    _answer_everything(session, conversation_id, now)
    return message


def sender_of(agent: Agent | None) -> Sender:
    """Return as whom the gate reads a person's words: a lead may send what it only warns about."""
    return Sender.LEAD if agent is not None and agent.role is Role.LEAD else Sender.AGENT


def read_for_person(
    session: Session,
    case: Case,
    agent: Agent,
    text: str,
    language: Language,
    *,
    now: datetime,
    letter: bool = False,
) -> Check:
    """Return what the gate says of a person's text as it would leave now; nothing is sent or recorded.

    Who takes a conversation over may apologise once for themselves, and once more for each new failure (R2), and once
    in a `letter`, which stands on its own. A sum, a percentage or a voucher's code that no offer backs is warned of
    like an excuse (R7).
    """
    before = said_since_the_customer(session, case.conversation_id, Speaker.AGENT)
    verdict = check(
        text,
        lang=_language(session, case.conversation_id),
        before=() if letter else before,
        said=() if letter else _said_for_this(session, case, actor_of(agent)),
        responsibility=approved_sentences(session, now=now),
    )
    words = language.promises
    places = unbacked_in(session, case.conversation_id, text, words=words, figures_only=True)
    return with_unbacked(verdict, text, places, language)


def _store(
    session: Session,
    conversation_id: str,
    outgoing: Outgoing,
    text: str,
    speaker: Speaker,
    agent: Agent | None,
    verdict: Check,
    now: datetime,
) -> Message:
    message = Message(
        conversation_id=conversation_id,
        speaker=speaker,
        agent_id=agent.id if agent else None,
        client_id=outgoing.client_id,
        text=text,
        sent_at=now,
        line=outgoing.line.name if outgoing.line else None,
        line_slots=dict(outgoing.line.slots) if outgoing.line else None,
        lines_before=[line.to_dict() for line in outgoing.before] or None,
        verdict=verdict.verdict.value,
        gate_version=verdict.version,
    )
    session.add(message)
    session.flush()
    add_buttons(session, message, outgoing.choices)
    return message


def _already_sent(session: Session, conversation_id: str, client_id: str) -> Message | None:
    query = select(Message).where(Message.conversation_id == conversation_id, Message.client_id == client_id)
    return session.scalars(query).one_or_none()


def _failure(session: Session, case: Case) -> int:
    conversation = session.get(Conversation, case.conversation_id)
    return conversation.failures if conversation else 1


def _said_for_this(session: Session, case: Case, said_by: str) -> list[str]:
    """The messages in which somebody has apologised for the failure that is being talked about."""
    query = select(Apology.text).where(
        Apology.case_id == case.id, Apology.failure == _failure(session, case), Apology.said_by == said_by
    )
    return list(session.scalars(query))


def _language(session: Session, conversation_id: str) -> str:
    conversation = session.get(Conversation, conversation_id)
    return conversation.language if conversation else "en"


def _record_apology(session: Session, case: Case, message: Message, said_by: str, now: datetime) -> None:
    session.add(
        Apology(
            case_id=case.id,
            message_id=message.id,
            failure=_failure(session, case),
            said_by=said_by,
            text=message.text,
            said_at=now,
            gate_version=message.gate_version or "",
        )
    )
    write_audit(session, case, "apology", actor=said_by, now=now, message_id=message.id)


def _record_breach(
    session: Session, case: Case, speaker: Speaker, verdict: Check, text: str, now: datetime
) -> None:
    # Where and by which rule, not the words: the audit trail outlives what is erased (docs/privacy.md).
    spans = [[breach.start, breach.end] for breach in verdict.breaches]
    write_audit(
        session,
        case,
        "gate_breach",
        actor=speaker.value,
        now=now,
        verdict=verdict.verdict.value,
        spans=spans,
        rules=sorted({breach.rule for breach in verdict.breaches}),
        length=len(text),
        gate=verdict.version,
    )
    log.error("gate_breach", speaker=speaker.value, verdict=verdict.verdict.value, case=case.reference)


def _answer_everything(session: Session, conversation_id: str, now: datetime) -> None:
    query = select(Message).where(
        Message.conversation_id == conversation_id,
        Message.speaker == Speaker.CUSTOMER,
        Message.answered_at.is_(None),
    )
    for message in session.scalars(query):
        message.answered_at = now
