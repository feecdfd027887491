"""The routes of trends, line-up, search, reports and privacy."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from starlette.responses import Response

from amends.web.desk.insight import InsightPage
from amends.web.desk.line_up import LineUpPage
from amends.web.desk.pages import Pages
from amends.web.desk.privacy import Privacy
from amends.web.desk.search import SearchPage
from amends.web.front_desk import FrontDesk

Endpoint = Callable[..., Coroutine[Any, Any, Response]]
Route = tuple[str, str, Endpoint]
"""Method, path under /desk, and what answers."""


def insight_for_everybody(front_desk: FrontDesk, pages: Pages) -> list[Route]:
    """Return the routes that every agent may use: let staff see the scores (METHOD M18)."""
    insight = InsightPage(front_desk, pages)
    return [
        ("GET", "/insight", insight.show),
        ("GET", "/insight/cases", insight.cases),
        ("GET", "/insight/report.html", insight.report),
        ("GET", "/insight/report.csv", insight.report),
        ("GET", "/line-up", LineUpPage(front_desk, pages).show),
        ("GET", "/search", SearchPage(front_desk, pages).show),
    ]


def insight_for_leads(front_desk: FrontDesk, pages: Pages) -> list[Route]:
    """Return the routes that only leads may use."""
    privacy = Privacy(front_desk, pages)
    return [
        ("GET", "/privacy", privacy.show),
        ("POST", "/privacy/give", privacy.give),
        ("POST", "/privacy/erase", privacy.erase),
        ("GET", "/cases.csv", privacy.export),
        ("GET", "/cases.json", privacy.export),
    ]
