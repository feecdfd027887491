"""A personal apology in writing, by a person and under their name (METHOD M7)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.apology import Sender, bare_apology, check, may_send
from amends.cases.handoff import actor_of
from amends.cases.record import find_case, write_audit
from amends.conversation.door import Outgoing, send_by_person
from amends.follow_through.letter_texts import letter_text
from amends.mail.outbox import put
from amends.mail.writing import write_letter
from amends.store.tables import Agent, Case, Letter, Role

LONGEST_QUOTE = 300
PARAGRAPH = "\n\n"


class NoApology(Exception):
    """A letter of apology that does not apologise; the message says what to write."""

    def __init__(self) -> None:
        super().__init__(
            f"This letter does not say sorry. Write “{bare_apology()}” as a sentence of its own."
        )


def draft_letter(case: Case, agent: Agent, *, company: str) -> str:
    """Return a letter for the agent to make their own: from the record alone, always the same, and fit to be sent.

    What the customer wrote stands in it word for word where the gate can read it beside an apology; where it
    cannot, the letter goes without.
    """
    quoted = _quote(case.concern)
    words = letter_text("you_wrote", quote=quoted) if quoted else None
    drafts = (_compose(case, agent, company, words), _compose(case, agent, company, None))
    plain = _compose(case, agent, company, None, named=False)
    return next((draft for draft in drafts if _is_fit(draft)), plain)


def send_letter(
    session: Session,
    conversation_id: str,
    agent: Agent,
    text: str,
    *,
    form_id: str,
    mail: bool,
    now: datetime,
) -> Letter:
    """Send a person's letter: in the chat at once, and by e-mail where they gave an address and `mail` is on.

    The same `form_id` again is the same letter. Raises NotYours, Stopped (the gate), NoApology, Unsendable;
    LookupError for a conversation without a case.
    """
    case = find_case(session, conversation_id)
    if case is None:
        raise LookupError(conversation_id)
    words = text.strip()
    if not check(words).has_apology:
        raise NoApology
    message = send_by_person(
        session, conversation_id, Outgoing(words, f"letter:{form_id}"), agent=agent, now=now
    )
    known = session.scalars(select(Letter).where(Letter.message_id == message.id)).one_or_none()
    if known is not None:
        return known
    letter = Letter(
        case_id=case.id,
        agent_id=agent.id,
        message_id=message.id,
        text=message.text,
        sent_at=now,
        gate_version=message.gate_version or "",
    )
    session.add(letter)
    session.flush()
    write_audit(session, case, "letter", actor=actor_of(agent), now=now, letter=letter.id)
    if mail and case.customer_email:
        sender = Sender.LEAD if agent.role is Role.LEAD else Sender.AGENT
        draft = write_letter(case.reference, agent.name, message.text, sender=sender)
        put(session, case, draft, to=case.customer_email, key=f"letter:{case.id}:{message.id}", now=now)
    return letter


def _is_fit(draft: str) -> bool:
    verdict = check(draft)
    return verdict.has_apology and may_send(verdict, Sender.AGENT)


def _compose(case: Case, agent: Agent, company: str, quote: str | None, *, named: bool = True) -> str:
    greeting = letter_text("dear", name=case.customer_name) if named and case.customer_name else None
    outcome = letter_text("settled", outcome=case.told_text) if case.told_text else None
    parts = (
        greeting or letter_text("hello"),
        quote,
        bare_apology(),
        letter_text("ownership", reference=case.reference),
        outcome if named else None,
        letter_text("answer_me"),
        letter_text("signature", name=agent.name, company=company),
    )
    return PARAGRAPH.join(part.strip() for part in parts if part)


def _quote(concern: str) -> str:
    words = " ".join(concern.replace("“", "").replace("”", "").replace('"', "").split())
    return words if len(words) <= LONGEST_QUOTE else f"{words[: LONGEST_QUOTE - 1].rstrip()}…"
