"""The tables: conversations, messages, cases, offers, agents (DESIGN, The case record)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from amends.cases.escalation import Reason
from amends.cases.state import State
from amends.store.types import UtcDateTime, Word

FIRST_REFERENCE = 20_000


class Speaker(StrEnum):
    """Who wrote a message."""

    CUSTOMER = "customer"
    BOT = "bot"
    AGENT = "agent"
    SYSTEM = "system"


class Role(StrEnum):
    """What an agent may do; a lead may send what the gate warns about, and decides beyond authority."""

    AGENT = "agent"
    LEAD = "lead"


class Want(StrEnum):
    """The three wants (METHOD M5, M6, M7) and a person."""

    VENT = "vent"
    COMPENSATION = "compensation"
    APOLOGY = "apology"
    PERSON = "person"


class OfferState(StrEnum):
    """Where an offer stands."""

    MADE = "made"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Base(DeclarativeBase):
    """The declarative base; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012


class Conversation(Base):
    """One customer's thread with the company, in whatever window they write."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    started_at: Mapped[datetime]
    channel: Mapped[str] = mapped_column(String(16), default="web")
    language: Mapped[str] = mapped_column(String(8), default="en")
    failures: Mapped[int] = mapped_column(Integer, default=1)
    """How many separate failures the customer told of; each earns one apology (METHOD R2)."""
    seen_message_id: Mapped[int] = mapped_column(Integer, default=0)
    """The last message that the customer's window has shown."""

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
    speaker: Mapped[Speaker] = mapped_column(Word(Speaker))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    client_id: Mapped[str | None] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    """Of a customer's message: when the bot had answered it or a person had it before them."""
    payload: Mapped[str | None] = mapped_column(String(200))
    """Of a pressed button: the intent that the server had issued with it."""
    reading: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """Of a customer's message: intent, emotion, topic and facts (amends.understanding.reading)."""
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


class Case(Base):
    """The case record (DESIGN; docs/case-record.md). One for each conversation, opened early, never twice."""

    __tablename__ = "cases"
    __table_args__ = (Index(None, "state", "waiting_since"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), unique=True)
    state: Mapped[State] = mapped_column(Word(State), default=State.BOT)
    received_at: Mapped[datetime]
    customer_name: Mapped[str | None] = mapped_column(String(120))
    customer_email: Mapped[str | None] = mapped_column(String(254))
    concern: Mapped[str] = mapped_column(Text, default="")
    """The concern in the customer's own words: what they first wrote."""
    story: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """What they added, in their words, corrections included."""
    topic: Mapped[str | None] = mapped_column(String(32))
    root_cause: Mapped[str | None] = mapped_column(String(200))
    wants: Mapped[list[Any]] = mapped_column(JSON, default=list)
    remedy_asked: Mapped[str | None] = mapped_column(Text)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    heat_start: Mapped[float | None] = mapped_column(Float)
    heat_peak: Mapped[float | None] = mapped_column(Float)
    heat_now: Mapped[float | None] = mapped_column(Float)
    emotion_now: Mapped[str | None] = mapped_column(String(32))
    severity: Mapped[int] = mapped_column(Integer, default=1)
    escalation_reason: Mapped[Reason | None] = mapped_column(Word(Reason))
    authority_needed: Mapped[str | None] = mapped_column(String(200))
    """Why the bot may not decide what they ask for, in plain words."""
    escalated_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]
    promised_by: Mapped[datetime | None]
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"), index=True)
    assigned_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    first_human_answer_at: Mapped[datetime | None]
    next_update_due: Mapped[datetime | None]
    resolve_by: Mapped[datetime]
    outcome: Mapped[str | None] = mapped_column(Text)
    resolved_by: Mapped[Speaker | None] = mapped_column(Word(Speaker))
    resolved_at: Mapped[datetime | None]
    told_text: Mapped[str | None] = mapped_column(Text)
    told_message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    told_at: Mapped[datetime | None]
    accepted: Mapped[bool | None] = mapped_column(Boolean)
    closed_at: Mapped[datetime | None]
    reopened: Mapped[int] = mapped_column(Integer, default=0)
    keep_until: Mapped[datetime | None]
    """Of a closed case: from when on it is due for deletion."""

    conversation: Mapped[Conversation] = relationship(back_populates="case")
    assignee: Mapped[Agent | None] = relationship()
    offers: Mapped[list[Offer]] = relationship(back_populates="case", order_by="Offer.id")
    apologies: Mapped[list[Apology]] = relationship(back_populates="case", order_by="Apology.id")
    audit: Mapped[list[AuditEntry]] = relationship(back_populates="case", order_by="AuditEntry.id")

    @property
    def reference(self) -> str:
        """The number that customer and agents know the case by: `AM-20001`."""
        return f"AM-{FIRST_REFERENCE + self.id}"


class Apology(Base):
    """An apology that left, with the gate's verdict: one for each failure and speaker (METHOD R2)."""

    __tablename__ = "apologies"
    __table_args__ = (UniqueConstraint("case_id", "failure", "said_by"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    failure: Mapped[int]
    said_by: Mapped[str] = mapped_column(String(32))
    """`bot`, or `agent:ID`: a person who takes over may say it once for themselves."""
    text: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime]
    gate_version: Mapped[str] = mapped_column(String(16))

    case: Mapped[Case] = relationship(back_populates="apologies")


class Offer(Base):
    """An offer that the policy backs (METHOD M6, R7): one for each failure, whatever is retried."""

    __tablename__ = "offers"
    __table_args__ = (
        UniqueConstraint("case_id", "failure"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    failure: Mapped[int]
    kind: Mapped[str] = mapped_column(String(32))
    amount: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    currency: Mapped[str] = mapped_column(String(3))
    rule: Mapped[str] = mapped_column(String(64))
    policy_version: Mapped[str] = mapped_column(String(32))
    state: Mapped[OfferState] = mapped_column(Word(OfferState), default=OfferState.MADE)
    voucher_code: Mapped[str | None] = mapped_column(String(32), unique=True)
    made_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(back_populates="offers")


class AuditEntry(Base):
    """One line of the audit trail. Append-only: the database refuses to change or delete one."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(64))
    """`bot`, `system`, `customer` or `agent:ID`."""
    event: Mapped[str] = mapped_column(String(48))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    case: Mapped[Case] = relationship(back_populates="audit")


class Agent(Base):
    """A person at the desk."""

    __tablename__ = "agents"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    """The first name by which customers meet them."""
    role: Mapped[Role] = mapped_column(Word(Role), default=Role.AGENT)
    password_hash: Mapped[str] = mapped_column(String(200))
    disabled: Mapped[bool] = mapped_column(Boolean, default=False)
    last_seen_at: Mapped[datetime | None]
    """When their desk was last open: who is there is told by this."""


class DeskSession(Base):
    """A sign-in. Only a hash of the cookie's token is kept."""

    __tablename__ = "desk_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    agent: Mapped[Agent] = relationship()
