"""A person at the desk takes a conversation, answers, gives it back or resolves it; the customer is told each time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from amends.cases.errors import Invalid
from amends.cases.state import State
from amends.casework.customer_requests import open_requests
from amends.casework.handoff import (
    ServiceLevels,
    claim,
    hand_back,
    release,
    require_assignee,
    resolve,
    wait_of,
)
from amends.casework.record import lock_known_case
from amends.desk.request_ends import NOTHING_ENDED, RequestEnd, end_all, told_with_ends
from amends.languages.language import Language
from amends.languages.line import Line
from amends.languages.loading import Languages
from amends.messages.transcript import Choice
from amends.sending.send import Outgoing, send_as_agent, send_on_case
from amends.sending.words import wait_line
from amends.store.tables import Agent, Case, Conversation, Message, Speaker


def take_over(
    session: Session, conversation_id: str, agent: Agent, *, languages: Languages, now: datetime
) -> Case:
    """Claim the conversation; the customer is told who is here now. Raises AlreadyClaimed, NoSuchCase."""
    case = lock_known_case(session, conversation_id)
    mine_before = case.state is State.AGENT and case.assignee_id == agent.id
    claim(session, case, agent, now=now)
    if not mine_before:
        _announce(session, case, "joined", agent, languages=languages, now=now)
    return case


def reply_to_customer(
    session: Session,
    conversation_id: str,
    agent: Agent,
    text: str,
    *,
    client_id: str,
    languages: Languages,
    now: datetime,
) -> Message:
    """Send what the agent wrote through the gate. Raises NotYours, Stopped; Invalid where it is empty."""
    if not text.strip():
        raise Invalid("text_empty")
    language = language_of(session, conversation_id, languages)
    outgoing = Outgoing(text.strip(), f"agent:{client_id}", language)
    return send_as_agent(session, conversation_id, outgoing, agent=agent, now=now)


def put_back(
    session: Session,
    conversation_id: str,
    agent: Agent,
    *,
    levels: ServiceLevels,
    languages: Languages,
    now: datetime,
) -> Case:
    """Release the conversation into the line; the customer keeps their place. Raises NotYours, NoSuchCase."""
    case = lock_known_case(session, conversation_id)
    release(session, case, agent, now=now)
    _announce(session, case, "released", agent, languages=languages, now=now)
    wait = wait_of(session, case, levels=levels, now=now)
    case.promised_by = wait.promised_by
    language = languages.of(case.conversation.language)
    line = wait_line(case.reference, wait, language=language, hours=levels.hours, now=now)
    _send(session, case, line, language, kind="wait", now=now)
    return case


def return_to_bot(
    session: Session, conversation_id: str, agent: Agent, *, languages: Languages, now: datetime
) -> Case:
    """Give the conversation back to the bot; the customer is told. Raises NotYours, NoSuchCase."""
    case = lock_known_case(session, conversation_id)
    hand_back(session, case, agent, now=now)
    _announce(session, case, "handed_back", agent, languages=languages, now=now)
    return case


def settle_case(
    session: Session,
    conversation_id: str,
    agent: Agent,
    *,
    outcome: str,
    told: str,
    client_id: str,
    languages: Languages,
    now: datetime,
    ends: Mapping[int, RequestEnd] = NOTHING_ENDED,
) -> Case:
    """Resolve the case: the customer is told `told` through the gate, and asked whether it is settled.

    `ends`: what became of each thing that they demanded and asked, by the number of the request; what is told names
    them. Raises NotYours, NotTold, EndNotSaid, Stopped (the gate reads all that the customer is told), NoSuchCase.
    """
    case = lock_known_case(session, conversation_id)
    if _was_told(session, case, told, client_id):
        return case
    require_assignee(case, agent)
    language = languages.of(case.conversation.language)
    if outcome.strip() and told.strip():
        told = told_with_ends(told, open_requests(session, conversation_id), ends, language)
        end_all(session, case, agent, ends, now=now)
        outgoing = Outgoing(told, f"agent:{client_id}", language)
        message = send_as_agent(session, conversation_id, outgoing, agent=agent, now=now)
        case.told_message_id = message.id
    resolve(session, case, agent, outcome=outcome, told=told, now=now)
    yes_or_no = (Choice(language.say("button_yes"), "/affirm"), Choice(language.say("button_no"), "/deny"))
    _send(session, case, Line("told_question"), language, kind="settled?", now=now, choices=yes_or_no)
    return case


def _was_told(session: Session, case: Case, told: str, client_id: str) -> bool:
    """Say whether the case is resolved with just this: the same form again, or the same words."""
    if case.state not in (State.RESOLVED, State.TOLD):
        return False
    message = session.get(Message, case.told_message_id) if case.told_message_id else None
    same_form = message is not None and message.client_id == f"agent:{client_id}"
    return same_form or case.told_text == told.strip()


def language_of(session: Session, conversation_id: str, languages: Languages) -> Language:
    """Return the language in which we write in a conversation."""
    return languages.of(session.get_one(Conversation, conversation_id).language)


def _announce(
    session: Session, case: Case, event: str, agent: Agent, *, languages: Languages, now: datetime
) -> None:
    language = languages.of(case.conversation.language)
    _send(session, case, Line(event, {"name": agent.name}), language, kind=event, now=now)


def _send(
    session: Session,
    case: Case,
    line: Line,
    language: Language,
    *,
    kind: str,
    now: datetime,
    choices: tuple[Choice, ...] = (),
) -> None:
    outgoing = Outgoing.of(language, line, f"{kind}:{case.id}:{now.isoformat()}", choices)
    send_on_case(session, case, outgoing, speaker=Speaker.SYSTEM, now=now)
