"""Which conversations are made up (amends.tools.demo): pages mark them, reports say so, one command removes them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.store.tables import DEMO, Conversation

MADE_UP = select(Conversation.id).where(Conversation.channel == DEMO)
"""The ids of every made-up conversation."""


def has_made_up(session: Session) -> bool:
    """Say whether made-up conversations are on record; a small index answers it."""
    return session.scalar(MADE_UP.limit(1)) is not None
