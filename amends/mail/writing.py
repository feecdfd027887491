"""E-mails of each kind, put together from our sentences and what the customer was told (METHOD M9, M10, M20).

An e-mail says what the chat says, in the same words.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from amends.apology import Sender, check, may_send
from amends.languages.language import Language

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
    language: Language


class MailStopped(Exception):
    """The gate does not let this e-mail out; the message says why."""


def write_told(
    reference: str,
    told: str,
    *,
    language: Language,
    company: str,
    sender: Sender,
    responsibility: Collection[str] = (),
) -> MailDraft:
    """Tell how a case was settled (M10). Raises MailStopped.

    `responsibility`: the sentences an operator approved for a known incident (R1).
    """
    subject = language.write("settled_subject", reference=reference)
    settled = language.write("settled", reference=reference)
    parts = [
        language.write("hello"),
        settled,
        language.write("told", told=told),
        language.write("settled_not_right"),
    ]
    return _draft(
        language, MailKind.TOLD, subject, parts, company=company, sender=sender, responsibility=responsibility
    )


def write_promise(reference: str, when: str, *, language: Language, company: str) -> MailDraft:
    """Say when a person writes (M9)."""
    subject = language.write("promise_subject", reference=reference)
    parts = [
        language.write("hello"),
        language.write("promise", when=when),
        language.write("promise_record", reference=reference),
    ]
    return _draft(language, MailKind.PROMISE, subject, parts, company=company, sender=Sender.SYSTEM)


def write_late(reference: str, when: str, *, language: Language, company: str) -> MailDraft:
    """Say that a promised time has passed, sorry, and the new time: what the chat says (M9)."""
    subject = language.write("late_subject", reference=reference)
    parts = [
        language.write("hello"),
        language.say("late"),
        language.say("sorry"),
        language.say("new_time", when=when, reference=reference),
    ]
    return _draft(language, MailKind.LATE, subject, parts, company=company, sender=Sender.SYSTEM)


def write_answer(
    reference: str,
    name: str,
    said: Sequence[str],
    *,
    language: Language,
    company: str,
    sender: Sender,
    responsibility: Collection[str] = (),
) -> MailDraft:
    """Pass on what a person wrote in the chat while the customer was away. Raises MailStopped.

    `responsibility`: the sentences an operator approved for a known incident (R1).
    """
    subject = language.write("answer_subject", reference=reference, name=name)
    intro = language.write("answer", name=name, reference=reference)
    told = [language.write("told", told=text) for text in said]
    parts = [language.write("hello"), intro, *told, language.write("answer_there")]
    return _draft(
        language,
        MailKind.ANSWER,
        subject,
        parts,
        company=company,
        sender=sender,
        responsibility=responsibility,
    )


def write_letter(
    reference: str,
    name: str,
    letter: str,
    *,
    language: Language,
    sender: Sender,
    responsibility: Collection[str] = (),
) -> MailDraft:
    """Send a person's letter as it is: it has its own greeting and name. Raises MailStopped.

    `responsibility`: the sentences an operator approved for a known incident (R1).
    """
    subject = language.write("letter_subject", name=name, reference=reference)
    told = [language.write("told", told=letter)]
    return _draft(
        language, MailKind.LETTER, subject, told, company="", sender=sender, responsibility=responsibility
    )


def write_code(code: str, *, language: Language, company: str) -> MailDraft:
    """Give the code that proves the address; no word of a record is in it (M21)."""
    parts = [language.write("hello"), language.write("code", code=code), language.write("code_not_asked")]
    return _draft(
        language, MailKind.CODE, language.write("code_subject"), parts, company=company, sender=Sender.SYSTEM
    )


def _draft(
    language: Language,
    kind: MailKind,
    subject: str,
    parts: Sequence[str],
    *,
    company: str,
    sender: Sender,
    responsibility: Collection[str] = (),
) -> MailDraft:
    signed = [*parts, language.write("signature", company=company)] if company else parts
    body = PARAGRAPH.join(part.strip() for part in signed)
    verdict = check(body, lang=language.code, responsibility=responsibility)
    if not may_send(verdict, sender):
        raise MailStopped("; ".join(breach.reason for breach in verdict.breaches))
    return MailDraft(kind, subject, body, language)
