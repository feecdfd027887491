"""The people at the desk: who is there with what, and what they know; leads write it down."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from amends.cases.topics import TOPICS
from amends.desk.names import LANGUAGES, say_code
from amends.desk.team import TeamMember, read_team, set_abilities
from amends.web.desk.guard import DESK
from amends.web.desk.pages import Pages
from amends.web.front_desk import FrontDesk

Many = Annotated[list[str], Form(default_factory=list)]


class People:
    """For leads only."""

    def __init__(self, front_desk: FrontDesk, pages: Pages) -> None:
        self.services = front_desk.services
        self.pages = pages

    async def show(self, request: Request) -> Response:
        """Show everybody."""
        team = await asyncio.to_thread(self._read)
        topics = [(topic, say_code(topic)) for topic in TOPICS]
        languages = list(LANGUAGES.items())
        return self.pages.render(request, "people.html", team=team, topics=topics, languages=languages)

    async def save(
        self,
        request: Request,
        agent_id: int,
        languages: Many,
        skills: Many,
    ) -> Response:
        """Write down what somebody speaks and knows. 404 for nobody."""
        if not await asyncio.to_thread(self._save, agent_id, languages, skills):
            raise HTTPException(404)
        return RedirectResponse(f"{DESK}/people", 303)

    def _read(self) -> tuple[TeamMember, ...]:
        with self.services.store.read() as session:
            return read_team(session, now=self.services.clock())

    def _save(self, agent_id: int, languages: list[str], skills: list[str]) -> bool:
        with self.services.store.write() as session:
            return set_abilities(session, agent_id, languages=languages, skills=skills)
