"""Praise is recorded word for word and passed to whom it names (METHOD M17)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from amends.casework.handoff import actor_of
from amends.casework.record import write_audit
from amends.store.tables import Agent, Case, Message, Praise

LONGEST_NAMES = 200


def record_praise(
    session: Session,
    message: Message,
    *,
    case_id: int | None,
    with_agent_id: int | None = None,
    now: datetime,
) -> Praise:
    """Keep what a customer's message praises; the same message again is the same praise.

    It is for the one agent whose first name it holds; where it names nobody, for `with_agent_id`, who has the
    conversation; else for the team.
    """
    known = session.scalars(select(Praise).where(Praise.message_id == message.id)).one_or_none()
    if known is not None:
        return known
    agents = list(session.scalars(select(Agent).where(Agent.disabled.is_(False))))
    written = names_in(message.text, (agent.name for agent in agents))
    named = [agent for agent in agents if agent.name.casefold() in {name.casefold() for name in written}]
    about = named[0].id if len(named) == 1 else None
    praise = Praise(
        conversation_id=message.conversation_id,
        case_id=case_id,
        message_id=message.id,
        text=message.text,
        about_agent_id=about if written else with_agent_id,
        names_written=", ".join(written)[:LONGEST_NAMES],
        at=now,
    )
    session.add(praise)
    session.flush()
    return praise


def names_in(text: str, names: Iterable[str]) -> list[str]:
    """Return which of `names` stand in a text as words of their own, as they are written there, each once."""
    found: dict[str, str] = {}
    for name in names:
        match = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
        if match is not None:
            found.setdefault(name.casefold(), match[0])
    return list(found.values())


def praise_for(session: Session, agent_id: int, *, limit: int = 50) -> Sequence[Praise]:
    """Return the praise that an agent is shown: their own and the team's, the newest first."""
    query = (
        select(Praise)
        .where(or_(Praise.about_agent_id == agent_id, Praise.about_agent_id.is_(None)))
        .order_by(Praise.id.desc())
        .limit(limit)
        .options(selectinload(Praise.about_agent))
    )
    return session.scalars(query).all()


def pass_praise_on(session: Session, praises: Iterable[Praise], *, agent_id: int, now: datetime) -> None:
    """Note that praise was shown to whom it is for; the team's by the first of them to see it."""
    for praise in praises:
        if praise.passed_on_at is None and praise.about_agent_id in (None, agent_id):
            praise.passed_on_at = now


def give_to(session: Session, praise_id: int, agent_id: int, *, by: Agent, now: datetime) -> Praise:
    """Give praise that named nobody for certain to whom it is for; it is passed on to them anew.

    The same again changes nothing. Raises LookupError for praise or a person that does not exist.
    """
    praise, agent = session.get(Praise, praise_id), session.get(Agent, agent_id)
    if praise is None or agent is None or agent.disabled:
        raise LookupError(f"There is no praise {praise_id}, or nobody {agent_id} at the desk.")
    if praise.about_agent_id == agent.id:
        return praise
    praise.about_agent = agent
    praise.passed_on_at = None
    case = session.get(Case, praise.case_id) if praise.case_id is not None else None
    if case is not None:
        write_audit(session, case, "praise_given", actor=actor_of(by), now=now, to=agent.name)
    return praise


def praise_of_others(session: Session, agent_id: int, *, limit: int = 50) -> Sequence[Praise]:
    """Return the praise that is somebody else's, the newest first: what a lead sees besides."""
    query = (
        select(Praise)
        .where(Praise.about_agent_id.is_not(None), Praise.about_agent_id != agent_id)
        .order_by(Praise.id.desc())
        .limit(limit)
        .options(selectinload(Praise.about_agent))
    )
    return session.scalars(query).all()


def count_new(session: Session, agent_id: int) -> int:
    """Count the praise of an agent that they have not been shown."""
    query = select(func.count(Praise.id)).where(
        Praise.about_agent_id == agent_id, Praise.passed_on_at.is_(None)
    )
    return session.scalar(query) or 0
