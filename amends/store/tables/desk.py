"""The people at the desk and their sign-ins."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from amends.store.tables.base import Base
from amends.store.types import EnumText


class Role(StrEnum):
    """What an agent may do; a lead may send what the gate warns about, and decides beyond authority."""

    AGENT = "agent"
    LEAD = "lead"


class Presence(StrEnum):
    """What an agent says of themselves. Busy: reads and answers, is given nothing new. Away: not at the desk."""

    HERE = "here"
    BUSY = "busy"
    AWAY = "away"


class Agent(Base):
    """A person at the desk."""

    __tablename__ = "agents"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    """The first name by which customers meet them."""
    role: Mapped[Role] = mapped_column(EnumText(Role), default=Role.AGENT)
    password_hash: Mapped[str] = mapped_column(String(200))
    disabled: Mapped[bool] = mapped_column(Boolean, default=False)
    last_seen_at: Mapped[datetime | None]
    """When their desk was last open: who is there is told by this."""
    presence: Mapped[Presence] = mapped_column(EnumText(Presence), default=Presence.HERE)
    languages: Mapped[list[Any]] = mapped_column(JSON, default=lambda: ["en"])
    """ISO 639-1 codes of what they write well."""
    skills: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Topics that they know best."""
    given_at: Mapped[datetime | None]
    """When they were last given a conversation: who waited longest for one is next."""
    wants_sound: Mapped[bool] = mapped_column(Boolean, default=False)
    wants_notice: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether a sound and a notice of the browser tell them of what is new; off until they ask for it."""


class DeskSession(Base):
    """A sign-in. Only a hash of the cookie's token is kept."""

    __tablename__ = "desk_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    agent: Mapped[Agent] = relationship()
