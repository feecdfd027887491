"""Danger reviews: messages that may tell of danger, for a person to read (docs/operating.md)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from amends.store.tables.base import Base
from amends.store.tables.conversation import Message
from amends.store.tables.desk import Agent
from amends.store.types import EnumText

OPEN = text("verdict IS NULL")
"""What nobody has read yet is little; a small index finds it at once."""


class DangerVerdict(StrEnum):
    """What the person who read it says."""

    NOBODY = "nobody_in_danger"
    DANGER = "danger"


class DangerReview(Base):
    """A customer's message that may tell of danger, once each. `verdict` is None until a person has read it.

    `kind`: the likeliest dangerous intent. `chance`: 0..1, of all kinds of danger together.
    """

    __tablename__ = "danger_reviews"
    __table_args__ = (Index("ix_danger_reviews_open", "chance", sqlite_where=OPEN, postgresql_where=OPEN),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    chance: Mapped[float]
    queued_at: Mapped[datetime]
    verdict: Mapped[DangerVerdict | None] = mapped_column(EnumText(DangerVerdict))
    reviewed_at: Mapped[datetime | None] = mapped_column(index=True)
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))

    message: Mapped[Message] = relationship()
    reviewed_by: Mapped[Agent | None] = relationship()
