"""Formulas: each form counts as it says, and nothing that is no number is ever counted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from amends.redress.formula import Amount, FactMissing, Known, MoneyFact

FACTS = {"order_total": "79.90 EUR", "days_late": "9", "outage_hours": "7.5"}


def known(currency: str = "EUR", severity: int = 1, **facts: str) -> Known:
    """What a test's formula may look up."""
    return Known(currency, {MoneyFact.DELIVERY_FEE: Decimal("6.95")}, FACTS | facts, severity)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"fixed": "5.00"}, "5.00"),
        ({"of": "delivery_fee"}, "6.95"),
        ({"of": "order_total", "percent": 30}, "23.97"),
        ({"of": "order_total", "percent": 30, "most": "15"}, "15"),
        ({"of": "order_total", "percent": 33, "round_to": "0.05"}, "26.35"),
        ({"of": "order_total", "percent": 33, "round_to": "0.50", "rounding": "up"}, "26.50"),
        ({"of": "order_total", "percent": 33, "round_to": "5", "rounding": "up", "most": "28"}, "28"),
        ({"each": "1.50", "times": "days_late"}, "13.50"),
        ({"each": "0.10", "times": "days_late", "least": "2"}, "2"),
        ({"each": "1.25", "times": "outage_hours", "rounding": "down"}, "9.37"),
        ({"by_severity": {1: "5", 3: "10"}}, "5"),
        ({"sum": [{"fixed": "2"}, {"each": "1", "times": "days_late"}]}, "11"),
    ],
)
def test_a_formula_counts_as_it_says(written: dict[str, Any], expected: str) -> None:
    assert Amount.model_validate(written).evaluate(known()) == Decimal(expected)


@pytest.mark.parametrize(("severity", "expected"), [(1, 5), (2, 5), (3, 10), (4, 10), (0, 5)])
def test_a_step_holds_until_the_next(severity: int, expected: int) -> None:
    assert (
        Amount.model_validate({"by_severity": {1: 5, 3: 10}}).evaluate(known(severity=severity)) == expected
    )


@pytest.mark.parametrize(
    "told", ["", "a lot", "-5 EUR", "NaN", "Infinity", "80 USD", "1e999999999", "0x10", "__import__('os')"]
)
def test_what_is_no_sum_in_our_currency_is_not_known(told: str) -> None:
    with pytest.raises(FactMissing, match="order_total"):
        Amount.model_validate({"of": "order_total"}).evaluate(known(order_total=told))


def test_a_count_that_nobody_can_mean_is_held_down() -> None:
    assert (
        Amount.model_validate({"each": "1", "times": "days_late"}).evaluate(known(days_late="99999999"))
        == 1000
    )


def test_a_price_of_ours_goes_before_what_the_customer_says() -> None:
    assert Amount.model_validate({"of": "delivery_fee"}).evaluate(known(delivery_fee="99 EUR")) == Decimal(
        "6.95"
    )


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ({}, "exactly one of"),
        ({"fixed": 1, "of": "order_total"}, "here is `fixed` and `of`"),
        ({"fixed": 1, "percent": 5}, "`percent` needs `of`"),
        ({"each": 1}, "belong together"),
        ({"fixed": 1, "times": "days_late"}, "belong together"),
        ({"fixed": 1, "least": 5, "most": 2}, "`least` 5 is above `most` 2"),
        ({"by_severity": {3: 5}}, "begins at 1"),
        ({"by_severity": {1: 5, 2: 4}}, "never gets less"),
        ({"of": "order_total", "percent": 101}, "less than or equal to 100"),
        ({"fixed": -1}, "greater than or equal to 0"),
        ({"eval": "2 + 2"}, "exactly one of|not permitted"),
    ],
)
def test_a_formula_that_means_nothing_is_refused(written: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Amount.model_validate(written)


SUMS = st.decimals(min_value=0, max_value=1000, places=2)


@given(SUMS, SUMS, st.integers(0, 60), st.integers(1, 4))
def test_a_formula_stays_between_its_least_and_most(
    one: Decimal, other: Decimal, days: int, severity: int
) -> None:
    least, most = sorted((one, other))
    amount = Amount.model_validate({"each": "1.37", "times": "days_late", "least": least, "most": most})
    assert least <= amount.evaluate(known(severity=severity, days_late=str(days))) <= most
