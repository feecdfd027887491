"""A person at the desk takes a conversation, answers, gives it back or resolves it; the customer is told each time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from amends.cases.errors import Invalid
from amends.cases.state import State
from amends.casework.handoff import ServiceLevels, claim, hand_back, release, resolve, wait_of
from amends.casework.record import get_case
from amends.messages.transcript import Choice
from amends.sending.send import Outgoing, send_as_agent, send_as_system
from amends.sending.words import say, say_wait
from amends.store.tables import Agent, Case, Message, Speaker


def take_over(session: Session, conversation_id: str, agent: Agent, *, now: datetime) -> Case:
    """Claim the conversation; the customer is told who is here now. Raises AlreadyClaimed, NoSuchCase."""
    case = get_case(session, conversation_id)
    mine_before = case.state is State.AGENT and case.assignee_id == agent.id
    claim(session, case, agent, now=now)
    if not mine_before:
        _announce(session, case, "joined", agent, now=now)
    return case


def reply_to_customer(
    session: Session, conversation_id: str, agent: Agent, text: str, *, client_id: str, now: datetime
) -> Message:
    """Send what the agent wrote through the gate. Raises NotYours, Stopped; Invalid where it is empty."""
    if not text.strip():
        raise Invalid("text_empty")
    return send_as_agent(
        session, conversation_id, Outgoing(text.strip(), f"agent:{client_id}"), agent=agent, now=now
    )


def put_back(
    session: Session, conversation_id: str, agent: Agent, *, levels: ServiceLevels, now: datetime
) -> Case:
    """Release the conversation into the line; the customer keeps their place. Raises NotYours, NoSuchCase."""
    case = get_case(session, conversation_id)
    release(session, case, agent, now=now)
    _announce(session, case, "released", agent, now=now)
    wait = wait_of(session, case, levels=levels, now=now)
    case.promised_by = wait.promised_by
    words = say_wait(case.reference, wait, hours=levels.hours, now=now)
    _send(session, case, words, kind="wait", now=now)
    return case


def return_to_bot(session: Session, conversation_id: str, agent: Agent, *, now: datetime) -> Case:
    """Give the conversation back to the bot; the customer is told. Raises NotYours, NoSuchCase."""
    case = get_case(session, conversation_id)
    hand_back(session, case, agent, now=now)
    _announce(session, case, "handed_back", agent, now=now)
    return case


def settle_case(
    session: Session,
    conversation_id: str,
    agent: Agent,
    *,
    outcome: str,
    told: str,
    client_id: str,
    now: datetime,
) -> Case:
    """Resolve the case: the customer is told `told` through the gate, and asked whether it is settled.

    Raises NotYours, NotTold, Stopped (the gate reads what the customer is told), NoSuchCase.
    """
    case = get_case(session, conversation_id)
    if case.state in (State.RESOLVED, State.TOLD) and case.told_text == told.strip():
        return case
    if outcome.strip() and told.strip():
        outgoing = Outgoing(told.strip(), f"agent:{client_id}")
        message = send_as_agent(session, conversation_id, outgoing, agent=agent, now=now)
        case.told_message_id = message.id
    resolve(session, case, agent, outcome=outcome, told=told, now=now)
    yes_or_no = (Choice("Yes", "/affirm"), Choice("No", "/deny"))
    _send(session, case, say("told_question"), kind="settled?", now=now, choices=yes_or_no)
    return case


def _announce(session: Session, case: Case, event: str, agent: Agent, *, now: datetime) -> None:
    _send(session, case, say(event, name=agent.name), kind=event, now=now)


def _send(
    session: Session, case: Case, text: str, *, kind: str, now: datetime, choices: tuple[Choice, ...] = ()
) -> None:
    outgoing = Outgoing(text, f"{kind}:{case.id}:{now.isoformat()}", choices)
    send_as_system(session, case.conversation_id, outgoing, speaker=Speaker.SYSTEM, now=now)
