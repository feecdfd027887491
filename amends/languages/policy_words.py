"""How a language speaks of compensation: regular expressions, matched without regard to case (METHOD M14, R7).

They stand for the kinds of amends.redress.policy.OfferKind and the facts of amends.redress.formula.MoneyFact.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"this is no regular expression ({error})") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]


class PromiseWords(BaseModel):
    """How a message promises. `gifts`: what is given, and the kinds of offer that back it (none: any does).

    `coming` is said to come, `giving` makes a promise of a sum beside it, `named` is a gift by itself unless a `report`
    of what was said is made of it; `future` makes a promise of what is only named. `percent` follows a number.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    gifts: tuple[tuple[Pattern, tuple[str, ...]], ...]
    coming: tuple[Pattern, ...]
    giving: Pattern
    named: tuple[Pattern, ...]
    report: Pattern
    future: Pattern
    percent: Pattern


class IdeaWords(BaseModel):
    """How customers name what would be fair. `kinds`: what it is; several mean that any of them would do.

    `things`: what they want back, `parts`: how much of it (0..100), `numbers`: words for numbers before one of the
    `units`. `paid` and `wanted` stand before a sum that they paid, or ask for; `bare` is a message that is a `number`
    alone; `both` joins two things. `left_to_us`, `is_that_all`, `what_we_give`: what they ask or say instead.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kinds: tuple[tuple[Pattern, tuple[str, ...]], ...]
    things: tuple[tuple[Pattern, str], ...]
    parts: tuple[tuple[Pattern, Decimal], ...]
    numbers: dict[str, int]
    units: Pattern
    percent: Pattern
    paid: Pattern
    bare: Pattern
    both: Pattern
    left_to_us: Pattern
    is_that_all: Pattern
    wanted: Pattern
    what_we_give: Pattern
