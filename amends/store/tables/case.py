"""The case record, its apologies and its audit trail (DESIGN; docs/case-record.md)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Boolean, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from amends.cases.escalation import Reason
from amends.cases.state import State
from amends.store.tables.base import Base
from amends.store.tables.conversation import Speaker
from amends.store.types import EnumText

if TYPE_CHECKING:
    from amends.store.tables.conversation import Conversation
    from amends.store.tables.desk import Agent
    from amends.store.tables.redress import Offer

FIRST_REFERENCE = 20_000

IN_LINE = (
    "state", "waiting_since", "assigned_at", "received_at", "promised_by", "resolve_by", "heat_now", "severity",
    "passed_over", "deadlines_missed", "topic", "wanted_skill", "conversation_id",
)  # fmt: skip
"""All that the queue orders, counts and filters those who wait by: their index answers without their records."""
UNRESOLVED = text("resolved_at IS NULL")
WAITING_NOW = text("state IN ('follow_up', 'queued')")


class Want(StrEnum):
    """The three wants (METHOD M5, M6, M7) and a person."""

    VENT = "vent"
    COMPENSATION = "compensation"
    APOLOGY = "apology"
    PERSON = "person"


class Case(Base):
    """The case record (DESIGN; docs/case-record.md). One for each conversation, opened early, never twice."""

    __tablename__ = "cases"
    __table_args__ = (
        Index(None, "state", "waiting_since"),
        Index("ix_cases_state_assignee_id", "state", "assignee_id"),
        Index("ix_cases_state_received_at", "state", "received_at"),
        Index("ix_cases_customer_email", "customer_email"),
        Index("ix_cases_received_at_topic", "received_at", "topic"),
        Index(
            "ix_cases_unresolved", "resolve_by", "received_at", "topic",
            sqlite_where=UNRESOLVED, postgresql_where=UNRESOLVED,
        ),
        Index("ix_cases_waiting", *IN_LINE, sqlite_where=WAITING_NOW, postgresql_where=WAITING_NOW),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), unique=True)
    state: Mapped[State] = mapped_column(EnumText(State), default=State.BOT)
    received_at: Mapped[datetime]
    customer_name: Mapped[str | None] = mapped_column(String(120))
    customer_email: Mapped[str | None] = mapped_column(String(254))
    concern: Mapped[str] = mapped_column(Text, default="")
    """The concern in the customer's own words: what they first wrote."""
    story: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """What they added, in their words, corrections included."""
    topic: Mapped[str | None] = mapped_column(String(32))
    root_cause: Mapped[str | None] = mapped_column(String(200))
    """Why it happened, by its code (amends.desk.causes); in words in `root_cause_note`."""
    root_cause_note: Mapped[str | None] = mapped_column(Text)
    wants: Mapped[list[Any]] = mapped_column(JSON, default=list)
    remedy_asked: Mapped[str | None] = mapped_column(Text)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    heat_start: Mapped[float | None] = mapped_column(Float)
    heat_peak: Mapped[float | None] = mapped_column(Float)
    heat_now: Mapped[float | None] = mapped_column(Float)
    emotion_now: Mapped[str | None] = mapped_column(String(32))
    severity: Mapped[int] = mapped_column(Integer, default=1)
    escalation_reason: Mapped[Reason | None] = mapped_column(EnumText(Reason))
    corrected: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """What a person has set right: a later reading does not change it again."""
    wanted_skill: Mapped[str | None] = mapped_column(String(32))
    """The topic whose experts a colleague passed the case on to."""
    passed_over: Mapped[int] = mapped_column(Integer, default=0)
    """How often somebody was asked to take it in this wait and let it pass; each time it moves up."""
    authority_needed: Mapped[str | None] = mapped_column(String(200))
    """Why the bot may not decide what they ask for, in plain words."""
    escalated_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]
    promised_by: Mapped[datetime | None]
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"), index=True)
    assigned_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    first_human_answer_at: Mapped[datetime | None]
    last_human_answer_at: Mapped[datetime | None]
    first_answer_due: Mapped[datetime | None]
    """When a person must have written to the customer who waits; None once one has."""
    next_update_due: Mapped[datetime | None]
    resolve_by: Mapped[datetime]
    deadlines_missed: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """How many deadlines passed unkept: each moves the case up (METHOD M9)."""
    outcome: Mapped[str | None] = mapped_column(Text)
    resolved_by: Mapped[Speaker | None] = mapped_column(EnumText(Speaker))
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
