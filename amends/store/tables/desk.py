"""The people at the desk and their sign-ins."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from amends.store.tables.base import Base
from amends.store.types import Word


class Role(StrEnum):
    """What an agent may do; a lead may send what the gate warns about, and decides beyond authority."""

    AGENT = "agent"
    LEAD = "lead"


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
