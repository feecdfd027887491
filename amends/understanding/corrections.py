"""What a customer takes back: `6 May not 5 May`, `order 88213, sorry, 88214`. The later fact of a kind counts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from amends.understanding.reading import Fact

_DENIED = re.compile(
    r"(?:\bnot|\binstead of|\brather than|\bisn'?t|\bwasn'?t)(?:\s+(?:the|on|order|number))*\s*[#:]?\s*$",
    re.I,
)
_INSTEAD = re.compile(
    r"\b(?:sorry|i mean(?:t)?|correction|make that|should be|no,? wait|actually)\b[\s,:;.]*(?:it'?s|its|it is)?\s*#?"
    r"(?P<code>\d{5,12})(?![\w%€$£]|[.,]\d)",
    re.I,
)


def without_denied(text: str, facts: Sequence[Fact]) -> list[Fact]:
    """The facts that are not said to be wrong: `not 5 May` gives no date, unless nothing else of its kind is told.

    `not` alone is no correction ("it was not 20 euros" tells of the 20): only where another fact of the kind is there.
    """
    kinds = [fact.kind for fact in facts]
    return [
        fact
        for fact in facts
        if kinds.count(fact.kind) == 1 or not _DENIED.search(text[max(fact.start - 24, 0) : fact.start])
    ]


def corrected_orders(text: str, facts: Sequence[Fact]) -> list[Fact]:
    """The bare numbers that replace an order number told before them (`order 88213, sorry 88214`)."""
    told = [fact.end for fact in facts if fact.kind == "order_number"]
    if not told:
        return []
    return [
        Fact("order_number", match["code"], *match.span("code"))
        for match in _INSTEAD.finditer(text)
        if match.start() >= min(told)
    ]
