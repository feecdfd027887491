"""The letter of apology on the desk: whether one is wanted, the draft, and the one that was sent (METHOD M7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from amends.apology import Check
from amends.cases.state import State
from amends.casework.record import get_case, lock_known_case
from amends.desk.brief import say_number
from amends.desk.replying import fitting, warn_first
from amends.follow_through.letters import (
    draft_letter,
    find_letter,
    letter_id,
    send_letter,
    wants_call,
    wants_letter,
)
from amends.languages.loading import Languages
from amends.sending.send import Outgoing, read_for_person
from amends.store.tables import Agent, Case, Letter


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter that left."""

    by: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """Whether the customer waits for a letter, and the one that was sent for this failure.

    `call`: who would rather hear it has the number to call here, or that it has to be asked for.
    """

    wanted: bool
    posted: Posted | None
    call: str = ""

    @property
    def open(self) -> bool:
        """Whether a letter is wanted and none has left."""
        return self.wanted and self.posted is None


@dataclass(frozen=True, slots=True)
class LetterFile:
    """What the letter's page shows. `draft` is empty where the agent does not have the case; `email` where none goes.

    `told`: what the customer wrote, word for word, the oldest first.
    """

    who: str
    reference: str
    conversation_id: str
    wish: Wish
    mine: bool
    owner: str
    settled: bool
    draft: str
    email: str
    told: tuple[str, ...]
    remedy: str


def read_wish(session: Session, case: Case) -> Wish:
    """Read whether a letter is wanted, and the one that was sent."""
    letter = find_letter(session, case)
    call = say_number(case) if wants_call(case) else ""
    return Wish(wants_letter(case), _posted(letter) if letter else None, call)


def open_letter(
    session: Session,
    conversation_id: str,
    agent: Agent,
    *,
    languages: Languages,
    company: str,
    mail: bool,
    now: datetime,
) -> LetterFile:
    """Open the letter of a case, with a draft for whoever has it. Raises NoSuchCase."""
    case = get_case(session, conversation_id)
    wish = read_wish(session, case)
    has_it = case.state is State.AGENT and case.assignee is not None
    mine = has_it and case.assignee_id == agent.id
    language = languages.of(case.conversation.language)

    def read(text: str) -> Check:
        return read_for_person(session, case, agent, text, language, now=now, letter=True)

    return LetterFile(
        who=case.customer_name or case.customer_email or "Customer",
        reference=case.reference,
        conversation_id=conversation_id,
        wish=wish,
        mine=mine,
        owner=case.assignee.name if has_it and case.assignee else "",
        settled=case.outcome is not None and not has_it,
        draft=draft_letter(case, agent, language=language, company=company, read=read)
        if mine and not wish.posted
        else "",
        email=(case.customer_email or "") if mail else "",
        told=tuple(text for text in (case.concern, *case.story) if text and text.strip()),
        remedy=case.remedy_asked or "",
    )


def post_letter(
    session: Session,
    conversation_id: str,
    agent: Agent,
    *,
    text: str,
    insist: bool,
    longest: int,
    languages: Languages,
    mail: bool,
    now: datetime,
) -> Letter:
    """Send a letter in the agent's name: one for each failure, however often and from wherever it is sent.

    Raises Unsendable, NoApology, Stopped, NotYours, AlreadyWritten, NoSuchCase. `insist` as in `send_reply`.
    """
    case = lock_known_case(session, conversation_id)
    words = fitting(text, longest)
    outgoing = Outgoing(words, letter_id(case), languages.of(case.conversation.language), letter=True)
    warn_first(session, conversation_id, agent, outgoing, insist=insist, now=now)
    return send_letter(session, conversation_id, agent, words, languages=languages, mail=mail, now=now)


def _posted(letter: Letter) -> Posted:
    return Posted(letter.agent.name, letter.text, letter.sent_at)
