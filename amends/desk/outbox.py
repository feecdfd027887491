"""The outbox as a lead or an operator reads it and decides about it (METHOD M10, R7).

Nobody's address and no voucher's code is shown: what each is for, and the case, say enough.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from amends.cases.errors import Invalid
from amends.cases.state import State
from amends.casework.handoff import actor_of
from amends.desk.giving import KINDS
from amends.desk.names import MAILS, say_code
from amends.languages.language import Language
from amends.mail.keeping import MAIL, REFUSED, audit_mail
from amends.mail.writing import MailKind
from amends.outbox.operating import (
    OPEN,
    Backlog,
    drop_entry,
    find_entry,
    read_backlogs,
    read_entries,
    read_waiting,
    retry_entry,
)
from amends.redress.payouts import PAYOUT, audit_payout
from amends.redress.policy import OfferKind
from amends.sending.words import say_money
from amends.store.tables import Agent, Case, EntryState, OutboxEntry

SHOWN = 50
OPERATOR: Final = "operator"
"""Who decides by command, in the audit trail."""

_AUDIT = {PAYOUT.name: audit_payout, MAIL.name: audit_mail}
_RETRIED: Mapping[str, str] = {PAYOUT.name: "issue_retried", MAIL.name: "mail_retried"}
_DROPPED: Mapping[str, str] = {PAYOUT.name: "issue_dropped", MAIL.name: "mail_dropped"}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on its way. `next_at` is None where none comes; `why` is what stood against it last."""

    id: int
    key: str
    kind: str
    what: str
    reference: str
    conversation_id: str
    state: EntryState
    since: datetime
    attempts: int
    next_at: datetime | None
    given_up_at: datetime | None
    why: str
    refused: bool


@dataclass(frozen=True, slots=True)
class OutboxSection:
    """One way out: what was given up, what waits (at most 50 of each), and how many there are in all."""

    dead: tuple[Item, ...]
    waiting: tuple[Item, ...]
    dead_count: int
    waiting_count: int


@dataclass(frozen=True, slots=True)
class Outbox:
    """Everything on its way."""

    payouts: OutboxSection
    mails: OutboxSection


def read_ways(session: Session, *, language: Language, now: datetime) -> Outbox:
    """Read what waits and what was given up."""
    backlogs = read_backlogs(session, now=now)
    payouts, mails = (
        _way(session, kind, backlogs.get(kind, Backlog()), language) for kind in (PAYOUT.name, MAIL.name)
    )
    return Outbox(payouts, mails)


def read_items(
    session: Session,
    *,
    language: Language,
    kind: str | None = None,
    states: Collection[EntryState] = OPEN,
    limit: int = 200,
) -> tuple[Item, ...]:
    """Return what is in the outbox in these states, the newest first; of all kinds where none is named."""
    return tuple(
        _item(entry, language) for entry in read_entries(session, kind=kind, states=states, limit=limit)
    )


def count_given_up(session: Session) -> int:
    """Count what was given up and still matters: no e-mail that a closed case no longer waits for."""
    matters = (OutboxEntry.kind != MAIL.name) | (Case.state != State.CLOSED)
    query = select(func.count(OutboxEntry.id)).join(Case, Case.id == OutboxEntry.case_id)
    return session.scalar(query.where(OutboxEntry.state == EntryState.DEAD, matters)) or 0


def try_again(session: Session, agent: Agent, entry_id: int, *, now: datetime) -> None:
    """Deliver something again at once, at a lead's wish. Raises NotFound, Conflict."""
    retry(session, entry_id, actor=actor_of(agent), now=now)


def retry(session: Session, asked_for: str | int, *, actor: str, now: datetime) -> None:
    """Deliver the entry of this key or number again at once; what is due or under way already stays as it is.

    Raises NotFound, Conflict.
    """
    entry = find_entry(session, asked_for)
    if retry_entry(entry, now=now):
        _AUDIT[entry.kind](session, entry, _RETRIED[entry.kind], actor=actor, now=now)


def drop(session: Session, key: str, *, why: str, actor: str, now: datetime) -> None:
    """Give up on an entry, with the reason on the case's record. Raises NotFound, Conflict, Invalid."""
    if not why.strip():
        raise Invalid("drop_without_reason")
    entry = find_entry(session, key)
    drop_entry(entry, now=now)
    _AUDIT[entry.kind](session, entry, _DROPPED[entry.kind], actor=actor, now=now, text=why.strip()[:200])


def _way(session: Session, kind: str, backlog: Backlog, language: Language) -> OutboxSection:
    dead = read_items(session, language=language, kind=kind, states=(EntryState.DEAD,), limit=SHOWN)
    waiting = tuple(_item(entry, language) for entry in read_waiting(session, kind=kind, limit=SHOWN))
    return OutboxSection(dead, waiting, backlog.dead, backlog.waiting)


def _item(entry: OutboxEntry, language: Language) -> Item:
    why = entry.last_error or ""
    return Item(
        id=entry.id,
        key=entry.key,
        kind=entry.kind,
        what=_what_payout(entry, language) if entry.kind == PAYOUT.name else _what_mail(entry),
        reference=entry.case.reference,
        conversation_id=entry.case.conversation_id,
        state=entry.state,
        since=entry.created_at,
        attempts=entry.attempts,
        next_at=entry.next_try_at if entry.state is EntryState.WAITING else None,
        given_up_at=entry.given_up_at,
        why=why,
        refused=entry.kind == MAIL.name and why.startswith(REFUSED),
    )


def _what_payout(entry: OutboxEntry, language: Language) -> str:
    data = entry.payload["data"]
    return (
        f"{KINDS[OfferKind(entry.about)]}, {say_money(Decimal(data['amount']), data['currency'], language)}"
    )


def _what_mail(entry: OutboxEntry) -> str:
    known = entry.about in set(MailKind)
    return MAILS[MailKind(entry.about)] if known else say_code(entry.about).lower()
