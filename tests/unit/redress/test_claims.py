"""What the customer told that can be counted."""

from __future__ import annotations

import pytest

from amends.redress.facts_from_text import claims, take_answer


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("parcel is 9 days late and i paid for next day", "days_late", "9"),
        ("two weeks late!!", "days_late", "14"),
        ("delayed by 3 days", "days_late", "3"),
        ("we had no power for 14 hours", "outage_hours", "14"),
        ("without water since monday, 2 days now", "outage_hours", "48"),
        ("THREE times i stayed home for your driver and nobody came", "missed_visits", "3"),
        ("two missed appointments", "missed_visits", "2"),
        ("i paid 79.90 euros for it", "order_total", "79.90 EUR"),
        ("i paid 6.95 euros for next day delivery", "delivery_fee", "6.95 EUR"),
        ("it costs me 24 pounds a month", "monthly_fee", "24.00 GBP"),
    ],
)
def test_it_is_read_where_it_is_said(text: str, fact: str, value: str) -> None:
    assert claims([text])[fact] == value


@pytest.mark.parametrize(
    "text", ["give me 20 euros", "9 days ago i ordered", "it is late", "call me in 2 hours", ""]
)
def test_what_is_not_said_is_not_guessed(text: str) -> None:
    assert claims([text]) == {}


def test_what_is_told_later_stands() -> None:
    assert claims(["3 days late", "sorry, 4 days late"]) == {"days_late": "4"}


@pytest.mark.parametrize(
    ("fact", "text", "given"),
    [
        ("order_total", "40", {"order_total": "40"}),
        ("order_total", "about 39,90", {"order_total": "39.90"}),
        ("order_total", "it was 40 euros", {"order_total": "40.00 EUR"}),
        ("days_late", "nine", {"days_late": "9"}),
        ("days_late", "i think 12", {"days_late": "12"}),
        ("days_late", "no idea", {}),
        ("order_total", "i forgot", {}),
        ("email", "9", {}),
        ("order_number", "88213 but i want a real person", {"order_number": "88213"}),
        ("order_number", "its AB-88213 i think", {"order_number": "AB-88213"}),
        ("order_number", "88213 or 88214, one of them", {}),
        ("order_number", "somewhere in my mails from 3.11.2026", {}),
    ],
)
def test_a_short_answer_is_an_answer(fact: str, text: str, given: dict[str, str]) -> None:
    assert take_answer(fact, text) == given
