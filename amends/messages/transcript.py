"""What was said: customers' messages are stored before anything else happens to them."""

from __future__ import annotations

import secrets
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from amends.languages.line import Line
from amends.store.locks import lock_conversation
from amends.store.tables import Button, Conversation, Message, Speaker


class UnknownButton(LookupError):
    """The pressed button was never issued in this conversation."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A customer's message on record; `fresh` is False where it had been stored before."""

    message_id: int
    client_id: str
    sent_at: datetime
    fresh: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A button to offer: what it says, and the intent that pressing it means."""

    title: str
    payload: str


def start_conversation(
    session: Session, *, now: datetime, channel: str = "web", came_from: str | None = None
) -> Conversation:
    """Open a new conversation with an id that cannot be guessed. `came_from` is a keyed hash of its address."""
    conversation = Conversation(id=str(uuid.uuid4()), started_at=now, channel=channel, came_from=came_from)
    session.add(conversation)
    session.flush()
    return conversation


def store_message(
    session: Session, conversation_id: str, client_id: str, text: str, *, now: datetime
) -> Stored:
    """Store what a customer wrote; the same `client_id` again is the same message."""
    lock_conversation(session, conversation_id)
    known = _known(session, conversation_id, client_id)
    return known or _store(session, conversation_id, client_id, text, payload=None, now=now)


def store_press(
    session: Session, conversation_id: str, client_id: str, button_id: str, *, now: datetime
) -> Stored:
    """Store that a customer pressed a button; what they said is its title. Raises UnknownButton.

    A button that was pressed before is the same press, whatever its `client_id`: a double click says it once.
    """
    lock_conversation(session, conversation_id)
    known = _known(session, conversation_id, client_id)
    if known:
        return known
    button = session.get(Button, button_id)
    if button is None or button.message.conversation_id != conversation_id:
        raise UnknownButton(button_id)
    if button.pressed_message_id is not None:
        earlier = session.get_one(Message, button.pressed_message_id)
        return Stored(earlier.id, client_id, earlier.sent_at, fresh=False)
    stored = _store(session, conversation_id, client_id, button.title, payload=button.payload, now=now)
    button.pressed_message_id = stored.message_id
    return stored


def is_known(session: Session, conversation_id: str, client_id: str) -> bool:
    """Say whether a message with this id is on record: sending it again costs nothing and does nothing."""
    return _known(session, conversation_id, client_id) is not None


def add_buttons(session: Session, message: Message, choices: Sequence[Choice]) -> None:
    """Issue buttons with a message, each under an id that cannot be guessed."""
    for position, choice in enumerate(choices):
        session.add(
            Button(
                id=secrets.token_urlsafe(16),
                message_id=message.id,
                position=position,
                title=choice.title,
                payload=choice.payload,
            )
        )


def messages_after(session: Session, conversation_id: str, after: int, *, limit: int = 500) -> list[Message]:
    """Return the conversation's messages with an id above `after`, oldest first, at most the newest `limit`."""
    query = (
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.id > after)
        .order_by(Message.id.desc())
        .limit(limit)
        .options(selectinload(Message.buttons), selectinload(Message.agent))
    )
    return list(reversed(session.scalars(query).all()))


def next_unanswered(session: Session, conversation_id: str) -> Message | None:
    """Return the oldest message that still waits for an answer, or None."""
    return session.scalars(_open_turns(conversation_id)).first()


def answer_what_was_read(session: Session, conversation_id: str, *, now: datetime) -> None:
    """Count the customer's open messages as answered, where they were read: what was just said is the answer."""
    query = _open_turns(conversation_id).where(Message.reading.is_not(None)).limit(None)
    for message in session.scalars(query):
        message.answered_at = now


def _open_turns(conversation_id: str) -> Select[tuple[Message]]:
    return (
        select(Message)
        .where(
            Message.conversation_id == conversation_id,
            Message.speaker == Speaker.CUSTOMER,
            Message.answered_at.is_(None),
        )
        .order_by(Message.id)
        .limit(1)
    )


def answered_lately(session: Session, conversation_id: str, *, limit: int = 20) -> list[int]:
    """Return the ids of the customer's newest messages that have been answered."""
    query = (
        select(Message.id)
        .where(
            Message.conversation_id == conversation_id,
            Message.speaker == Speaker.CUSTOMER,
            Message.answered_at.is_not(None),
        )
        .order_by(Message.id.desc())
        .limit(limit)
    )
    return list(session.scalars(query))


def lines_said(session: Session, conversation_id: str, *, limit: int = 40) -> list[Line]:
    """Return the lines of the bot's newest messages, newest first: so that it knows what it said."""
    query = (
        select(Message.line, Message.line_slots, Message.lines_before)
        .where(Message.conversation_id == conversation_id, Message.speaker == Speaker.BOT)
        .where(Message.line.is_not(None))
        .order_by(Message.id.desc())
        .limit(limit)
    )
    said: list[Line] = []
    for name, slots, before in session.execute(query):
        said.append(Line(name or "", slots or {}))
        said.extend(Line.from_dict(line) for line in reversed(before or ()))
    return said


def times_said(session: Session, conversation_id: str) -> Counter[str]:
    """Return how often the bot said each line in a conversation, by the line's name."""
    query = (
        select(Message.line, Message.lines_before)
        .where(Message.conversation_id == conversation_id, Message.speaker == Speaker.BOT)
        .where(Message.line.is_not(None))
    )
    said: Counter[str] = Counter()
    for name, before in session.execute(query):
        said[name or ""] += 1
        said.update(line["name"] for line in before or ())
    return said


def said_since_the_customer(session: Session, conversation_id: str, speaker: Speaker) -> list[str]:
    """Return what `speaker` said since the customer last wrote, oldest first: the gate reads it as one."""
    query = (
        select(Message.speaker, Message.text)
        .where(Message.conversation_id == conversation_id)
        .order_by(Message.id.desc())
        .limit(12)
    )
    said: list[str] = []
    for by, text in session.execute(query):
        if by is Speaker.CUSTOMER:
            break
        if by is speaker:
            said.append(text)
    return said[::-1]


def _known(session: Session, conversation_id: str, client_id: str) -> Stored | None:
    query = select(Message).where(Message.conversation_id == conversation_id, Message.client_id == client_id)
    message = session.scalars(query).one_or_none()
    return Stored(message.id, client_id, message.sent_at, fresh=False) if message else None


def _store(
    session: Session, conversation_id: str, client_id: str, text: str, *, payload: str | None, now: datetime
) -> Stored:
    message = Message(
        conversation_id=conversation_id,
        speaker=Speaker.CUSTOMER,
        client_id=client_id,
        text=text,
        payload=payload,
        sent_at=now,
    )
    session.add(message)
    session.flush()
    return Stored(message.id, client_id, now, fresh=True)
