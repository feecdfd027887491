"""Rendering: Jinja pages and fragments with everything a page of the desk needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from amends.desk.sign_in import SignedIn
from amends.desk.times import When, when
from amends.records.made_up import has_made_up
from amends.web.desk.guard import CSRF_FIELD, CSRF_HEADER, DESK, SIGN_IN
from amends.web.front_desk import FrontDesk

ASK_AGAIN = timedelta(seconds=30)


class Pages:
    """Renders the templates in amends/web/templates; whatever a customer wrote is escaped."""

    def __init__(self, front_desk: FrontDesk) -> None:
        self.services = front_desk.services
        self.zone = self.services.levels.hours.zone
        self._templates = Environment(
            loader=PackageLoader("amends.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(
            desk=DESK,
            sign_in=SIGN_IN,
            csrf_field=CSRF_FIELD,
            csrf_header=CSRF_HEADER,
            company=self.services.settings.company,
            longest=self.services.settings.message_length,
            zone=str(self.zone),
            mail_is_on=self.services.settings.mail_is_on,
            when=self._when,
            made_up=self._made_up,
        )
        self._made_up_until: datetime | None = None
        self._has_made_up = False

    def render(
        self,
        request: Request,
        name: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **context: Any,
    ) -> HTMLResponse:
        """Render a template of the desk; `me` is who is signed in, or None."""
        me: SignedIn | None = getattr(request.state, "signed_in", None)
        text = self._templates.get_template(f"desk/{name}").render(me=me, **context)
        return HTMLResponse(text, status, headers)

    async def help(self, request: Request) -> HTMLResponse:
        """Show the keys of the keyboard, for a browser that opens no sheet."""
        return self.render(request, "help.html")

    def _made_up(self) -> bool:
        """Say whether made-up customers are on record: asked in development only, and every half minute at most."""
        now = self.services.clock()
        if not self.services.settings.development:
            return False
        if self._made_up_until is None or now >= self._made_up_until:
            with self.services.store.read() as session:
                self._has_made_up = has_made_up(session)
            self._made_up_until = now + ASK_AGAIN
        return self._has_made_up

    def _when(self, moment: datetime) -> When:
        return when(moment, now=self.services.clock(), zone=self.zone)


def is_htmx(request: Request) -> bool:
    """Say whether htmx asks, and so wants a fragment instead of a page."""
    return "hx-request" in request.headers
