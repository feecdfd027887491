"""From a kept e-mail to the message that goes over the wire: plain text, and simple HTML made from it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from html import escape

from amends.email_address import ascii_form
from amends.outbox.handler import Delivery

_PAGE = '<!doctype html>\n<html lang="en"><body style="font: 16px/1.5 sans-serif">\n{}\n</body></html>\n'


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail as it was kept. `body` is plain text; the HTML is made from it."""

    key: str
    to: str
    subject: str
    body: str

    @classmethod
    def of(cls, delivery: Delivery) -> Mail:
        """Return the e-mail that is to be delivered."""
        return cls(key=delivery.key, **delivery.payload)


def build_message(mail: Mail, *, sender: str, company: str, now: datetime) -> EmailMessage:
    """Return the message. Its id follows from the key: a second copy of one e-mail can be told by it.

    Raises BadAddress. No header can hold a line break: what we fill in is put on one line first.
    """
    sender = ascii_form(sender)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name=_one_line(company), addr_spec=sender)
    message["To"] = Address(addr_spec=ascii_form(mail.to))
    message["Subject"] = _one_line(mail.subject)
    message["Date"] = now
    message["Message-ID"] = (
        f"<{hashlib.sha256(mail.key.encode()).hexdigest()[:40]}@{sender.partition('@')[2]}>"
    )
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    message.add_alternative(as_html(mail.body), subtype="html")
    return message


def as_html(body: str) -> str:
    """Return plain text as simple HTML: a paragraph each, nothing in it read as markup."""
    paragraphs = [part for part in body.split("\n\n") if part.strip()]
    lines = ("<p>{}</p>".format(escape(part.strip()).replace("\n", "<br>\n")) for part in paragraphs)
    return _PAGE.format("\n".join(lines))


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
