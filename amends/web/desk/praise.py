"""Praise: to whom it names, to the team, and what a lead gives to whom it is for (METHOD M17, M24)."""

from __future__ import annotations

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from amends.desk.praise import show_praise
from amends.follow_through.praise import give_to
from amends.web.desk.acting import as_agent
from amends.web.desk.forms import Text, known
from amends.web.desk.guard import DESK
from amends.web.desk.pages import Pages
from amends.web.front_desk import FrontDesk


class PraisePage:
    """Shows praise; what is shown to whom it is for has been passed on."""

    def __init__(self, front_desk: FrontDesk, pages: Pages) -> None:
        self.services = front_desk.services
        self.pages = pages

    async def show(self, request: Request) -> Response:
        """Show one's own and the team's; to a lead everybody's."""
        now = self.services.clock()
        praised = await as_agent(
            self.services, request, lambda session, me: show_praise(session, me, now=now)
        )
        return self.pages.render(request, "praise.html", praised=praised)

    async def give(self, request: Request, praise_id: int, to: Text = "") -> Response:
        """Give praise to whom it is for. For leads; 404 for nobody."""
        whom, now = known(to) or 0, self.services.clock()
        try:
            await as_agent(
                self.services, request, lambda session, me: give_to(session, praise_id, whom, by=me, now=now)
            )
        except LookupError:
            raise HTTPException(404) from None
        return RedirectResponse(f"{DESK}/praise", 303)
