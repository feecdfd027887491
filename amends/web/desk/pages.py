"""Rendering: Jinja pages and fragments with everything a page of the desk needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from amends.desk.sign_in import SignedIn
from amends.desk.times import When, when
from amends.web.desk.guard import CSRF_FIELD, CSRF_HEADER, DESK, SIGN_IN
from amends.web.front_desk import FrontDesk


class Pages:
    """Renders the templates in amends/web/templates; whatever a customer wrote is escaped."""

    def __init__(self, front_desk: FrontDesk) -> None:
        self.library = front_desk.library
        self.zone = self.library.terms.hours.zone
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
            company=self.library.settings.company,
            longest=self.library.settings.message_length,
            zone=str(self.zone),
            when=self._when,
        )

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

    def _when(self, moment: datetime) -> When:
        return when(moment, now=self.library.clock(), zone=self.zone)


def is_htmx(request: Request) -> bool:
    """Say whether htmx asks, and so wants a fragment instead of a page."""
    return "hx-request" in request.headers
