"""After the outcome was told: whether it is settled, and taking it up again where it is not (METHOD M10, M11)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from amends.cases.escalation import Reason
from amends.cases.state import SETTLED, Move, NotAllowed, State
from amends.casework.handoff import ServiceLevels, actor_of, hand_off, reopen
from amends.casework.record import lock_known_case, write_audit
from amends.desk.handling import take_over
from amends.languages.loading import Languages
from amends.store.tables import Agent, Case


def note_accepted(session: Session, conversation_id: str, agent: Agent, *, now: datetime) -> Case:
    """Record that the customer told `agent` it is settled. It still closes only once they were told how.

    Raises NoSuchCase, and NotAllowed where nothing was decided or it is closed.
    """
    case = _settled(session, conversation_id)
    if case.state is State.CLOSED:
        raise NotAllowed(case.state, Move.CLOSE)
    if case.accepted is not True:
        case.accepted = True
        write_audit(session, case, "accepted", actor=actor_of(agent), now=now)
    return case


def take_up_again(
    session: Session,
    conversation_id: str,
    agent: Agent,
    *,
    levels: ServiceLevels,
    languages: Languages,
    now: datetime,
) -> Case:
    """Open a settled case anew, with `agent`: it was not settled after all. Raises NoSuchCase, NotAllowed."""
    case = _settled(session, conversation_id)
    reopen(session, case, now=now)
    hand_off(session, case, Reason.REOPENED, actor=actor_of(agent), levels=levels, now=now)
    return take_over(session, conversation_id, agent, languages=languages, now=now)


def _settled(session: Session, conversation_id: str) -> Case:
    case = lock_known_case(session, conversation_id)
    if case.state not in SETTLED:
        raise NotAllowed(case.state, Move.REOPEN)
    return case
