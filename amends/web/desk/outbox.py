"""The outbox: what waits, what was given up and why, and trying it again; for leads (METHOD M10, R7)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from fastapi import Request
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from amends.desk.outbox import Outbox, issue_again, mail_again, read_ways
from amends.redress.operating import NotOpen
from amends.store.tables import Agent
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

    async def issue(self, request: Request, key: str) -> Response:
        """Try to issue something again. 404 for what does not exist; what was issued meanwhile stays issued."""
        return await self._again(request, partial(issue_again, key=key, now=self.services.clock()))

    async def mail(self, request: Request, mail_id: int) -> Response:
        """Try to send an e-mail again. 404 for what does not exist."""
        return await self._again(request, partial(mail_again, mail_id=mail_id, now=self.services.clock()))

    async def _again(self, request: Request, again: Callable[[Session, Agent], None]) -> Response:
        try:
            with suppress(NotOpen):  # it left meanwhile
                await as_agent(self.services, request, again)
        except LookupError:
            raise HTTPException(404) from None
        return RedirectResponse(HERE, 303)

    def _read(self) -> Outbox:
        with self.services.store.read() as session:
            return read_ways(session)
