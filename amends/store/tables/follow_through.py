"""What comes after: missed deadlines, mail, letters, report cards, praise, and who comes back (METHOD M2, M7..M21)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from amends.cases.deadlines import Deadline
from amends.cases.state import State
from amends.store.tables.base import Base
from amends.store.tables.case import Case
from amends.store.tables.desk import Agent
from amends.store.types import EnumText


class Stay(StrEnum):
    """Their answer to whether they will stay a customer (METHOD M2)."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class ReportCard(Base):
    """What the customer says of how their case was handled (METHOD M18): one for each case, asked once.

    `heard`, `apology`, `outcome` and `effort` are 1 (worst) to 5 (best), None where not answered.
    """

    __tablename__ = "report_cards"
    __table_args__ = (
        Index("ix_report_cards_answered_at", "answered_at"),
        *(
            CheckConstraint(f"{criterion} BETWEEN 1 AND 5", name=f"{criterion}_one_to_five")
            for criterion in ("heard", "apology", "outcome", "effort")
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), unique=True)
    asked_at: Mapped[datetime]
    heard: Mapped[int | None]
    apology: Mapped[int | None]
    outcome: Mapped[int | None]
    effort: Mapped[int | None]
    """How little work it was for them: 5 is none."""
    stay: Mapped[Stay | None] = mapped_column(EnumText(Stay))
    answered_at: Mapped[datetime | None]
    """When they gave the newest of their answers."""
    skipped_at: Mapped[datetime | None]
    """When they said that they would rather not; what they answered before stays."""

    case: Mapped[Case] = relationship()


class Praise(Base):
    """Praise, word for word, for whom it names (METHOD M17)."""

    __tablename__ = "praises"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), unique=True)
    text: Mapped[str] = mapped_column(Text)
    about_agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"), index=True)
    """Whom it names, where exactly one agent has that first name; None is the team."""
    names_written: Mapped[str] = mapped_column(String(200), default="")
    """The names of agents as the customer wrote them, comma separated; empty where it names nobody."""
    at: Mapped[datetime]
    passed_on_at: Mapped[datetime | None]
    """When the desk first showed it to whom it is for."""

    about_agent: Mapped[Agent | None] = relationship()


class MissedDeadline(Base):
    """A deadline that passed unkept (METHOD M9); each is found once, whoever looks and however often."""

    __tablename__ = "missed_deadlines"
    __table_args__ = (UniqueConstraint("case_id", "deadline", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    deadline: Mapped[Deadline] = mapped_column(EnumText(Deadline))
    due_at: Mapped[datetime]
    found_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[State] = mapped_column(EnumText(State))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    """Who had the case then, if anybody."""

    case: Mapped[Case] = relationship()
    assignee: Mapped[Agent | None] = relationship()


class Letter(Base):
    """A personal apology in writing, by name (METHOD M7)."""

    __tablename__ = "letters"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), unique=True)
    text: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime]
    gate_version: Mapped[str] = mapped_column(String(16))

    case: Mapped[Case] = relationship()
    agent: Mapped[Agent] = relationship()


class ReturnAttempt(Base):
    """Somebody in a new window says that an earlier case is theirs (METHOD M21).

    `case_id` is None where number and address do not belong together: nobody is told which it was. The code that
    proves the address follows from `nonce`.
    """

    __tablename__ = "return_attempts"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    asked_for: Mapped[str] = mapped_column(String(32), index=True)
    """The record number as it was asked for: guesses at one are counted together."""
    came_from: Mapped[str | None] = mapped_column(String(64), index=True)
    nonce: Mapped[str] = mapped_column(String(32))
    asked_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(Integer, default=0)
    proved_at: Mapped[datetime | None]
