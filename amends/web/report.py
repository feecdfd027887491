"""The monthly report: one HTML file that needs nothing else, and the same figures as CSV."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from amends.bootstrap import Services
from amends.desk.times import when
from amends.insight.outcomes import CRITERIA
from amends.insight.page import Trends, read_trends
from amends.insight.periods import Unit, month_of, span
from amends.records.exporting import as_csv
from amends.records.made_up import has_made_up
from amends.web.drawing import STYLES, caps_of, drawing

COLUMNS = ("section", "name", "value", "unit", "count", "of", "meaning")
_LINKS = re.compile(r"</?a\b[^>]*>")
_MONTH = re.compile(r"(\d{4})-(\d{2})")


class NoSuchMonth(ValueError):
    """The month cannot be read."""

    def __init__(self, text: str) -> None:
        super().__init__(f"`{text}` is no month; write one like 2026-10.")


def read_month(services: Services, text: str) -> tuple[Trends, bool]:
    """Read a month's trends, day by day, and whether made-up customers are on record. Raises NoSuchMonth."""
    found = _MONTH.fullmatch(text)
    if found is None or not (1900 < int(found[1]) < 9000 and 1 <= int(found[2]) <= 12):
        raise NoSuchMonth(text)
    zone = services.levels.hours.zone
    month = month_of(int(found[1]), int(found[2]), zone)
    days = (month.first + timedelta(days=number) for number in range(month.days))
    shown = tuple(span(day, day, zone, f"{day.day}") for day in days)
    now = min(services.clock(), month.ends)
    with services.store.read() as session:
        trends = read_trends(
            session, shown, unit=Unit.DAY, topic=None, caps=caps_of(services), now=now, zone=zone
        )
        return trends, has_made_up(session)


def report_html(services: Services, trends: Trends, *, made_up: bool) -> str:
    """Return the report as one HTML file: styles within, no script, no link, printable."""
    zone = services.levels.hours.zone
    templates = Environment(
        loader=PackageLoader("amends.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    text = templates.get_template("desk/report.html").render(
        trends=trends,
        zone=str(zone),
        company=services.settings.company,
        made_up=made_up,
        styles="\n".join(path.read_text(encoding="utf-8") for path in STYLES if path.is_file()),
        written=when(services.clock(), now=services.clock(), zone=zone).iso,
        **drawing(trends),
    )
    return _LINKS.sub("", text)


def as_table(trends: Trends) -> Iterator[str]:
    """Yield the report's figures as CSV, each with its meaning."""
    yield from as_csv(_rows(trends), COLUMNS)


def _rows(trends: Trends) -> Iterator[dict[str, Any]]:
    for one in trends.shares:
        share, value = one.share, None if one.value is None else round(one.value, 4)
        yield _row("shares", share.title, value, "0..1", one.count, one.of, share.meaning)
    for spread in trends.lengths:
        for name, seconds in (("median", spread.median), ("9 of 10 within", spread.ninth)):
            title = f"{spread.length.title}, {name}"
            yield _row("lengths", title, seconds, "seconds", spread.count, None, spread.length.meaning)
    for kind, lines in (("topics", trends.topics), ("root causes", trends.causes)):
        for line in lines:
            yield _row(kind, line.code or "not known", line.total, "complaints", line.total, None, "")
    for row in trends.wanted:
        yield _row("wanted", row.want.value, row.got, "cases", row.got, row.count, row.meaning)
    for given in trends.given:
        yield _row(
            "compensation",
            f"{given.rule}, {given.kind}",
            str(given.amount),
            given.currency,
            given.count,
            None,
            "",
        )
    for cards in trends.cards_by_topic:
        for criterion, mean in zip(CRITERIA, cards.means, strict=True):
            yield _row("report card", f"{cards.name}, {criterion}", mean, "1..5", cards.count, None, "")


def _row(section: str, name: str, value: Any, unit: str, count: Any, of: Any, meaning: str) -> dict[str, Any]:
    return dict(zip(COLUMNS, (section, name, value, unit, count, of, meaning), strict=True))
