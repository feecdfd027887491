"""E-mails of each kind, put together from our sentences and what the customer was told (METHOD M9, M10, M20).

An e-mail says what the chat says, in the same words.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from amends.apology import Sender, check, may_send
from amends.mail.texts import fill
from amends.sending.words import say

PARAGRAPH = "\n\n"


class MailKind(StrEnum):
    """What an e-mail is about."""

    TOLD = "told"
    PROMISE = "promise"
    LATE = "late"
    ANSWER = "answer"
    LETTER = "letter"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class MailDraft:
    """An e-mail in words. `body` is plain text, paragraphs between empty lines."""

    kind: MailKind
    subject: str
    body: str


class MailStopped(Exception):
    """The gate does not let this e-mail out; the message says why."""


def write_told(
    reference: str, told: str, *, company: str, sender: Sender, responsibility: Collection[str] = ()
) -> MailDraft:
    """Tell how a case was settled (M10). Raises MailStopped.

    `responsibility`: the sentences an operator approved for a known incident (R1).
    """
    subject = fill("settled_subject", reference=reference)
    settled = fill("settled", reference=reference)
    parts = [fill("hello"), settled, fill("told", told=told), fill("settled_not_right")]
    return _draft(
        MailKind.TOLD, subject, parts, company=company, sender=sender, responsibility=responsibility
    )


def write_promise(reference: str, when: str, *, company: str) -> MailDraft:
    """Say when a person writes (M9)."""
    subject = fill("promise_subject", reference=reference)
    parts = [fill("hello"), fill("promise", when=when), fill("promise_record", reference=reference)]
    return _draft(MailKind.PROMISE, subject, parts, company=company, sender=Sender.SYSTEM)


def write_late(reference: str, when: str, *, company: str) -> MailDraft:
    """Say that a promised time has passed, sorry, and the new time: what the chat says (M9)."""
    subject = fill("late_subject", reference=reference)
    parts = [fill("hello"), say("late"), say("sorry"), say("new_time", when=when, reference=reference)]
    return _draft(MailKind.LATE, subject, parts, company=company, sender=Sender.SYSTEM)


def write_answer(
    reference: str,
    name: str,
    said: Sequence[str],
    *,
    company: str,
    sender: Sender,
    responsibility: Collection[str] = (),
) -> MailDraft:
    """Pass on what a person wrote in the chat while the customer was away. Raises MailStopped.

    `responsibility`: the sentences an operator approved for a known incident (R1).
    """
    subject = fill("answer_subject", reference=reference, name=name)
    intro = fill("answer", name=name, reference=reference)
    told = [fill("told", told=text) for text in said]
    parts = [fill("hello"), intro, *told, fill("answer_there")]
    return _draft(
        MailKind.ANSWER, subject, parts, company=company, sender=sender, responsibility=responsibility
    )


def write_letter(
    reference: str, name: str, letter: str, *, sender: Sender, responsibility: Collection[str] = ()
) -> MailDraft:
    """Send a person's letter as it is: it has its own greeting and name. Raises MailStopped.

    `responsibility`: the sentences an operator approved for a known incident (R1).
    """
    subject = fill("letter_subject", name=name, reference=reference)
    told = [fill("told", told=letter)]
    return _draft(MailKind.LETTER, subject, told, company="", sender=sender, responsibility=responsibility)


def write_code(code: str, *, company: str) -> MailDraft:
    """Give the code that proves the address; no word of a record is in it (M21)."""
    parts = [fill("hello"), fill("code", code=code), fill("code_not_asked")]
    return _draft(MailKind.CODE, fill("code_subject"), parts, company=company, sender=Sender.SYSTEM)


def _draft(
    kind: MailKind,
    subject: str,
    parts: Sequence[str],
    *,
    company: str,
    sender: Sender,
    responsibility: Collection[str] = (),
) -> MailDraft:
    signed = [*parts, fill("signature", company=company)] if company else parts
    body = PARAGRAPH.join(part.strip() for part in signed)
    verdict = check(body, responsibility=responsibility)
    if not may_send(verdict, sender):
        raise MailStopped("; ".join(breach.reason for breach in verdict.breaches))
    return MailDraft(kind, subject, body)
