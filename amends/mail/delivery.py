"""Sending e-mails from the outbox: what the mail server's answer means for the case (METHOD M10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from amends.cases.state import State
from amends.casework.handoff import mark_informed
from amends.clock import Clock
from amends.languages.line import Line
from amends.languages.loading import Languages
from amends.mail.keeping import MAIL, REFUSED, audit_mail
from amends.mail.message import Mail, build_message
from amends.mail.smtp import Mailer
from amends.mail.writing import MailKind
from amends.outbox.handler import AfterCommit, Delivery, EntryKind, TurnedDown
from amends.sending.send import Outgoing, send_on_case
from amends.store.tables import Case, OutboxEntry, Speaker


def told_key(case: Case) -> str:
    """Return the key of the e-mail that tells how the case was settled this time."""
    resolved = case.resolved_at.isoformat() if case.resolved_at else ""
    return f"told:{case.id}:{case.reopened}:{resolved}"


@dataclass(frozen=True, slots=True)
class MailSender:
    """Takes e-mails to the mail server. `sender` is the address that customers see them from.

    `changed` is called with each conversation in which something was said or changed.
    """

    mailer: Mailer
    clock: Clock
    sender: str
    company: str
    languages: Languages
    changed: Callable[[str], None]

    @property
    def kind(self) -> EntryKind:
        """E-mails."""
        return MAIL

    async def deliver(self, delivery: Delivery) -> None:
        """Send an e-mail. Raises PutOff and TurnedDown, also for one that cannot be put into a message."""
        mail = Mail.of(delivery)
        try:
            message = build_message(mail, sender=self.sender, company=self.company, now=self.clock())
        except ValueError as error:
            raise TurnedDown(type(error).__name__) from error
        await self.mailer.send(message)

    def delivered(self, session: Session, entry: OutboxEntry, *, now: datetime) -> AfterCommit:
        """What the mail server took is told: a case that waited for it moves on. A code is not kept any longer."""
        audit_mail(session, entry, "mail_sent", actor="system", now=now)
        if entry.about == MailKind.CODE:
            entry.payload = {**entry.payload, "body": ""}
        case = entry.case
        if entry.about == MailKind.TOLD and case.state is State.RESOLVED and entry.key == told_key(case):
            mark_informed(session, case, now=now, by="mail")
            return partial(self.changed, case.conversation_id)
        return None

    def given_up(self, session: Session, entry: OutboxEntry, *, now: datetime) -> AfterCommit:
        """An address that is refused is not written to again, and the customer is told so where they wrote."""
        why = entry.last_error or ""
        audit_mail(session, entry, "mail_failed", actor="system", now=now, why=why)
        if not why.startswith(REFUSED) or entry.about == MailKind.CODE:
            return None
        case = entry.case
        language = self.languages.of(case.conversation.language)
        outgoing = Outgoing.of(language, Line("mail_refused"), f"mail_refused:{entry.id}")
        send_on_case(session, case, outgoing, speaker=Speaker.SYSTEM, now=now)
        return partial(self.changed, case.conversation_id)
