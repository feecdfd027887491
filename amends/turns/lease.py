"""Who answers a customer's message: whoever has leased its row, and nobody else for as long as the lease lasts.

The oldest open message of a conversation is the only one that can be leased: its turns stay in order and one at a
time, whatever process answers them. The lease is looked at again in the transaction that writes the answer. One that
has run out, since its process died or was too slow, is taken over.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from amends.cases.state import State
from amends.store.tables import Case, Message, Speaker

NAME_LENGTH = 12
"""Of a front desk."""


class LeaseLost(Exception):
    """Somebody else has the message by now, or it has been answered: nothing is left to do here."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to answer one message. `owner`: the front desk's name, and what tells this lease from others."""

    message_id: int
    owner: str


def lease_oldest(
    session: Session, conversation_id: str, *, by: str, unread: bool, now: datetime, until: datetime
) -> tuple[Lease, Message] | None:
    """Lease the conversation's oldest open message, or with `unread` the oldest that nobody has read for its meaning.

    `by`: the front desk's name, at most NAME_LENGTH characters. Returns None where there is none, and where somebody
    else has it: they look for the next one when they are done. Nobody is waited for.
    """
    open_ones = [Message.speaker == Speaker.CUSTOMER, Message.answered_at.is_(None)]
    if unread:
        open_ones.append(Message.reading.is_(None))
    oldest = (
        select(Message.id)
        .where(Message.conversation_id == conversation_id, *open_ones)
        .order_by(Message.id)
        .limit(1)
        .scalar_subquery()
    )
    is_free = or_(Message.leased_until.is_(None), Message.leased_until <= now)
    free = select(Message).where(Message.id == oldest, *open_ones, is_free)
    message = session.scalars(free.with_for_update(key_share=True, skip_locked=True)).one_or_none()
    if message is None:
        return None
    lease = Lease(message.id, f"{by}-{secrets.token_hex(8)}")
    message.lease_owner, message.leased_until = lease.owner, until
    return lease, message


def hold(session: Session, lease: Lease) -> Message:
    """Return the leased message, locked until this transaction ends. Raises LeaseLost."""
    query = (
        select(Message)
        .where(Message.id == lease.message_id, Message.lease_owner == lease.owner)
        .where(Message.answered_at.is_(None))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    message = session.scalars(query).one_or_none()
    if message is None:
        raise LeaseLost(lease.message_id)
    return message


def finish(message: Message, *, now: datetime) -> None:
    """Count a held message as answered; its lease ends with that."""
    message.answered_at = now
    release_message(message)


def release_message(message: Message) -> None:
    """End the lease of a held message, which stays open."""
    message.lease_owner = message.leased_until = None


def let_go(session: Session, lease: Lease) -> None:
    """End a lease without an answer: the message is open to whoever comes. One that was lost is left alone."""
    ours = (Message.id == lease.message_id, Message.lease_owner == lease.owner)
    session.execute(update(Message).where(*ours).values(lease_owner=None, leased_until=None))


def let_go_of_all(session: Session, *, by: str) -> None:
    """End every lease of the front desk of this name: its process has died, and a new one has taken its place."""
    open_ones = (Message.speaker == Speaker.CUSTOMER, Message.answered_at.is_(None))
    theirs = Message.lease_owner.startswith(f"{by}-", autoescape=True)
    session.execute(update(Message).where(*open_ones, theirs).values(lease_owner=None, leased_until=None))


def conversations_left_open(session: Session, *, now: datetime) -> list[str]:
    """Return the conversations with messages that nobody is at work on: to be answered, or read for the desk.

    While a person has the conversation they answer, and only what nobody has read is left for the bot.
    """
    last = func.max(Message.leased_until)
    query = (
        select(Message.conversation_id)
        .outerjoin(Case, Case.conversation_id == Message.conversation_id)
        .where(Message.speaker == Speaker.CUSTOMER, Message.answered_at.is_(None))
        .where(or_(Case.id.is_(None), Case.state != State.AGENT, Message.reading.is_(None)))
        .group_by(Message.conversation_id)
        .having(or_(last.is_(None), last <= now))
    )
    return list(session.scalars(query))
