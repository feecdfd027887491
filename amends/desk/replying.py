"""Sending an agent's texts: a form that is sent again sends once, and a lead sees the gate's warning first."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.apology import Check, Sender, may_send
from amends.cases.errors import Invalid
from amends.casework.customer_requests import open_requests
from amends.casework.handoff import actor_of, require_assignee
from amends.casework.record import get_case, write_audit
from amends.desk.causes import NOTE_LENGTH, read_cause
from amends.desk.corrections import correct_cause
from amends.desk.handling import language_of, reply_to_customer, settle_case
from amends.desk.request_ends import NOTHING_ENDED, RequestEnd, told_with_ends
from amends.desk.saved import note_use, unfilled
from amends.languages.loading import Languages
from amends.sending.send import Outgoing, Stopped, read_for_person
from amends.store.locks import lock_case
from amends.store.tables import Agent, Case, Message, Role


class Unsendable(Invalid):
    """A text that cannot be sent as it is: empty, too long, or with a variable that nobody filled in."""


def send_reply(
    session: Session,
    conversation_id: str,
    agent: Agent,
    text: str,
    *,
    form_id: str,
    insist: bool,
    longest: int,
    languages: Languages,
    now: datetime,
    saved: int | None = None,
    wait: bool = False,
) -> Message:
    """Send a reply. The same text from the same form (`form_id`) is one message.

    `insist`: a lead has seen what the gate says and sends it all the same, where they may. `saved`: the saved
    reply it was written with. `wait`: it is the customer's turn now. Raises Unsendable for a text that is
    empty, has more than `longest` characters or a variable that nobody filled in, Stopped, NotYours.
    """
    words = fitting(text, longest)
    key = sending_id(form_id, words)
    case = lock_case(session, conversation_id)
    outgoing = Outgoing(words, f"agent:{key}", language_of(session, conversation_id, languages))
    warn_first(session, conversation_id, agent, outgoing, insist=insist, now=now)
    heat = case.heat_now if case else None
    message = reply_to_customer(
        session, conversation_id, agent, words, client_id=key, languages=languages, now=now
    )
    if case is not None and saved is not None:
        note_use(session, saved, case, message, heat_before=heat, now=now)
    if case is not None and wait:
        write_audit(session, case, "send_and_wait", actor=actor_of(agent), now=now)
    return message


def send_outcome(
    session: Session,
    conversation_id: str,
    agent: Agent,
    *,
    outcome: str,
    told: str,
    form_id: str,
    insist: bool,
    longest: int,
    languages: Languages,
    now: datetime,
    cause: str = "",
    cause_note: str = "",
    ends: Mapping[int, RequestEnd] = NOTHING_ENDED,
) -> Case:
    """Resolve the case and tell the customer so (METHOD M10), with its root cause (M15).

    `ends`: what became of each thing that they demanded and asked, by the number of the request.

    Raises as `send_reply`, NotTold, EndNotSaid, and UnknownCause for a `cause` that is not on the list. A rewrite
    that Stopped holds is one of `told` alone: what stands in a sentence of `ends` is put right there.
    """
    chosen = read_cause(cause)
    done, words = (fitting(text, longest) if text.strip() else "" for text in (outcome, told))
    key = sending_id(form_id, words)
    lock_case(session, conversation_id)
    language = language_of(session, conversation_id, languages)
    named = told_with_ends(words, open_requests(session, conversation_id), ends, language)
    outgoing = Outgoing(named, f"agent:{key}", language)
    try:
        warn_first(session, conversation_id, agent, outgoing, insist=insist, now=now)
        case = settle_case(
            session, conversation_id, agent, outcome=done, told=words, client_id=key, languages=languages,
            now=now, ends=ends,
        )  # fmt: skip
    except Stopped as stopped:
        case = get_case(session, conversation_id)
        own = read_for_person(session, case, agent, words, language, now=now)
        raise Stopped(replace(stopped.check, rewrite=own.rewrite)) from stopped
    correct_cause(session, case, agent, cause=chosen, note=cause_note[:NOTE_LENGTH], now=now)
    return case


def advise(
    session: Session,
    conversation_id: str,
    agent: Agent,
    text: str,
    *,
    languages: Languages,
    now: datetime,
    letter: bool = False,
) -> Check:
    """Return what the gate says of a text that is being written (METHOD M22); nothing is sent or recorded.

    Raises NoSuchCase, and NotYours where the agent does not have the conversation.
    """
    case = get_case(session, conversation_id)
    require_assignee(case, agent)
    return read_for_person(
        session, case, agent, text, languages.of(case.conversation.language), now=now, letter=letter
    )


def sending_id(form_id: str, text: str) -> str:
    """Return the id under which a text is sent from a form: the same for the same text, another for another."""
    return f"desk:{hashlib.sha256(f'{form_id}:{text.strip()}'.encode()).hexdigest()[:48]}"


def new_form_id() -> str:
    """Return the id of a freshly shown form."""
    return uuid.uuid4().hex


def fitting(text: str, longest: int) -> str:
    """Return a text as it is sent. Raises Unsendable where it is empty, longer than `longest` or not filled in."""
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise Unsendable("text_empty")
    if len(words) > longest:
        raise Unsendable("text_too_long", length=len(words), longest=longest)
    missing = unfilled(words)
    if missing:
        raise Unsendable("variable_unfilled", variable=missing)
    return words


def warn_first(
    session: Session,
    conversation_id: str,
    agent: Agent,
    outgoing: Outgoing,
    *,
    insist: bool,
    now: datetime,
) -> None:
    """Show a lead what the gate says before it lets them through; what was sent already is not read again.

    Raises Stopped, NoSuchCase.
    """
    if agent.role is not Role.LEAD or insist:
        return
    known = select(Message.id).where(
        Message.conversation_id == conversation_id, Message.client_id == outgoing.client_id
    )
    if session.scalars(known).first() is not None:
        return
    case = get_case(session, conversation_id)
    verdict = read_for_person(
        session, case, agent, outgoing.text, outgoing.language, now=now, letter=outgoing.letter
    )
    if not may_send(verdict, Sender.AGENT):
        raise Stopped(verdict)
