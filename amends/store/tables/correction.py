"""What agents set right about a reading; kept as reviewed examples, never trained on by itself."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from amends.store.tables.base import Base
from amends.store.tables.desk import Agent
from amends.store.types import EnumText


class Aspect(StrEnum):
    """What was set right."""

    EMOTION = "emotion"
    TOPIC = "topic"
    WANT = "want"
    ROOT_CAUSE = "root_cause"


class Correction(Base):
    """One correction. `message_id` is the message that was read wrongly; None where it is of the whole case."""

    __tablename__ = "corrections"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), index=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    aspect: Mapped[Aspect] = mapped_column(EnumText(Aspect))
    before: Mapped[str] = mapped_column(String(200))
    after: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text, default="")
    """The customer's words that were read wrongly."""
    made_at: Mapped[datetime]

    agent: Mapped[Agent] = relationship()
