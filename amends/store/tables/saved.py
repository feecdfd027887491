"""Replies that agents share, and where they were used (METHOD M24)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Float, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from amends.store.tables.base import Base
from amends.store.tables.desk import Agent


class SavedReply(Base):
    """A reply worth sharing. `text` may hold {name}, {case}, {order}, {promised} and {me}."""

    __tablename__ = "saved_replies"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    title: Mapped[str] = mapped_column(String(60), unique=True)
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    changed_at: Mapped[datetime]
    retired: Mapped[bool] = mapped_column(Boolean, default=False)

    author: Mapped[Agent] = relationship()


class ReplyUse(Base):
    """A saved reply was sent, as it is or changed. `heat_before`: the customer's intensity then, 0..1."""

    __tablename__ = "reply_uses"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("saved_replies.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), unique=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    used_at: Mapped[datetime]
    heat_before: Mapped[float | None] = mapped_column(Float)
