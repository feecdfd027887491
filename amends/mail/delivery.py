"""The postman: carries what lies in the outbox to the mail server, one after the other (METHOD M10)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from amends.cases.state import State
from amends.casework.handoff import mark_informed
from amends.clock import Clock
from amends.mail.message import build_message
from amends.mail.outbox import REFUSED, give_up, lease_due, note_put_off, note_sent
from amends.mail.smtp import Mailer, PutOff, TurnedDown
from amends.mail.writing import Kind
from amends.periodic import repeat
from amends.sending.send import Outgoing, send_as_system
from amends.sending.words import say
from amends.store.store import Store
from amends.store.tables import Case, Mail, Speaker

EVERY_SECONDS = 5.0


def told_key(case: Case) -> str:
    """Return the key of the e-mail that tells how the case was settled this time."""
    resolved = case.resolved_at.isoformat() if case.resolved_at else ""
    return f"told:{case.id}:{case.reopened}:{resolved}"


@dataclass(frozen=True, slots=True)
class MailSender:
    """Sends from the record's outbox. `sender` is the address that customers see it from.

    `changed` is called with each conversation in which something was said or changed.
    """

    store: Store
    mailer: Mailer
    clock: Clock
    sender: str
    company: str
    changed: Callable[[str], None]

    async def repeat(self) -> None:
        """Deliver until cancelled."""

        async def make() -> None:
            await self.deliver()

        await repeat(make, name="post", every=EVERY_SECONDS)

    async def deliver(self) -> int:
        """Send what is due; return how many e-mails the mail server took."""
        sent = 0
        for mail in await asyncio.to_thread(self._lease):
            sent += await self._send(mail)
        return sent

    async def _send(self, mail: Mail) -> bool:
        try:
            message = build_message(mail, sender=self.sender, company=self.company, now=self.clock())
            await self.mailer.send(message)
        except PutOff as error:
            await asyncio.to_thread(self._put_off, mail.id, str(error))
            return False
        except (TurnedDown, ValueError) as error:
            why = str(error) if isinstance(error, TurnedDown) else type(error).__name__
            changed = await asyncio.to_thread(self._give_up, mail.id, why)
            sent = False
        else:
            changed = await asyncio.to_thread(self._sent, mail.id)
            sent = True
        if changed is not None:
            self.changed(changed)
        return sent

    def _lease(self) -> list[Mail]:
        with self.store.write() as session:
            return list(lease_due(session, now=self.clock()))

    def _sent(self, mail_id: int) -> str | None:
        """What the mail server took is told: a case that waited for it moves on (METHOD M10)."""
        with self.store.write() as session:
            mail = session.get_one(Mail, mail_id)
            note_sent(session, mail, now=self.clock())
            case = mail.case
            if mail.kind == Kind.TOLD and case.state is State.RESOLVED and mail.key == told_key(case):
                mark_informed(session, case, now=self.clock(), by="mail")
                return case.conversation_id
            return None

    def _put_off(self, mail_id: int, why: str) -> None:
        with self.store.write() as session:
            note_put_off(session, session.get_one(Mail, mail_id), why, now=self.clock())

    def _give_up(self, mail_id: int, why: str) -> str | None:
        """An address that is refused is not written to again, and the customer is told so where they wrote."""
        with self.store.write() as session:
            mail = session.get_one(Mail, mail_id)
            give_up(session, mail, why, now=self.clock())
            if not why.startswith(REFUSED) or mail.kind == Kind.CODE:
                return None
            outgoing = Outgoing(say("mail_refused"), f"mail_refused:{mail.id}")
            conversation = mail.case.conversation_id
            send_as_system(session, conversation, outgoing, speaker=Speaker.SYSTEM, now=self.clock())
            return conversation
