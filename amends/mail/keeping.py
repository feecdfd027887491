"""E-mails are kept in the outbox, in the transaction of what they tell of, and sent after (METHOD M10).

What an e-mail is about is in its key, so that nothing is written twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.casework.record import write_audit
from amends.email_address import BadAddress, read_address
from amends.mail.writing import MailDraft, MailStopped
from amends.outbox.entries import is_written, put_entry
from amends.outbox.handler import EntryKind
from amends.outbox.retries import Retries
from amends.sending.backing import unbacked_in
from amends.store.tables import Case, EntryState, OutboxEntry

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

MAIL = EntryKind("mail", Retries(RETRY_AFTER), lease=timedelta(minutes=10))

REFUSED = "refused"
"""How the error of an address that the mail server does not know begins."""


def put_mail(
    session: Session, case: Case, draft: MailDraft, *, to: str, key: str, now: datetime
) -> OutboxEntry | None:
    """Keep an e-mail for sending; return its entry, or None where it need not or cannot be sent.

    That is where it is kept already, where `to` is no address, or where the address was refused before. Raises
    MailStopped where it names a sum, a percentage or a voucher's code that no offer on the case backs (METHOD R7).
    """
    try:
        address = read_address(to)
    except BadAddress:
        return None
    if is_written(session, key) or was_refused(session, address):
        return None
    if places := unbacked_in(
        session, case.conversation_id, draft.body, words=draft.language.promises, figures_only=True
    ):
        raise MailStopped("; ".join(f"No offer backs “{place.text}”." for place in places))
    payload = {"to": address, "subject": draft.subject, "body": draft.body}
    entry = put_entry(session, MAIL, key, about=draft.kind.value, case=case, payload=payload, now=now)
    if entry is not None:
        audit_mail(session, entry, "mail_kept", actor="system", now=now)
    return entry


def was_refused(session: Session, address: str) -> bool:
    """Say whether a mail server has refused this address for good."""
    query = select(OutboxEntry.id).where(
        OutboxEntry.state == EntryState.DEAD,
        OutboxEntry.kind == MAIL.name,
        OutboxEntry.last_error.startswith(REFUSED),
        OutboxEntry.payload["to"].as_string() == address,
    )
    return session.scalars(query.limit(1)).first() is not None


def audit_mail(
    session: Session, entry: OutboxEntry, event: str, *, actor: str, now: datetime, **more: str
) -> None:
    """Write what happened to an e-mail on its case's audit trail."""
    write_audit(session, entry.case, event, actor=actor, now=now, kind=entry.about, mail=entry.id, **more)
