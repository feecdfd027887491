"""A personal apology in writing, by a person and under their name (METHOD M7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.apology import Check, Sender, bare_apology, check, may_send
from amends.cases.errors import Conflict, Invalid
from amends.casework.handoff import actor_of
from amends.casework.record import write_audit
from amends.languages.language import Language
from amends.languages.loading import Languages
from amends.mail.keeping import put_mail
from amends.mail.writing import MailStopped, write_letter
from amends.sending.incidents import approved_sentences
from amends.sending.send import Outgoing, send_as_agent, sender_of
from amends.store.locks import lock_case
from amends.store.tables import Agent, Case, Letter, Message

LONGEST_QUOTE = 300
PARAGRAPH = "\n\n"
WAY, BY_PHONE = "apology_way", "phone"
"""The fact that says how they want to hear it, and the way that is no letter."""


class NoApology(Invalid):
    """A letter of apology that does not apologise. `apology`: the sentence to write."""

    def __init__(self) -> None:
        super().__init__("letter_without_apology", apology=bare_apology())


class AlreadyWritten(Conflict):
    """The letter for this failure has left, in other words. `name`: who sent it."""

    def __init__(self, letter: Letter) -> None:
        super().__init__("letter_already_sent", name=letter.agent.name)


def wants_letter(case: Case) -> bool:
    """Say whether the customer wants to read the apology from a person: they did not ask for a call."""
    return case.facts.get(WAY) not in (None, BY_PHONE)


def wants_call(case: Case) -> bool:
    """Say whether the customer wants to hear the apology from a person by phone."""
    return case.facts.get(WAY) == BY_PHONE


def find_letter(session: Session, case: Case) -> Letter | None:
    """Return the letter that was sent for the failure that is being talked about, or None."""
    query = (
        select(Letter)
        .join(Message, Message.id == Letter.message_id)
        .where(Message.conversation_id == case.conversation_id, Message.client_id == letter_id(case))
    )
    return session.scalars(query).one_or_none()


def letter_id(case: Case) -> str:
    """Return the id under which a letter leaves: one for each failure, whatever form and window it comes from."""
    return f"letter:{case.conversation.failures}"


def draft_letter(
    case: Case, agent: Agent, *, language: Language, company: str, read: Callable[[str], Check] = check
) -> str:
    """Return a letter for the agent to make their own: from the record alone, always the same, and fit to be sent.

    What the customer wrote stands in it word for word where the gate can read it beside an apology; where it
    cannot, the letter goes without. `read` is the gate as the letter will meet it.
    """
    quoted = _quote(case.concern)
    words = language.write_letter("you_wrote", quote=quoted) if quoted else None
    drafts = (_compose(case, agent, language, company, words), _compose(case, agent, language, company, None))
    plain = _compose(case, agent, language, company, None, named=False)
    return next((draft for draft in drafts if _is_fit(read(draft))), plain)


def send_letter(
    session: Session,
    conversation_id: str,
    agent: Agent,
    text: str,
    *,
    languages: Languages,
    mail: bool,
    now: datetime,
) -> Letter:
    """Send a person's letter: in the chat at once, and by e-mail where they gave an address and `mail` is on.

    The same words again are the same letter. Raises NotYours, Stopped (the gate), NoApology, AlreadyWritten where
    another letter has left for this failure; LookupError for a conversation without a case.
    """
    case = lock_case(session, conversation_id)
    if case is None:
        raise LookupError(conversation_id)
    words = text.strip()
    known = find_letter(session, case)
    if known is not None:
        if known.text != words:
            raise AlreadyWritten(known)
        return known
    language = languages.of(case.conversation.language)
    if not check(words, lang=case.conversation.language).has_apology:
        raise NoApology
    outgoing = Outgoing(words, letter_id(case), language, letter=True)
    message = send_as_agent(session, conversation_id, outgoing, agent=agent, now=now)
    letter = Letter(
        case_id=case.id, agent_id=agent.id, message_id=message.id, text=message.text, sent_at=now,
        gate_version=message.gate_version or "",
    )  # fmt: skip
    session.add(letter)
    session.flush()
    write_audit(session, case, "letter", actor=actor_of(agent), now=now, letter=letter.id)
    if mail and case.customer_email:
        _mail(session, case, agent, message, language=language, to=case.customer_email, now=now)
    return letter


def _mail(
    session: Session,
    case: Case,
    agent: Agent,
    message: Message,
    *,
    language: Language,
    to: str,
    now: datetime,
) -> None:
    """What stops the e-mail does not take back the letter, which is in the chat: it stands on the record."""
    sender = sender_of(agent)
    approved = approved_sentences(session, now=now)
    try:
        draft = write_letter(
            case.reference,
            agent.name,
            message.text,
            language=language,
            sender=sender,
            responsibility=approved,
        )
        put_mail(session, case, draft, to=to, key=f"letter:{case.id}:{message.id}", now=now)
    except MailStopped as error:
        write_audit(session, case, "mail_stopped", actor="system", now=now, why=str(error))


def _is_fit(verdict: Check) -> bool:
    return verdict.has_apology and may_send(verdict, Sender.AGENT)


def _compose(
    case: Case, agent: Agent, language: Language, company: str, quote: str | None, *, named: bool = True
) -> str:
    greeting = (
        language.write_letter("dear", name=case.customer_name) if named and case.customer_name else None
    )
    outcome = language.write_letter("settled", outcome=case.told_text) if case.told_text else None
    parts = (
        greeting or language.write_letter("hello"),
        quote,
        bare_apology(language.code),
        language.write_letter("ownership", reference=case.reference),
        outcome if named else None,
        language.write_letter("answer_me"),
        language.write_letter("signature", name=agent.name, company=company),
    )
    return PARAGRAPH.join(part.strip() for part in parts if part)


def _quote(concern: str) -> str:
    words = " ".join(concern.replace("“", "").replace("”", "").replace('"', "").split())
    return words if len(words) <= LONGEST_QUOTE else f"{words[: LONGEST_QUOTE - 1].rstrip()}…"
