"""What trends are drawn and said with, on the page and in the report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from amends.bootstrap import Services
from amends.desk.names import WANTS, say_code
from amends.insight.chart import Bar, bars, path, points, scale
from amends.insight.figures import SILENT
from amends.insight.outcomes import Caps
from amends.insight.page import Trends
from amends.insight.periods import Period
from amends.insight.scope import UNKNOWN, Scope
from amends.redress.currency import minor_unit

INSIGHT = "/desk/insight"

_WEB = Path(__file__).parent
STYLES = (
    _WEB.parents[1] / "node_modules/@picocss/pico/css/pico.min.css",
    _WEB / "static/desk.css",
    _WEB / "static/insight.css",
)
"""What the report carries within itself."""


def caps_of(services: Services) -> Caps:
    """Return the most of one offer under the policy in force: of the bot, of a person."""
    authority = services.policies.at(services.clock()).authority
    return authority.bot.offer, authority.agent.offer


def drawing(trends: Trends) -> dict[str, Any]:
    """Return what the trends' templates draw and say with."""
    ticks = trends.ticks
    labels = [f"{_name(tick.period)}: {tick.count}" for tick in ticks]
    lines = scale(max((tick.count for tick in ticks), default=0))
    heat_in = points([tick.heat_in for tick in ticks], width=720, height=150)
    heat_out = points([tick.heat_out for tick in ticks], width=720, height=150)
    return {
        "say_code": say_code,
        "say_length": say_seconds,
        "say_sum": say_sum,
        "say_date": say_date,
        "cases": cases_link,
        "narrow": replace,
        "unknown": UNKNOWN,
        "silent": SILENT,
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


def cases_link(figure: str, scope: Scope, *, others: bool = False) -> str:
    """Return the address of the list of cases behind a figure."""
    asked = {
        "of": figure,
        "from": scope.period.first,
        "to": scope.period.last,
        "topic": scope.topic,
        "cause": scope.cause,
        "agent": scope.agent,
        "others": 1 if others else None,
    }
    return f"{INSIGHT}/cases?{urlencode({name: value for name, value in asked.items() if value is not None})}"


def small_bars(counts: tuple[int, ...], top: int) -> list[Bar]:
    """Return the bars of one line of a table, all lines on the scale of `top`."""
    return bars([float(count) for count in counts], [""] * len(counts), width=120, height=22, top=float(top))


def say_seconds(seconds: float | None) -> str:
    """Say a length of time as a figure: `under 1 s`, `40 s`, `12 min`, `5 h`, `3.5 days`."""
    if seconds is None:
        return "–"
    if seconds < 1:
        return "under 1 s"
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    if seconds < 36 * 3600:
        return f"{seconds / 3600:.0f} h"
    return f"{seconds / 86400:.1f} days"


def say_sum(amount: Decimal, currency: str) -> str:
    """Say an amount for a column of them: `1,204.50 EUR`, `500 JPY`."""
    return f"{amount.quantize(minor_unit(currency)):,} {currency}"


def say_date(day: date) -> str:
    """Say a day: `2 Nov 2026`."""
    return f"{day.day} {day:%b %Y}"


def _name(period: Period) -> str:
    """Say a period; a week with its Monday: `W47, from 16 Nov 2026`."""
    return f"{period.label}, from {say_date(period.first)}" if period.days == 7 else period.label
