"""Reading the customer's own idea of a fair solution: is it a sum, and of what kind? (METHOD M14)"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from amends.redress.policy import Ask

KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "replacement",
        re.compile(r"\b(replac\w+|new one|another one|send (me )?(it|one) again|resend)\b", re.I),
    ),
    (
        "refund",
        re.compile(r"\b(refund\w*|money back|(fee|cost|postage|price) back|reimburs\w+|pay me back)\b", re.I),
    ),
    ("voucher", re.compile(r"\b(voucher|gift ?card|coupon|code|store credit)\b", re.I)),
    ("discount", re.compile(r"\b(discount|% ?off|percent off)\b", re.I)),
    ("free month", re.compile(r"\b(free (month|week|year)|month (for )?free|waive\w*)\b", re.I)),
)
PERCENT = re.compile(r"\d+ ?(%|percent)", re.I)


def read_idea(text: str, *, topic: str | None, facts: Mapping[str, str], amount: str | None) -> Ask:
    """Turn the customer's words into an ask. `amount`: the sum they named, as `6.95 EUR`, or None."""
    value, currency = _money(amount)
    kind = next((name for name, pattern in KINDS if pattern.search(text)), None)
    if kind is None and PERCENT.search(text):
        kind = "discount"
    return Ask(topic=topic, facts=facts, amount=value, currency=currency, kind=kind)


def names_an_idea(text: str, amount: str | None) -> bool:
    """Say whether a message already says what would be fair, so that we need not ask."""
    return amount is not None or any(pattern.search(text) for _, pattern in KINDS)


def _money(amount: str | None) -> tuple[Decimal | None, str | None]:
    if amount is None:
        return None, None
    number, _, currency = amount.partition(" ")
    try:
        return Decimal(number), currency or None
    except InvalidOperation:
        return None, None
