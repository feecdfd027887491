"""The insight pages: trends, and the cases behind each figure."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from amends.cases.urgency import level_of
from amends.desk.names import STATES, WANTS, say_code
from amends.insight.behind import Behind, UnknownFigure, cases_behind
from amends.insight.chart import bars, path, points, scale
from amends.insight.outcomes import Caps
from amends.insight.page import Trends, newest, read_trends
from amends.insight.periods import Unit, span
from amends.insight.scope import Scope
from amends.web.desk.guard import DESK
from amends.web.desk.pages import Pages
from amends.web.front_desk import FrontDesk

INSIGHT = f"{DESK}/insight"
LONGEST = 32
Code = Annotated[str | None, Query(max_length=200)]


class InsightPage:
    """What a manager opens on Monday (METHOD M15, M16, M18)."""

    def __init__(self, front_desk: FrontDesk, pages: Pages) -> None:
        self.library = front_desk.library
        self.pages = pages
        self.zone = self.library.terms.hours.zone

    async def show(self, request: Request, unit: Unit = Unit.WEEK, topic: Code = None) -> Response:
        """Show the trends by day, week or month; of one topic where one is chosen."""
        trends = await asyncio.to_thread(self._read, unit, topic or None)
        return self.pages.render(request, "insight.html", trends=trends, units=list(Unit), **drawing(trends))

    async def cases(
        self,
        request: Request,
        of: str,
        first: Annotated[date, Query(alias="from")],
        last: Annotated[date, Query(alias="to")],
        others: bool = False,
        topic: Code = None,
        cause: Code = None,
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> Response:
        """Show the cases that a figure counted."""
        if first > last or last.year > 9000 or first.year < 1900:
            raise HTTPException(404)
        scope = Scope(span(first, last, self.zone), topic=topic or None, cause=cause or None)
        try:
            behind = await asyncio.to_thread(self._behind, of, scope, others, page)
        except UnknownFigure as error:
            raise HTTPException(404) from error
        asked = {key: value for key, value in request.query_params.items() if key != "page"}
        return self.pages.render(
            request,
            "insight_cases.html",
            behind=behind,
            scope=scope,
            more=f"{INSIGHT}/cases?{urlencode(asked)}",
            say_code=say_code,
            states=STATES,
            level_of=level_of,
        )

    def _read(self, unit: Unit, topic: str | None) -> Trends:
        now = self.library.clock()
        with self.library.store.read() as session:
            return read_trends(
                session,
                newest(unit, now=now, zone=self.zone),
                unit=unit,
                topic=topic,
                caps=self.caps(),
                now=now,
                zone=self.zone,
            )

    def _behind(self, of: str, scope: Scope, others: bool, page: int) -> Behind:
        with self.library.store.read() as session:
            return cases_behind(session, of, scope, now=self.library.clock(), others=others, page=page)

    def caps(self) -> Caps:
        """Return the most of one offer under the policy in force: of the bot, of a person."""
        authority = self.library.policies.at(self.library.clock()).authority
        return authority.bot.offer, authority.agent.offer


def drawing(trends: Trends) -> dict[str, Any]:
    """Return what the trends' templates draw and say with."""
    ticks = trends.ticks
    labels = [f"{tick.period.label}: {tick.count}" for tick in ticks]
    lines = scale(max((tick.count for tick in ticks), default=0))
    heat_in = points([tick.heat_in for tick in ticks], width=720, height=150)
    heat_out = points([tick.heat_out for tick in ticks], width=720, height=150)
    return {
        "say_code": say_code,
        "say_length": say_seconds,
        "wants": WANTS,
        "insight": INSIGHT,
        "lines": lines,
        "columns": bars([tick.count for tick in ticks], labels, width=720, height=180, top=lines[-1]),
        "small_bars": small_bars,
        "heat_in": heat_in,
        "heat_out": heat_out,
        "heat_in_path": path(heat_in),
        "heat_out_path": path(heat_out),
    }


def small_bars(counts: tuple[int, ...], top: int) -> list[Any]:
    """Return the bars of one line of a table, all lines on the scale of `top`."""
    return bars([float(count) for count in counts], [""] * len(counts), width=120, height=22, top=float(top))


def say_seconds(seconds: float | None) -> str:
    """Say a length of time as a figure: `40 s`, `12 min`, `5 h`, `3.5 days`."""
    if seconds is None:
        return "–"
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    if seconds < 36 * 3600:
        return f"{seconds / 3600:.0f} h"
    return f"{seconds / 86400:.1f} days"
