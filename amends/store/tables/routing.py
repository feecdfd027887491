"""Who was asked to take a waiting case (METHOD M12)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from amends.store.tables.base import Base
from amends.store.tables.desk import Agent
from amends.store.types import EnumText


class InvitationEnding(StrEnum):
    """How an invitation ended: taken, let pass, or no longer needed."""

    TAKEN = "taken"
    PASSED = "passed"
    WITHDRAWN = "withdrawn"


OPEN_INVITATION = text("ended_at IS NULL")
"""A case has one open invitation at most; a small index keeps it so and finds it at once."""


class Invitation(Base):
    """One agent was asked to take a waiting case. Others still may."""

    __tablename__ = "invitations"
    __table_args__ = (
        Index(
            "ix_invitations_open",
            "case_id",
            unique=True,
            sqlite_where=OPEN_INVITATION,
            postgresql_where=OPEN_INVITATION,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), index=True)
    made_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    """The colleague who passed the case on; None where the queue asked by itself."""
    ended_at: Mapped[datetime | None]
    ended: Mapped[InvitationEnding | None] = mapped_column(EnumText(InvitationEnding))

    agent: Mapped[Agent] = relationship(foreign_keys=agent_id)
