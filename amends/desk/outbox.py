"""What is on its way out of the house: things to issue and e-mails, as a lead reads them (METHOD M10, R7).

Nobody's address and no voucher's code is shown: what each is for, and the case, say enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from amends.cases.state import State
from amends.casework.handoff import actor_of
from amends.desk.giving import KINDS
from amends.desk.names import MAILS, say_code
from amends.mail.outbox import REFUSED, count_mails, dead_letters, try_again, waiting_mails
from amends.mail.writing import Kind as MailKind
from amends.redress.operating import IssueLine, count_outbox, read_outbox, retry_issue
from amends.redress.policy import Kind
from amends.sending.words import say_money
from amends.store.tables import Agent, Case, Issue, IssueState, Mail

SHOWN = 50


class NoSuchMail(LookupError):
    """There is no such e-mail."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on its way. `next_at` is None where it was given up; `why` is what stood against it last."""

    key: str
    what: str
    reference: str
    conversation_id: str
    since: datetime
    attempts: int
    next_at: datetime | None
    why: str
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """One way out: what was given up, what waits (at most 50 of each), and how many there are in all."""

    dead: tuple[Item, ...]
    waiting: tuple[Item, ...]
    dead_count: int
    waiting_count: int


@dataclass(frozen=True, slots=True)
class Outbox:
    """Everything on its way."""

    issues: Way
    mails: Way


def read_ways(session: Session) -> Outbox:
    """Read what waits and what was given up."""
    counted = count_outbox(session)
    waiting, dead = count_mails(session)
    return Outbox(
        issues=Way(
            _issues(session, IssueState.DEAD), _issues(session, IssueState.PENDING),
            counted[IssueState.DEAD], counted[IssueState.PENDING],
        ),
        mails=Way(
            tuple(_mail(mail) for mail in dead_letters(session, limit=SHOWN)),
            tuple(_mail(mail) for mail in waiting_mails(session, limit=SHOWN)), dead, waiting,
        ),
    )  # fmt: skip


def count_given_up(session: Session) -> int:
    """Count what was given up and still matters: nothing that a closed case no longer waits for."""
    mails = (
        select(func.count(Mail.id))
        .join(Case, Case.id == Mail.case_id)
        .where(Mail.sent_at.is_(None), Mail.failed_at.is_not(None), Case.state != State.CLOSED)
    )
    issues = select(func.count(Issue.id)).where(Issue.state == IssueState.DEAD)
    return (session.scalar(mails) or 0) + (session.scalar(issues) or 0)


def issue_again(session: Session, agent: Agent, key: str, *, now: datetime) -> None:
    """Try to issue something again at once. Raises NoSuchIssue, NotOpen."""
    retry_issue(session, key, actor=actor_of(agent), now=now)


def mail_again(session: Session, agent: Agent, mail_id: int, *, now: datetime) -> None:
    """Try to send an e-mail again at once; one that was sent meanwhile is not. Raises NoSuchMail."""
    mail = session.get(Mail, mail_id)
    if mail is None:
        raise NoSuchMail(mail_id)
    try_again(session, mail, actor=actor_of(agent), now=now)


def _issues(session: Session, state: IssueState) -> tuple[Item, ...]:
    return tuple(_issue(line) for line in read_outbox(session, states=(state,), limit=SHOWN))


def _issue(line: IssueLine) -> Item:
    what = f"{KINDS[Kind(line.kind)]}, {say_money(line.amount, line.currency)}"
    return Item(
        line.key, what, line.reference, line.conversation_id, line.created_at, line.attempts, line.next_attempt_at,
        line.last_error,
    )  # fmt: skip


def _mail(mail: Mail) -> Item:
    known = mail.kind in set(MailKind)
    why = mail.last_error or ""
    return Item(
        key=str(mail.id),
        what=MAILS[MailKind(mail.kind)] if known else say_code(mail.kind).lower(),
        reference=mail.case.reference,
        conversation_id=mail.case.conversation_id,
        since=mail.created_at,
        attempts=mail.attempts,
        next_at=None if mail.failed_at else mail.not_before,
        why=why,
        refused=why.startswith(REFUSED),
    )
