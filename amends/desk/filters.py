"""What of the queue an agent wants to see; it stands in the page's address, so that it can be kept and sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Text, and_, cast, or_

from amends.cases.topics import TOPICS
from amends.desk.line import UNASKED, asked_now, written_in
from amends.desk.names import LANGUAGES
from amends.desk.ranking import is_breached
from amends.store.tables import Agent, Case, Want


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters in force; an empty one lets everything through. `page` counts from 1."""

    topic: str = ""
    want: str = ""
    language: str = ""
    mine: bool = False
    breached: bool = False
    page: int = 1

    @property
    def any(self) -> bool:
        """Whether something is filtered at all."""
        return bool(self.topic or self.want or self.language or self.mine or self.breached)

    def query(self, page: int | None = None) -> str:
        """Return the address's query for these filters, `?topic=billing&page=2`; empty without any."""
        shown = self.page if page is None else page
        parts = {
            "topic": self.topic,
            "want": self.want,
            "language": self.language,
            "mine": "1" if self.mine else "",
            "breached": "1" if self.breached else "",
            "page": str(shown) if shown > 1 else "",
        }
        said = {name: value for name, value in parts.items() if value}
        return f"?{urlencode(said)}" if said else ""


def read_filters(query: Mapping[str, str]) -> Filters:
    """Read filters from an address; what nobody knows is left out, so that an old link still opens."""
    page = query.get("page", "1")
    return Filters(
        topic=_known(query.get("topic", ""), TOPICS),
        want=_known(query.get("want", ""), tuple(Want)),
        language=_known(query.get("language", ""), tuple(LANGUAGES)),
        mine=query.get("mine") == "1",
        breached=query.get("breached") == "1",
        page=min(max(int(page), 1), 10_000) if page.isdecimal() else 1,
    )


def conditions(filters: Filters, agent: Agent, *, now: datetime) -> list[ColumnElement[bool]]:
    """Return what a waiting case must fulfil."""
    asked: list[ColumnElement[bool]] = []
    if filters.topic:
        asked.append(Case.topic == filters.topic)
    if filters.want:
        asked.append(cast(Case.wants, Text).like(f'%"{filters.want}"%'))
    if filters.language:
        asked.append(written_in([filters.language]))
    if filters.breached:
        asked.append(is_breached(now))
    if filters.mine:
        asked.append(fits(agent))
    return asked


def fits(agent: Agent) -> ColumnElement[bool]:
    """Return whether a waiting case is for this agent: they were asked, or nobody was and it is what they know.

    With no skills of their own they know everything in their languages.
    """
    if agent.skills:
        knows = or_(Case.topic.in_(agent.skills), Case.wanted_skill.in_(agent.skills))
    else:
        knows = Case.wanted_skill.is_(None)
    return or_(asked_now(agent.id), and_(knows, UNASKED, written_in(agent.languages)))


def _known(value: str, values: tuple[str, ...]) -> str:
    return value if value in values else ""
