"""What a conversation is about: what the customer demands and asks, and what the bot asked last (METHOD M25, M26)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from amends.store.tables.base import Base
from amends.store.types import EnumText


class RequestKind(StrEnum):
    """What a customer's request is."""

    DEMAND = "demand"
    QUESTION = "question"


class Progress(StrEnum):
    """What became of a customer's request."""

    OPEN = "open"
    ASKED = "asked"
    """One fact is missing, and they were asked for it."""
    OFFERED = "offered"
    PASSED_ON = "passed_on"
    """It is with a person, by name."""
    DONE = "done"
    REFUSED = "refused"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


OPEN_PROGRESS = frozenset({Progress.OPEN, Progress.ASKED, Progress.OFFERED, Progress.PASSED_ON})
"""Nothing has become of it yet."""


class CustomerRequest(Base):
    """One thing that a customer demands, does not want, or asks.

    `what`: the kind of a demand (amends.hearing.frame.Demand), or `form.about` of a question. `words`: as they typed
    it; `named`: what we call it in a sentence to them. `times`: how often they have said it.
    """

    __tablename__ = "customer_requests"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), index=True)
    kind: Mapped[RequestKind] = mapped_column(EnumText(RequestKind))
    what: Mapped[str] = mapped_column(String(40))
    negative: Mapped[bool] = mapped_column(default=False)
    whose: Mapped[str] = mapped_column(String(16), default="self")
    words: Mapped[str] = mapped_column(Text)
    named: Mapped[str] = mapped_column(Text)
    state: Mapped[Progress] = mapped_column(EnumText(Progress), default=Progress.OPEN)
    since: Mapped[datetime]
    times: Mapped[int] = mapped_column(default=1)
    outcome: Mapped[str | None] = mapped_column(Text)
    """What became of it, in a sentence."""
    closed_at: Mapped[datetime | None]


class DialogueState(Base):
    """What the bot remembers of a conversation between its turns.

    `stage`: what it asked last (amends.dialogue.turn.Stage). `misunderstood`: how many turns in a row made no sense.
    `asked`: how often that stage's question was asked in a row.
    """

    __tablename__ = "dialogue_states"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    stage: Mapped[str | None] = mapped_column(String(16))
    misunderstood: Mapped[int] = mapped_column(default=0)
    asked: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    updated_at: Mapped[datetime]
