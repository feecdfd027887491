"""Praise as the desk shows it: one's own, the team's, and to a lead everybody's (METHOD M17, M24)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.follow_through.praise import pass_praise_on, praise_for, praise_of_others
from amends.store.tables import Agent, Praise, Role


@dataclass(frozen=True, slots=True)
class PraiseWords:
    """What one customer wrote. `about`: whom it is for, empty for the team; `named`: names as they were written.

    `conversation_id` is empty where there is no case to open; `new`: it is shown to them for the first time.
    """

    id: int
    text: str
    at: datetime
    about: str
    named: str
    conversation_id: str
    new: bool


@dataclass(frozen=True, slots=True)
class Praised:
    """What the page shows. `team`: whom a lead can give it to, each with their id."""

    mine: tuple[PraiseWords, ...]
    for_all: tuple[PraiseWords, ...]
    others: tuple[PraiseWords, ...]
    team: tuple[tuple[int, str], ...]


def show_praise(session: Session, agent: Agent, *, now: datetime) -> Praised:
    """Read what an agent is shown, and note that it was passed on."""
    theirs = praise_for(session, agent.id)
    mine = _words(theirs, lambda one: one.about_agent_id == agent.id)
    for_all = _words(theirs, lambda one: one.about_agent_id is None)
    pass_praise_on(session, theirs, agent_id=agent.id, now=now)
    if agent.role is not Role.LEAD:
        return Praised(mine, for_all, (), ())
    people = session.scalars(select(Agent).where(Agent.disabled.is_(False)).order_by(Agent.name))
    team = tuple((one.id, one.name) for one in people)
    return Praised(mine, for_all, _words(praise_of_others(session, agent.id), lambda _: True), team)


def _words(praises: Sequence[Praise], fits: Callable[[Praise], bool]) -> tuple[PraiseWords, ...]:
    return tuple(
        PraiseWords(
            id=one.id,
            text=one.text,
            at=one.at,
            about=one.about_agent.name if one.about_agent else "",
            named=one.names_written,
            conversation_id=one.conversation_id if one.case_id is not None else "",
            new=one.passed_on_at is None,
        )
        for one in praises
        if fits(one)
    )
