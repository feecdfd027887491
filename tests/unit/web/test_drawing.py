"""What figures are said with, and where they lead."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from amends.insight.periods import span
from amends.insight.scope import UNKNOWN, Scope
from amends.web.drawing import cases_link, say_date, say_seconds, say_sum

MAY = span(date(2026, 5, 1), date(2026, 5, 31), ZoneInfo("Europe/Berlin"))


def test_a_link_names_the_figure_its_days_and_what_narrows_it() -> None:
    link = urlsplit(cases_link("got:apology", Scope(MAY, topic="refund", agent=UNKNOWN), others=True))
    assert link.path == "/desk/insight/cases"
    assert {name: value for name, (value,) in parse_qs(link.query).items()} == {
        "of": "got:apology", "from": "2026-05-01", "to": "2026-05-31", "topic": "refund", "agent": UNKNOWN,
        "others": "1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [("1204.5", "EUR", "1,204.50 EUR"), ("500", "JPY", "500 JPY"), ("0.125", "KWD", "0.125 KWD")],
)
def test_a_sum_has_the_places_of_its_currency(amount: str, currency: str, said: str) -> None:
    assert say_sum(Decimal(amount), currency) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, "–"), (0.2, "under 1 s"), (40, "40 s"), (720, "12 min"), (18_000, "5 h"), (302_400, "3.5 days")],
)
def test_a_length_of_time_is_said_in_one_unit(seconds: float | None, said: str) -> None:
    assert say_seconds(seconds) == said


def test_a_day_is_said_with_its_month() -> None:
    assert say_date(MAY.first) == "1 May 2026"
