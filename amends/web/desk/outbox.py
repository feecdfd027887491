"""The outbox: what waits, what was given up and why, and trying it again; for leads (METHOD M10, R7)."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from amends.cases.errors import Conflict
from amends.desk.outbox import Outbox, read_ways, try_again
from amends.web.desk.acting import as_agent
from amends.web.desk.guard import DESK
from amends.web.desk.pages import Pages
from amends.web.front_desk import FrontDesk

HERE = f"{DESK}/outbox"


class OutboxPage:
    """Shows what is on its way; a lead may send it again, which is on the audit trail of its case."""

    def __init__(self, front_desk: FrontDesk, pages: Pages) -> None:
        self.services = front_desk.services
        self.pages = pages

    async def show(self, request: Request) -> Response:
        """Show both ways out."""
        outbox = await asyncio.to_thread(self._read)
        webhook = bool(self.services.settings.webhook_url)
        return self.pages.render(request, "outbox.html", outbox=outbox, webhook=webhook)

    async def again(self, request: Request, entry_id: int) -> Response:
        """Try to deliver an entry again; what left meanwhile stays as it is. Raises NotFound."""
        again = partial(try_again, entry_id=entry_id, now=self.services.clock())
        with suppress(Conflict):
            await as_agent(self.services, request, again)
        return RedirectResponse(HERE, 303)

    def _read(self) -> Outbox:
        with self.services.store.read() as session:
            return read_ways(session, language=self.services.languages.default, now=self.services.clock())
