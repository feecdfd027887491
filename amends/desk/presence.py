"""Who is at the desk: customers are told by it whether somebody is there (METHOD M9, R8)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.cases.state import WAITING
from amends.casework.handoff import move_waiting, people_there
from amends.store.locks import lock_free_case
from amends.store.tables import Agent, Case

TOUCH_EVERY = timedelta(seconds=20)


def must_note_presence(seen_at: datetime | None, *, now: datetime) -> bool:
    """Say whether it is time to note again that somebody is there."""
    return seen_at is None or now - seen_at >= TOUCH_EVERY


def be_there(session: Session, agent_id: int, *, now: datetime) -> list[str]:
    """Note that an agent's desk is open; return the conversations whose wait has changed by it.

    With the first one there, whoever was promised a time joins the queue, and everybody who waits is told so. Whom
    somebody is at work on joins it with the watchdog's next round.
    """
    somebody_was = people_there(session, now=now) > 0
    session.get_one(Agent, agent_id).last_seen_at = now
    session.flush()
    if somebody_was:
        return []
    waiting = list(session.scalars(select(Case.conversation_id).where(Case.state.in_(WAITING))))
    for conversation_id in waiting:
        case = lock_free_case(session, conversation_id)
        if case is not None:
            move_waiting(session, case, now=now)
    return waiting
