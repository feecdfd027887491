"""The insight pages: trends, and the cases behind each figure."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from amends.cases.urgency import heat_level
from amends.desk.names import STATES, say_code
from amends.insight.behind import Behind, cases_behind
from amends.insight.listings import UnknownFigure
from amends.insight.outcomes import CRITERIA
from amends.insight.page import Trends, newest, read_trends
from amends.insight.periods import Unit, span
from amends.insight.scope import UNKNOWN, Scope
from amends.store.tables import Agent
from amends.web.desk.pages import Pages
from amends.web.drawing import INSIGHT, caps_of, drawing, say_date
from amends.web.front_desk import FrontDesk
from amends.web.report import NoSuchMonth, as_table, read_month, report_html

Code = Annotated[str | None, Query(max_length=200)]


class InsightPage:
    """The trends page, the lists behind its figures and the monthly report (METHOD M15, M16, M18)."""

    def __init__(self, front_desk: FrontDesk, pages: Pages) -> None:
        self.services = front_desk.services
        self.pages = pages
        self.zone = self.services.levels.hours.zone

    async def show(self, request: Request, unit: Unit = Unit.WEEK, topic: Code = None) -> Response:
        """Show the trends by day, week or month; of one topic where one is chosen."""
        trends = await asyncio.to_thread(self._read, unit, topic or None)
        month = (self.services.clock().astimezone(self.zone).replace(day=1) - timedelta(days=1)).strftime(
            "%Y-%m"
        )
        return self.pages.render(
            request, "insight.html", month=month, trends=trends, units=list(Unit), **drawing(trends)
        )

    async def cases(
        self,
        request: Request,
        of: str,
        first: Annotated[date, Query(alias="from")],
        last: Annotated[date, Query(alias="to")],
        others: bool = False,
        topic: Code = None,
        cause: Code = None,
        agent: Annotated[str | None, Query(pattern=f"^([0-9]{{1,9}}|{UNKNOWN})$")] = None,
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> Response:
        """Show the cases that a figure counted."""
        if first > last or last.year > 9000 or first.year < 1900:
            raise HTTPException(404)
        whose = int(agent) if agent and agent.isdecimal() else agent
        scope = Scope(span(first, last, self.zone), topic=topic or None, cause=cause or None, agent=whose)
        try:
            behind, who = await asyncio.to_thread(self._behind, of, scope, others, page)
        except UnknownFigure as error:
            raise HTTPException(404) from error
        asked = {key: value for key, value in request.query_params.items() if key != "page"}
        return self.pages.render(
            request,
            "insight_cases.html",
            behind=behind,
            scope=scope,
            who=who,
            criteria=CRITERIA,
            say_date=say_date,
            more=f"{INSIGHT}/cases?{urlencode(asked)}",
            say_code=say_code,
            states=STATES,
            heat_level=heat_level,
        )

    def _read(self, unit: Unit, topic: str | None) -> Trends:
        now = self.services.clock()
        with self.services.store.read() as session:
            return read_trends(
                session,
                newest(unit, now=now, zone=self.zone),
                unit=unit,
                topic=topic,
                caps=caps_of(self.services),
                now=now,
                zone=self.zone,
            )

    def _behind(self, of: str, scope: Scope, others: bool, page: int) -> tuple[Behind, str]:
        with self.services.store.read() as session:
            behind = cases_behind(session, of, scope, now=self.services.clock(), others=others, page=page)
            agent = session.get(Agent, scope.agent) if isinstance(scope.agent, int) else None
            return behind, agent.name if agent else "nobody but the assistant"

    async def report(self, request: Request, month: Annotated[str, Query(max_length=7)] = "") -> Response:
        """Give a month's report as a file; the address ends with the format."""
        form = request.url.path.rpartition(".")[2]
        try:
            trends, made_up = await asyncio.to_thread(read_month, self.services, month)
        except NoSuchMonth as error:
            raise HTTPException(404) from error
        text = (
            report_html(self.services, trends, made_up=made_up)
            if form == "html"
            else "".join(as_table(trends))
        )
        headers = {"Content-Disposition": f'attachment; filename="report-{month}.{form}"'}
        return Response(text, media_type=f"text/{form}; charset=utf-8", headers=headers)
