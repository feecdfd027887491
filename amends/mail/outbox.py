"""The outbox: an e-mail is kept in the same transaction as what it tells of, and sent after (METHOD M10).

It is tried until the mail server takes it or says for good that it won't; then it is a dead letter, which a person
has to see (`amends mail`). What it is about is in its key, so that nothing is written twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from amends.casework.record import write_audit
from amends.email_address import BadAddress, read_address
from amends.mail.writing import Draft, Kind, MailStopped
from amends.sending.backing import unbacked_in
from amends.store.tables import Case, Mail

log = structlog.get_logger(__name__)

RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),
)
"""How long after each attempt the next one comes; after the last one it is given up: within two days."""

LEASE = timedelta(minutes=10)
"""An e-mail under way is left alone for so long: if the process dies meanwhile, it is tried again after it."""

REFUSED = "refused"
"""How the error of an address that the mail server does not know begins."""


def put(
    session: Session,
    case: Case,
    draft: Draft,
    *,
    to: str,
    key: str,
    now: datetime,
    not_before: datetime | None = None,
) -> Mail | None:
    """Keep an e-mail for sending; return it, or None where it need not or cannot be sent.

    That is where it is kept already, where `to` is no address, or where the address was refused before. Raises
    MailStopped where it names a sum, a percentage or a voucher's code that no offer on the case backs (METHOD R7).
    """
    try:
        address = read_address(to)
    except BadAddress:
        return None
    if is_kept(session, key) or was_refused(session, address):
        return None
    if places := unbacked_in(session, case.conversation_id, draft.body, figures_only=True):
        raise MailStopped("; ".join(f"No offer backs “{place.text}”." for place in places))
    mail = Mail(
        case_id=case.id,
        to=address,
        subject=draft.subject,
        body=draft.body,
        kind=draft.kind.value,
        key=key,
        created_at=now,
        not_before=not_before or now,
        attempts=0,
    )
    session.add(mail)
    session.flush()
    write_audit(session, case, "mail_kept", actor="system", now=now, kind=mail.kind, mail=mail.id)
    return mail


def is_kept(session: Session, key: str) -> bool:
    """Say whether an e-mail with this key was written before."""
    return session.scalars(select(Mail.id).where(Mail.key == key)).first() is not None


def was_refused(session: Session, address: str) -> bool:
    """Say whether a mail server has refused this address for good."""
    query = select(Mail.id).where(
        Mail.to == address, Mail.failed_at.is_not(None), Mail.last_error.startswith(REFUSED)
    )
    return session.scalars(query).first() is not None


def lease_due(session: Session, *, now: datetime, limit: int = 20) -> Sequence[Mail]:
    """Take what is due for sending, oldest first: nobody else takes it while it is under way."""
    query = (
        select(Mail)
        .where(Mail.sent_at.is_(None), Mail.failed_at.is_(None), Mail.not_before <= now)
        .order_by(Mail.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    due = session.scalars(query).all()
    for mail in due:
        mail.attempts += 1
        mail.not_before = now + LEASE
    return due


def note_sent(session: Session, mail: Mail, *, now: datetime) -> None:
    """Record that the mail server took it. A code is not kept any longer."""
    mail.sent_at = now
    mail.last_error = None
    if mail.kind == Kind.CODE:
        mail.body = ""
    _audit(session, mail, "mail_sent", now=now)


def note_put_off(session: Session, mail: Mail, why: str, *, now: datetime) -> None:
    """Record that it could not be sent this time; it is tried again later, or given up after the last try."""
    mail.last_error = why
    if mail.attempts > len(RETRY_AFTER):
        give_up(session, mail, why, now=now)
        return
    mail.not_before = now + RETRY_AFTER[mail.attempts - 1]
    log.warning("mail_put_off", mail=mail.id, kind=mail.kind, attempt=mail.attempts, why=why)


def give_up(session: Session, mail: Mail, why: str, *, now: datetime) -> None:
    """Record that it will not be sent: a dead letter."""
    mail.failed_at = now
    mail.last_error = why
    _audit(session, mail, "mail_failed", now=now, why=why)
    log.error("mail_given_up", mail=mail.id, kind=mail.kind, attempts=mail.attempts, why=why)


def dead_letters(session: Session, *, limit: int | None = None) -> Sequence[Mail]:
    """Return what was given up, the newest first; at most `limit`."""
    query = select(Mail).where(Mail.failed_at.is_not(None)).order_by(Mail.id.desc()).limit(limit)
    return session.scalars(query).all()


def waiting_mails(session: Session, *, limit: int = 100) -> Sequence[Mail]:
    """Return what is still to be sent, the next one first."""
    query = select(Mail).where(Mail.sent_at.is_(None), Mail.failed_at.is_(None))
    return session.scalars(query.order_by(Mail.not_before, Mail.id).limit(limit)).all()


def count_mails(session: Session) -> tuple[int, int]:
    """Count the e-mails that wait, and those that were given up."""
    waiting = select(func.count(Mail.id)).where(Mail.sent_at.is_(None), Mail.failed_at.is_(None))
    dead = select(func.count(Mail.id)).where(Mail.failed_at.is_not(None))
    return session.scalar(waiting) or 0, session.scalar(dead) or 0


def try_again(session: Session, mail: Mail, *, actor: str, now: datetime) -> None:
    """Put a dead letter back among those to be sent; what waits or was sent stays as it is."""
    if mail.failed_at is None:
        return
    mail.failed_at = None
    mail.attempts = 0
    mail.not_before = now
    write_audit(session, mail.case, "mail_retried", actor=actor, now=now, kind=mail.kind, mail=mail.id)


def _audit(session: Session, mail: Mail, event: str, *, now: datetime, **detail: str) -> None:
    write_audit(session, mail.case, event, actor="system", now=now, kind=mail.kind, mail=mail.id, **detail)
