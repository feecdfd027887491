"""Amounts in a policy: a small typed formula in data, evaluated without eval and exact to the minor unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from amends.redress.currency import Rounding, minor_unit, rounded

Sum = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=4)]
"""A sum of money in the policy's currency, 0 or more."""


class MoneyFact(StrEnum):
    """Sums that a formula may refer to: a price of the policy, or what the customer told."""

    ORDER_TOTAL = "order_total"
    ITEM_PRICE = "item_price"
    DELIVERY_FEE = "delivery_fee"
    MONTHLY_FEE = "monthly_fee"


class CountFact(StrEnum):
    """Numbers that a formula may refer to."""

    DAYS_LATE = "days_late"
    OUTAGE_HOURS = "outage_hours"
    MISSED_VISITS = "missed_visits"


MOST_COUNTED = 1_000
"""A greater number is a typing mistake, and counts as this."""


MOST_SUM = Decimal(999_999_999)
"""Above this it is no sum a customer means."""


class FactMissing(Exception):
    """A formula needs a fact that is not known."""

    def __init__(self, fact: str) -> None:
        super().__init__(fact)
        self.fact = fact


@dataclass(frozen=True, slots=True)
class Known:
    """What a formula may look up. A price of the policy goes before what the customer told. `severity`: 1..4."""

    currency: str
    prices: Mapping[MoneyFact, Decimal]
    facts: Mapping[str, str]
    severity: int

    def money(self, fact: MoneyFact) -> Decimal:
        """Return a sum. Raises FactMissing where it is not known, or is in another currency."""
        price = self.prices.get(fact)
        if price is not None:
            return price
        number, _, currency = self.facts.get(fact.value, "").partition(" ")
        value = _number(number)
        if value is None or currency not in ("", self.currency):
            raise FactMissing(fact.value)
        return value

    def count(self, fact: CountFact) -> Decimal:
        """Return a number of days, hours or visits, 0..1000. Raises FactMissing."""
        value = _number(self.facts.get(fact.value, ""))
        if value is None:
            raise FactMissing(fact.value)
        return min(value, Decimal(MOST_COUNTED))


class Amount(BaseModel):
    """How much: exactly one of `fixed`, `of`, `each`, `by_severity`, `sum`; then `least` and `most`, then rounding."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fixed: Sum | None = Field(None, description="A sum: `fixed: 5.00`.")
    of: MoneyFact | None = Field(
        None,
        description="A price or what the customer paid: `of: delivery_fee`. With `percent`, a part of it.",
    )
    percent: Decimal | None = Field(None, gt=0, le=100, description="Which part of `of`, 0 to 100.")
    each: Sum | None = Field(
        None, description="A sum for each of `times`: `each: 1.50` with `times: days_late`."
    )
    times: CountFact | None = Field(
        None, description="What is counted: `days_late`, `outage_hours`, `missed_visits`."
    )
    by_severity: dict[Annotated[int, Field(ge=1, le=4)], Sum] | None = Field(
        None, description="A sum by how grave the case is, never falling: `by_severity: {1: 5.00, 3: 10.00}`."
    )
    sum: tuple[Amount, ...] | None = Field(None, min_length=2, description="Several amounts added up.")
    least: Sum | None = Field(None, description="At least this.")
    most: Sum | None = Field(None, description="At most this.")
    round_to: Annotated[Decimal, Field(gt=0)] | None = Field(
        None, description="Rounded to a multiple of this: `0.05`. Default: the currency's smallest unit."
    )
    rounding: Rounding = Field(Rounding.HALF_UP, description="`half_up`, `up` or `down`.")

    @model_validator(mode="after")
    def _is_one_formula(self) -> Amount:
        given = [name for name in FORMS if getattr(self, name) is not None]
        if len(given) != 1:
            said = " and ".join(f"`{name}`" for name in given) or "none"
            raise ValueError(
                f"write exactly one of {', '.join(f'`{name}`' for name in FORMS)}; here is {said}"
            )
        if self.percent is not None and self.of is None:
            raise ValueError("`percent` needs `of`: write what it is a part of, such as `of: order_total`")
        if (self.each is None) != (self.times is None):
            raise ValueError("`each` and `times` belong together: write `each: 1.50` and `times: days_late`")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError(
                f"`least` {self.least} is above `most` {self.most}: write the smaller one as `least`"
            )
        _never_falls(self.by_severity)
        return self

    def evaluate(self, known: Known) -> Decimal:
        """Return the sum, a multiple of the currency's smallest unit. Raises FactMissing."""
        exact = self._exact(known)
        if self.least is not None:
            exact = max(exact, self.least)
        if self.most is not None:
            exact = min(exact, self.most)
        if self.round_to is not None:
            exact = rounded(exact, self.round_to, self.rounding)
        payable = rounded(exact, minor_unit(known.currency), self.rounding)
        return min(payable, self.most) if self.most is not None else payable

    def _exact(self, known: Known) -> Decimal:
        if self.fixed is not None:
            return self.fixed
        if self.of is not None:
            return known.money(self.of) * (self.percent or Decimal(100)) / 100
        if self.each is not None and self.times is not None:
            return self.each * known.count(self.times)
        if self.by_severity is not None:
            return self.by_severity[max(step for step in self.by_severity if step <= max(known.severity, 1))]
        return _total(part.evaluate(known) for part in self.sum or ())

    def sums(self) -> Iterator[Decimal]:
        """Yield every sum that is written in the formula, to be checked against the currency."""
        yield from (part for part in (self.fixed, self.each, self.least, self.most) if part is not None)
        yield from (self.by_severity or {}).values()
        for part in self.sum or ():
            yield from part.sums()

    def facts(self) -> Iterator[str]:
        """Yield every fact that the formula refers to."""
        yield from (fact.value for fact in (self.of, self.times) if fact is not None)
        for part in self.sum or ():
            yield from part.facts()


FORMS = ("fixed", "of", "each", "by_severity", "sum")


def _never_falls(steps: Mapping[int, Decimal] | None) -> None:
    if steps is None:
        return
    if 1 not in steps:
        raise ValueError("`by_severity` begins at 1: write `{1: 5.00, 3: 10.00}`")
    ordered = [steps[step] for step in sorted(steps)]
    if ordered != sorted(ordered):
        raise ValueError("`by_severity` falls: a graver case never gets less")


def _total(parts: Iterable[Decimal]) -> Decimal:
    return sum(parts, Decimal(0))


def _number(written: str) -> Decimal | None:
    try:
        value = Decimal(written)
    except InvalidOperation:
        return None
    return value if value.is_finite() and 0 <= value <= MOST_SUM else None
