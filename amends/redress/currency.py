"""Currencies by ISO 4217: which there are, and how small a sum each of them knows. Money is exact, always."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from enum import StrEnum
from functools import cache
from importlib import resources

import yaml


class Rounding(StrEnum):
    """Which way a sum is rounded to what can be paid."""

    HALF_UP = "half_up"
    UP = "up"
    DOWN = "down"


_MODES = {Rounding.HALF_UP: ROUND_HALF_UP, Rounding.UP: ROUND_UP, Rounding.DOWN: ROUND_DOWN}


@cache
def currencies() -> dict[str, int]:
    """Return every code with the number of its decimal places."""
    source = resources.files("amends.redress").joinpath("currencies.yml").read_text(encoding="utf-8")
    known: dict[int, list[str]] = yaml.safe_load(source)
    return {code: places for places, codes in known.items() for code in codes}


def decimal_places(currency: str) -> int:
    """Return how many decimal places a currency has: 2 for EUR, 0 for JPY, 3 for KWD."""
    return currencies().get(currency, 2)


def minor_unit(currency: str) -> Decimal:
    """Return the smallest sum of a currency: 0.01 for EUR, 1 for JPY, 0.001 for KWD."""
    return Decimal(1).scaleb(-decimal_places(currency))


def is_payable(amount: Decimal, currency: str) -> bool:
    """Say whether an amount has no more decimal places than its currency."""
    return amount == amount.quantize(minor_unit(currency))


def rounded(amount: Decimal, step: Decimal, rounding: Rounding = Rounding.HALF_UP) -> Decimal:
    """Round an amount (0 or more) to a multiple of `step`, exactly."""
    return (amount / step).quantize(Decimal(1), _MODES[rounding]) * step
