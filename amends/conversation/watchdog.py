"""The watchdog: looks after promises that nobody else would notice (METHOD M9, M10, R8)."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.cases.handoff import close, move_waiting, people_there, promise_again
from amends.cases.state import WAITING, State
from amends.conversation.door import Outgoing, send_automatic
from amends.conversation.hub import Call
from amends.conversation.turns import Turns
from amends.conversation.words import say, say_time
from amends.store.store import StoreUnavailable
from amends.store.tables import Case, Speaker

log = structlog.get_logger(__name__)

EVERY_SECONDS = 15.0
QUIET_AFTER_TOLD = timedelta(days=3)
"""A customer who was told and says nothing for so long is taken to be content; they may always come back."""


async def watch(turns: Turns) -> None:
    """Make the rounds until cancelled. A round that fails is logged, and the next one comes."""
    while True:
        try:
            for conversation_id in await asyncio.to_thread(make_a_round, turns):
                turns.hub.tell(Call("said", conversation_id, who="bot"))
                turns.hub.tell(Call("status", conversation_id))
            await turns.resume()
        except StoreUnavailable as error:
            log.error("watchdog_round_failed", why=str(error))
        await asyncio.sleep(EVERY_SECONDS)


def make_a_round(turns: Turns) -> list[str]:
    """Keep promises in order; return the conversations in which something changed."""
    changed = []
    with turns.store.write() as session:
        now = turns.clock()
        for case in session.scalars(select(Case).where(Case.state.in_(WAITING))):
            if move_waiting(session, case, now=now) or _keep_the_promise(session, case, turns, now):
                changed.append(case.conversation_id)
        told_long_ago = select(Case).where(Case.state == State.TOLD)
        for case in session.scalars(told_long_ago):
            if case.accepted or (case.told_at and case.told_at <= now - QUIET_AFTER_TOLD):
                close(session, case, now=now, accepted=case.accepted)
                changed.append(case.conversation_id)
    return changed


def _keep_the_promise(session: Session, case: Case, turns: Turns, now: datetime) -> bool:
    """A promised time has passed and nobody is there: say so, and give a new one (METHOD M9)."""
    if case.promised_by is None or now <= case.promised_by or people_there(session, now=now):
        return False
    promised = promise_again(session, case, terms=turns.terms, now=now)
    when = say_time(promised, hours=turns.terms.hours, now=now)
    for name, text in (
        ("late", say("late")),
        ("late_sorry", say("sorry")),
        ("new_time", say("new_time", when=when, reference=case.reference)),
    ):
        outgoing = Outgoing(text, f"{name}:{case.id}:{promised.isoformat()}")
        send_automatic(session, case.conversation_id, outgoing, speaker=Speaker.SYSTEM, now=now)
    return True
