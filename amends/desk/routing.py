"""Who is asked to take a case: language, authority and skill first, then whoever has least and waited longest (M12)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

MOST_OPEN = 5
"""Nobody who has so many open conversations is asked to take another."""
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Colleague:
    """An agent at the desk. `free`: here, not busy, and not asked about another case already.

    `given_at`: when they were last given a conversation; None stands for never.
    """

    id: int
    free: bool
    is_lead: bool
    languages: frozenset[str]
    skills: frozenset[str]
    open_cases: int
    given_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """What a waiting case asks of a person. `skills`: topics, any of which will do. `passed_by`: who let it pass."""

    language: str
    skills: frozenset[str] = frozenset()
    authority: bool = False
    passed_by: frozenset[int] = frozenset()


def choose_agent(need: Need, colleagues: Iterable[Colleague]) -> Colleague | None:
    """Return who is asked next, or None where nobody is free: then everybody sees it wait.

    Language counts before authority, authority before skill: somebody without them is better than nobody.
    Among equals the one with the fewest open conversations is asked, then whoever was given none for longest.
    """
    free = [
        colleague
        for colleague in colleagues
        if colleague.free and colleague.open_cases < MOST_OPEN and colleague.id not in need.passed_by
    ]
    return min(free, key=lambda colleague: _distance(need, colleague), default=None)


def _distance(need: Need, colleague: Colleague) -> tuple[bool, bool, bool, int, datetime, int]:
    return (
        need.language not in colleague.languages,
        need.authority and not colleague.is_lead,
        bool(need.skills) and not (need.skills & colleague.skills),
        colleague.open_cases,
        colleague.given_at or _NEVER,
        colleague.id,
    )
