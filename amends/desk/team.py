"""Who is at the desk, with what in hand, and what each of them speaks and knows (METHOD M12)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from amends.cases.topics import TOPICS
from amends.desk.accounts import list_agents
from amends.desk.assignment import colleagues
from amends.desk.names import LANGUAGES
from amends.store.tables import Agent, Presence, Role


@dataclass(frozen=True, slots=True)
class TeamMember:
    """An agent as their lead sees them. `presence` is None where their desk is not open."""

    id: int
    name: str
    email: str
    role: Role
    presence: Presence | None
    open_cases: int
    languages: tuple[str, ...]
    skills: tuple[str, ...]


def read_team(session: Session, *, now: datetime) -> tuple[TeamMember, ...]:
    """Return everybody who may sign in, by name."""
    there = {colleague.id: colleague for colleague in colleagues(session, now=now)}
    return tuple(
        TeamMember(
            agent.id, agent.name, agent.email, agent.role,
            agent.presence if agent.id in there else None,
            there[agent.id].open_cases if agent.id in there else 0,
            tuple(agent.languages), tuple(agent.skills),
        )
        for agent in list_agents(session)
        if not agent.disabled
    )  # fmt: skip


def others_than(session: Session, agent_id: int, *, now: datetime) -> tuple[tuple[int, str, str], ...]:
    """Return id and name of every colleague, and how they are: here, busy, away; whoever is here first."""
    order = {said: place for place, said in enumerate(("here", "busy", "away"))}
    team = [
        (one.id, one.name, one.presence.value if one.presence else Presence.AWAY.value)
        for one in read_team(session, now=now)
        if one.id != agent_id
    ]
    return tuple(sorted(team, key=lambda one: (order[one[2]], one[1].lower())))


def set_abilities(
    session: Session, agent_id: int, *, languages: Iterable[str], skills: Iterable[str]
) -> bool:
    """Write down what an agent speaks and knows; what is not on the lists is left out. False for nobody."""
    agent = session.get(Agent, agent_id)
    if agent is None:
        return False
    spoken, known = set(languages), set(skills)
    agent.languages = [code for code in LANGUAGES if code in spoken] or ["en"]
    agent.skills = [topic for topic in TOPICS if topic in known]
    return True
