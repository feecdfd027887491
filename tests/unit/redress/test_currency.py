"""Money is exact, in every currency's own places."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.redress.currency import Rounding, currencies, is_payable, minor_unit, rounded

AMOUNTS = st.decimals(min_value=0, max_value=100_000, places=4)


@pytest.mark.parametrize(("code", "unit"), [("EUR", "0.01"), ("JPY", "1"), ("KWD", "0.001")])
def test_every_currency_has_its_own_smallest_sum(code: str, unit: str) -> None:
    assert minor_unit(code) == Decimal(unit)


def test_every_code_has_three_letters() -> None:
    assert len(currencies()) > 150
    assert all(isinstance(code, str) and len(code) == 3 and code.isupper() for code in currencies())


@given(AMOUNTS, st.sampled_from(sorted(currencies())), st.sampled_from(Rounding))
def test_what_is_rounded_can_be_paid_and_is_off_by_less_than_one_unit(
    amount: Decimal, code: str, rounding: Rounding
) -> None:
    payable = rounded(amount, minor_unit(code), rounding)
    assert is_payable(payable, code)
    assert abs(payable - amount) < minor_unit(code)


@pytest.mark.parametrize(
    ("amount", "step", "rounding", "expected"),
    [
        ("2.085", "0.01", Rounding.HALF_UP, "2.09"),
        ("2.081", "0.01", Rounding.UP, "2.09"),
        ("2.089", "0.01", Rounding.DOWN, "2.08"),
        ("11.98", "0.50", Rounding.UP, "12.00"),
        ("11.98", "0.05", Rounding.DOWN, "11.95"),
    ],
)
def test_rounding_goes_the_way_it_is_told(amount: str, step: str, rounding: Rounding, expected: str) -> None:
    assert rounded(Decimal(amount), Decimal(step), rounding) == Decimal(expected)
