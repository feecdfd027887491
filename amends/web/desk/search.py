"""The search page: cases by the words of their transcript or record."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request
from starlette.responses import Response

from amends.desk.names import STATES, say_code
from amends.desk.transcript import mark_spans
from amends.insight.periods import span
from amends.records.search import Finds, Narrowing, search
from amends.redress.policy import TOPICS
from amends.web.desk.guard import DESK
from amends.web.desk.pages import Pages
from amends.web.front_desk import FrontDesk

EARLIEST, LATEST = date(1900, 1, 2), date(9000, 1, 1)


class SearchPage:
    """A plain form: it works without JavaScript, and every search has its address."""

    def __init__(self, front_desk: FrontDesk, pages: Pages) -> None:
        self.services = front_desk.services
        self.pages = pages
        self.zone = self.services.levels.hours.zone

    async def show(
        self,
        request: Request,
        q: Annotated[str, Query(max_length=200)] = "",
        topic: Annotated[str, Query(max_length=32)] = "",
        state: Annotated[str, Query(max_length=8)] = "",
        since: Annotated[str, Query(alias="from", max_length=10)] = "",
        until: Annotated[str, Query(alias="to", max_length=10)] = "",
        page: Annotated[int, Query(ge=1, le=100)] = 1,
    ) -> Response:
        """Show what was found, or the empty form."""
        narrowing = Narrowing(
            topic=topic or None,
            open_only=state == "open",
            since=self._day(since, 0),
            until=self._day(until, 1),
        )
        finds = await asyncio.to_thread(self._search, q, narrowing, page)
        asked = {"q": q, "topic": topic, "state": state, "from": since, "to": until}
        return self.pages.render(
            request,
            "search.html",
            finds=finds,
            asked=asked,
            page=page,
            more=f"{DESK}/search?{urlencode({key: value for key, value in asked.items() if value})}",
            topics=TOPICS,
            say_code=say_code,
            states=STATES,
            mark_spans=mark_spans,
        )

    def _search(self, q: str, narrowing: Narrowing, page: int) -> Finds:
        with self.services.store.read() as session:
            return search(session, q, narrowing, page=page)

    def _day(self, text: str, end: int) -> datetime | None:
        """Return a local day's start or end; what is no date narrows nothing."""
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return None
        if not EARLIEST <= day <= LATEST:
            return None
        period = span(day, day, self.zone)
        return period.ends if end else period.starts
