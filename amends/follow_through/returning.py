"""Who comes back from a new browser: a record number and an address, proved by a code (METHOD M21).

Whether number and address belong together is never told: right or wrong, the same is done and the same is said
(docs/decisions/returning-customers.md).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from amends.casework.record import write_audit
from amends.email_address import same_address
from amends.languages.loading import Languages
from amends.mail.writing import MailDraft, write_code
from amends.outbox.entries import is_written
from amends.store.locks import lock_conversation
from amends.store.tables import FIRST_REFERENCE, Case, Conversation, ReturnAttempt

HOLDS_FOR = timedelta(minutes=15)
TRIES = 5
"""So often a code may be written wrongly, then it is worth nothing."""
WITHIN = timedelta(hours=1)
PER_ADDRESS = 10
PER_RECORD = 5
DIGITS = 6


def ask_for(
    session: Session, conversation_id: str, reference: str, email: str, *, now: datetime
) -> ReturnAttempt:
    """Note that somebody says a record is theirs. The same is done whether it is, is not, or does not exist.

    Beyond the limits for an address or a record no code follows, and nothing else is different.
    """
    came_from = session.get_one(Conversation, conversation_id).came_from
    case = session.get(Case, _id_of(reference))
    on_record = case.customer_email if case is not None else None
    matches = same_address(email, on_record or "") and bool(on_record)
    allowed = _within_limits(session, reference, came_from, now)
    attempt = ReturnAttempt(
        conversation_id=conversation_id,
        case_id=case.id if case is not None and matches and allowed else None,
        asked_for=reference,
        came_from=came_from,
        nonce=secrets.token_hex(16),
        asked_at=now,
        expires_at=now + HOLDS_FOR,
        tries=0,
    )
    session.add(attempt)
    session.flush()
    return attempt


def prove(session: Session, conversation_id: str, code: str, *, now: datetime) -> Case | None:
    """Return the case that a code opens for this conversation, or None. The conversation goes on as the case's."""
    conversation = lock_conversation(session, conversation_id)
    newest = (
        select(ReturnAttempt)
        .where(ReturnAttempt.conversation_id == conversation_id)
        .order_by(ReturnAttempt.id.desc())
        .limit(1)
    )
    attempt = session.scalars(newest).first()
    if (
        attempt is None
        or attempt.proved_at is not None
        or attempt.expires_at <= now
        or attempt.tries >= TRIES
    ):
        return None
    attempt.tries += 1
    right = hmac.compare_digest(code_of(attempt), code)
    if not right or attempt.case_id is None:
        return None
    attempt.proved_at = now
    case = session.get_one(Case, attempt.case_id)
    conversation.continued_as = case.conversation_id
    write_audit(session, case, "returned", actor="customer", now=now, window=conversation_id)
    return case


def code_of(attempt: ReturnAttempt) -> str:
    """Return the six digits that prove the address."""
    digest = hashlib.sha256(f"return code {attempt.nonce}".encode()).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**DIGITS:0{DIGITS}d}"


def codes_due(
    session: Session, *, languages: Languages, company: str, now: datetime
) -> Iterator[tuple[str, Case, MailDraft]]:
    """Give the e-mail of each code that still holds: its key, its case and its words."""
    query = select(ReturnAttempt, Case).join(Case, Case.id == ReturnAttempt.case_id)
    still = (ReturnAttempt.asked_at > now - HOLDS_FOR, ReturnAttempt.expires_at > now)
    holds = query.where(*still, ReturnAttempt.proved_at.is_(None))
    for attempt, case in session.execute(holds).tuples():
        key = f"code:{attempt.id}"
        if not is_written(session, key):
            language = languages.of(case.conversation.language)
            yield key, case, write_code(code_of(attempt), language=language, company=company)


def continued_as(session: Session, conversation_id: str) -> str:
    """Return the conversation that a window belongs to by now: its own, or the earlier one it was proved to be."""
    found = session.scalar(select(Conversation.continued_as).where(Conversation.id == conversation_id))
    return found or conversation_id


def _within_limits(session: Session, reference: str, came_from: str | None, now: datetime) -> bool:
    of_record = _count(session, ReturnAttempt.asked_for == reference, now)
    of_address = _count(session, ReturnAttempt.came_from == came_from, now)
    return of_record < PER_RECORD and (came_from is None or of_address < PER_ADDRESS)


def _count(session: Session, which: ColumnElement[bool], now: datetime) -> int:
    query = select(func.count(ReturnAttempt.id)).where(which, ReturnAttempt.asked_at > now - WITHIN)
    return session.scalar(query) or 0


def _id_of(reference: str) -> int:
    number = reference.rpartition("-")[2]
    return int(number) - FIRST_REFERENCE if number.isdecimal() and len(number) <= 9 else 0
