"""Conversations, their messages and the buttons under them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from amends.languages.line import LONGEST_NAME
from amends.store.tables.base import Base
from amends.store.types import EnumText

if TYPE_CHECKING:
    from amends.store.tables.case import Case
    from amends.store.tables.desk import Agent


class Speaker(StrEnum):
    """Who wrote a message."""

    CUSTOMER = "customer"
    BOT = "bot"
    AGENT = "agent"
    SYSTEM = "system"


DEMO = "demo"
"""The channel of every made-up conversation: by it pages mark it, and one command removes it."""

MADE_UP = text(f"channel = '{DEMO}'")


class Conversation(Base):
    """One customer's thread with the company, in whatever window they write."""

    __tablename__ = "conversations"
    __table_args__ = (Index("ix_conversations_demo", "id", sqlite_where=MADE_UP, postgresql_where=MADE_UP),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    started_at: Mapped[datetime]
    channel: Mapped[str] = mapped_column(String(16), default="web")
    language: Mapped[str] = mapped_column(String(8), default="en")
    failures: Mapped[int] = mapped_column(Integer, default=1)
    """How many separate failures the customer told of; each earns one apology (METHOD R2)."""
    seen_message_id: Mapped[int] = mapped_column(Integer, default=0)
    """The last message that the customer's window has shown."""
    came_from: Mapped[str | None] = mapped_column(String(64), index=True)
    """A keyed hash of the address it was started from: it limits guessing, and names nobody."""
    continued_as: Mapped[str | None] = mapped_column(String(36))
    """The earlier conversation that this window turned out to belong to (METHOD M21)."""

    messages: Mapped[list[Message]] = relationship(back_populates="conversation", order_by="Message.id")
    case: Mapped[Case | None] = relationship(back_populates="conversation", uselist=False)


OPEN_TURN = text("speaker = 'customer' AND answered_at IS NULL")
"""What still waits for an answer: a small index finds it at once among millions."""


class Message(Base):
    """One message. `client_id` is the sender's own id for it: a repeat is the same message."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "client_id"),
        Index(None, "conversation_id", "id"),
        Index("ix_messages_open", "conversation_id", sqlite_where=OPEN_TURN, postgresql_where=OPEN_TURN),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    speaker: Mapped[Speaker] = mapped_column(EnumText(Speaker))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    client_id: Mapped[str | None] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    """Of a customer's message: when the bot had answered it or a person had it before them."""
    lease_owner: Mapped[str | None] = mapped_column(String(32))
    """Of a customer's message: who is at work on its answer (amends.turns.lease)."""
    leased_until: Mapped[datetime | None]
    """Until when nobody else is."""
    payload: Mapped[str | None] = mapped_column(String(200))
    """Of a pressed button: the intent that the server had issued with it."""
    reading: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """Of a customer's message: intent, emotion, topic and facts (amends.understanding.reading)."""
    line: Mapped[str | None] = mapped_column(String(LONGEST_NAME))
    """Of what we say ourselves: the name of the line in our languages, however it is worded (amends.languages)."""
    line_slots: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    """What filled the slots of that line."""
    lines_before: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    """The lines said before it in the same message, each with its name and slots, in their order."""
    verdict: Mapped[str | None] = mapped_column(String(16))
    gate_version: Mapped[str | None] = mapped_column(String(16))

    conversation: Mapped[Conversation] = relationship(back_populates="messages")
    agent: Mapped[Agent | None] = relationship()
    buttons: Mapped[list[Button]] = relationship(
        back_populates="message", order_by="Button.position", foreign_keys="Button.message_id"
    )


class Button(Base):
    """A button that the server issued; its id is all that a customer's window ever knows of it."""

    __tablename__ = "buttons"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(80))
    payload: Mapped[str] = mapped_column(String(200))
    pressed_message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    """The customer's message that pressing it was: a second press is the same message."""

    message: Mapped[Message] = relationship(back_populates="buttons", foreign_keys=message_id)
