"""What is due by e-mail to customers who gave an address (METHOD M9, M10): worked out from the record.

Nothing here depends on what happened in this process: a round after a restart writes what is missing, and the key of
each e-mail keeps it from being written twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.cases.state import WAITING, State
from amends.casework.handoff import ServiceLevels
from amends.casework.record import write_audit
from amends.follow_through.returning import codes_due
from amends.follow_through.unwritten import LATELY, UNSEEN_FOR, cases_unwritten, promise_key, was_broken
from amends.languages.language import Language
from amends.languages.loading import Languages
from amends.mail.delivery import told_key
from amends.mail.keeping import MAIL, put_mail
from amends.mail.writing import (
    MailDraft,
    MailKind,
    MailStopped,
    write_answer,
    write_late,
    write_promise,
    write_told,
)
from amends.outbox.entries import is_written
from amends.periodic import for_each
from amends.sending.incidents import approved_sentences
from amends.sending.send import sender_of
from amends.sending.words import say_time
from amends.store.locks import lock_case_by_id
from amends.store.store import Store
from amends.store.tables import Case, Conversation, Message, OutboxEntry, Speaker

log = structlog.get_logger(__name__)


def write_what_is_due(store: Store, *, levels: ServiceLevels, languages: Languages, now: datetime) -> int:
    """Keep every e-mail that is due; return how many. Without a mail server: none.

    Each case is a transaction of its own: nobody waits for the whole round, and an odd one keeps no other from mail.
    """
    if not levels.mail:
        return 0
    kept: list[int] = []
    with store.read() as session:
        unwritten = cases_unwritten(session, levels=levels, now=now)
    with store.write() as session:
        kept.append(_write_codes(session, levels=levels, languages=languages, now=now))

    def write(case_id: int) -> None:
        def write_locked(session: Session) -> int:
            case = lock_case_by_id(session, case_id)
            return _write_to(session, case, levels=levels, languages=languages, now=now)

        kept.append(store.transact(write_locked))

    for_each(unwritten, write, name="mail_writing")
    return sum(kept)


def _write_codes(session: Session, *, levels: ServiceLevels, languages: Languages, now: datetime) -> int:
    """Keep the e-mail of each code that still holds; return how many."""
    kept = 0
    for key, case, draft in codes_due(session, languages=languages, company=levels.company, now=now):
        kept += put_mail(session, case, draft, to=case.customer_email or "", key=key, now=now) is not None
    return kept


def _write_to(
    session: Session, case: Case, *, levels: ServiceLevels, languages: Languages, now: datetime
) -> int:
    """Keep the e-mails that are due to a case's customer; return how many. One the gate stops is noted."""
    kept = 0
    language = languages.of(case.conversation.language)
    try:
        for key, draft in _due(session, case, language, levels, now):
            kept += put_mail(session, case, draft, to=case.customer_email or "", key=key, now=now) is not None
    except MailStopped as error:
        _note_stopped(session, case, str(error), now)
    return kept


def _due(
    session: Session, case: Case, language: Language, levels: ServiceLevels, now: datetime
) -> Iterator[tuple[str, MailDraft]]:
    if case.state in (State.RESOLVED, State.TOLD):
        yield from _told(session, case, language, levels, now)
    elif case.state in WAITING:
        yield from _promised(session, case, language, levels, now)
    elif case.state is State.AGENT:
        yield from _answered(session, case, language, levels, now)


def _told(
    session: Session, case: Case, language: Language, levels: ServiceLevels, now: datetime
) -> Iterator[tuple[str, MailDraft]]:
    recent = case.resolved_at is not None and case.resolved_at >= now - LATELY
    if case.state is State.TOLD and not recent:
        return
    key = told_key(case)
    if not is_written(session, key):
        told = case.told_text or ""
        approved = approved_sentences(session, now=now)
        draft = write_told(
            case.reference,
            told,
            language=language,
            company=levels.company,
            sender=sender_of(case.assignee),
            responsibility=approved,
        )
        yield key, draft


def _promised(
    session: Session, case: Case, language: Language, levels: ServiceLevels, now: datetime
) -> Iterator[tuple[str, MailDraft]]:
    """The time a person writes by, where nobody is there; and once a day that a promised time has passed."""
    broken = session.scalar(select(was_broken()).select_from(Case).where(Case.id == case.id)) or False
    key = promise_key(case.id, case.state, case.promised_by, broken=broken, levels=levels, now=now)
    if key is None or case.promised_by is None or is_written(session, key):
        return
    when = say_time(case.promised_by, language=language, hours=levels.hours, now=now, day=True)
    write = write_late if broken else write_promise
    yield key, write(case.reference, when, language=language, company=levels.company)


def _answered(
    session: Session, case: Case, language: Language, levels: ServiceLevels, now: datetime
) -> Iterator[tuple[str, MailDraft]]:
    """What a person wrote and the customer's window has not shown."""
    seen = session.get_one(Conversation, case.conversation_id).seen_message_id
    query = (
        select(Message)
        .where(Message.conversation_id == case.conversation_id, Message.speaker == Speaker.AGENT)
        .where(Message.id > max(seen, _last_passed_on(session, case)))
        .order_by(Message.id)
    )
    unseen = session.scalars(query).all()
    if not unseen or unseen[-1].sent_at > now - UNSEEN_FOR:
        return
    name = case.assignee.name if case.assignee else levels.company
    said = [message.text for message in unseen]
    approved = approved_sentences(session, now=now)
    draft = write_answer(
        case.reference,
        name,
        said,
        language=language,
        company=levels.company,
        sender=sender_of(case.assignee),
        responsibility=approved,
    )
    yield f"answer:{case.id}:{unseen[-1].id}", draft


def _last_passed_on(session: Session, case: Case) -> int:
    of_case = (OutboxEntry.case_id == case.id, OutboxEntry.kind == MAIL.name)
    query = select(OutboxEntry.key).where(*of_case, OutboxEntry.about.in_([MailKind.ANSWER, MailKind.LETTER]))
    return max((int(key.rpartition(":")[2]) for key in session.scalars(query)), default=0)


def _note_stopped(session: Session, case: Case, why: str, now: datetime) -> None:
    """The gate stops an e-mail whose words passed it in the chat: noted once on the record, for a person to read."""
    if not any(entry.event == "mail_stopped" for entry in case.audit):
        write_audit(session, case, "mail_stopped", actor="system", now=now, why=why)
        log.error("mail_stopped_by_the_gate", case=case.reference)
