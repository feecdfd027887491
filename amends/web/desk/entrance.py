"""Signing in and out."""

from __future__ import annotations

import asyncio
from typing import Annotated

import structlog
from fastapi import Form, Request
from starlette.responses import RedirectResponse, Response

from amends.desk.sign_in import sign_in, sign_out
from amends.web.desk.guard import SIGN_IN, drop_token, safe_next, set_token, token_of
from amends.web.desk.pages import Pages
from amends.web.front_desk import FrontDesk
from amends.web.limits import TooMany

log = structlog.get_logger(__name__)

WRONG = "E-mail and password do not fit. Check both, or ask your lead for a new password."


class Entrance:
    """The sign-in page: one answer to every wrong attempt, and so many a minute from one address."""

    def __init__(self, front_desk: FrontDesk, pages: Pages) -> None:
        self.front_desk = front_desk
        self.services = front_desk.services
        self.pages = pages

    async def show(self, request: Request) -> Response:
        """Show the sign-in page."""
        return self._page(request, after=request.query_params.get("next", ""))

    async def enter(
        self,
        request: Request,
        email: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
        after: Annotated[str, Form(alias="next")] = "",
    ) -> Response:
        """Sign somebody in and send them where they wanted to go."""
        settings = self.services.settings
        try:
            self.front_desk.sign_ins.spend(request.client.host if request.client else "")
        except TooMany as limit:
            text = f"Too many attempts. Try again in {limit.retry_after} seconds."
            return self._page(request, after, email, text, 429, {"Retry-After": str(limit.retry_after)})
        token = await asyncio.to_thread(self._sign_in, email, password)
        if token is None:
            log.info("sign_in_refused")
            return self._page(request, after, email, WRONG, 401)
        response = RedirectResponse(safe_next(after), 303)
        set_token(response, token, settings)
        return response

    async def leave(self, request: Request) -> Response:
        """Sign out."""
        settings = self.services.settings
        await asyncio.to_thread(self._sign_out, token_of(request, settings) or "")
        response = RedirectResponse(SIGN_IN, 303)
        drop_token(response, settings)
        return response

    def _page(
        self,
        request: Request,
        after: str = "",
        email: str = "",
        problem: str = "",
        status: int = 200,
        headers: dict[str, str] | None = None,
    ) -> Response:
        return self.pages.render(
            request, "sign_in.html", status=status, headers=headers,
            after=safe_next(after), email=email, problem=problem,
        )  # fmt: skip

    def _sign_in(self, email: str, password: str) -> str | None:
        services = self.services
        hours = services.settings.desk_session_hours
        return sign_in(services.store, email, password, hours=hours, now=services.clock())

    def _sign_out(self, token: str) -> None:
        with self.services.store.write() as session:
            sign_out(session, token, now=self.services.clock())
