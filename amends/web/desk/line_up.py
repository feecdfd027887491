"""The line-up page (METHOD M23)."""

from __future__ import annotations

import asyncio

from fastapi import Request
from starlette.responses import Response

from amends.desk.names import say_code
from amends.insight.line_up import LineUp, read_line_up
from amends.web.desk.pages import Pages
from amends.web.front_desk import FrontDesk


class LineUpPage:
    """Shows the day's line-up, on one page that can be printed."""

    def __init__(self, front_desk: FrontDesk, pages: Pages) -> None:
        self.services = front_desk.services
        self.pages = pages

    async def show(self, request: Request) -> Response:
        """Show today's line-up."""
        line_up = await asyncio.to_thread(self._read)
        return self.pages.render(request, "line_up.html", line_up=line_up, say_code=say_code)

    def _read(self) -> LineUp:
        with self.services.store.read() as session:
            return read_line_up(
                session, language=self.services.languages.default, now=self.services.clock(),
                hours=self.services.levels.hours,
            )  # fmt: skip
