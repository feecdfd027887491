"""What agents write for each other, which no customer ever sees."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from amends.store.tables.base import Base
from amends.store.tables.desk import Agent

UNSEEN = text("seen_at IS NULL")


class Note(Base):
    """An internal note on a case."""

    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]

    author: Mapped[Agent] = relationship()
    mentions: Mapped[list[Mention]] = relationship(back_populates="note", order_by="Mention.id")


class Mention(Base):
    """A colleague whom a note names; open until they have seen it."""

    __tablename__ = "mentions"
    __table_args__ = (
        UniqueConstraint("note_id", "agent_id"),
        Index("ix_mentions_unseen", "agent_id", sqlite_where=UNSEEN, postgresql_where=UNSEEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("notes.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    seen_at: Mapped[datetime | None]

    note: Mapped[Note] = relationship(back_populates="mentions")
    agent: Mapped[Agent] = relationship()
