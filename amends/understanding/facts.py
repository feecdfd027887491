"""The facts a customer gives: numbers, amounts, dates, addresses and names, found by rules and validated.

Pure. Nothing is guessed: what is not clearly a fact is left for a question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any

from amends.understanding import dates, names
from amends.understanding.addresses import find_addresses
from amends.understanding.corrections import corrected_orders, without_denied
from amends.understanding.dates import ISO_DATE, find_dates
from amends.understanding.money import find_amounts
from amends.understanding.names import find_names
from amends.understanding.reading import Fact
from amends.understanding.tokens import Finder

EXTRACTOR = "FactExtractor"

_CASE = re.compile(r"\bAM\s?[-–#]?\s?(\d{5,9})\b|\bam-(\d{5,9})\b")
_ORDER_WORD = (
    r"\b(?:order|booking|ref(?:erence)?|tracking|parcel|invoice|shipment|reservation|confirmation|purchase|ticket)"
    r"(?:\s*(?:no|nr|num|number|id|ref|reference|code))?(?:\s+(?:is|was))?\s*[.:#]{0,2}\s*#?\s*"
)
_CODE = r"(?P<code>(?=[A-Z0-9-]*\d[A-Z0-9-]*\d[A-Z0-9-]*\d)[A-Z0-9]+(?:-[A-Z0-9]+)*)(?![\w€$£%-]|[.,]\d)"
_ORDER = re.compile(_ORDER_WORD + _CODE, re.IGNORECASE)
_HASH = re.compile(r"(?<![\w&])#\s?" + _CODE, re.IGNORECASE)
_ALONE = re.compile(
    r"\s*(?:it'?s|its|here:?|sure,?|yes,?|ok,?|no\.?)?\s*#?(?P<code>\d{5,12})\s*[.!]*\s*", re.IGNORECASE
)
_PHONE = re.compile(r"(?<![\w.,#€$£+-])(?P<number>(?:\+|00|0|\()[\d\s()/.-]{5,20}\d)(?![\w€$£%]|[.,]\d)")
_CALLED = re.compile(
    r"\b(?:call|ring|text|phone|mobile|cell|tel|whatsapp|reach)\w*\b[^\d\n]{0,25}?(?P<number>\d[\d\s()/.-]{5,18}\d)(?!\w)",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"(?<![\w.,#+-])(?P<number>\d{3}[-. ]\d{3}[-. ]\d{4})(?!\w)")

SHORTEST_ORDER, LONGEST_ORDER = 4, 24
SHORTEST_PHONE, SHORTEST_PLAIN_PHONE, LONGEST_PHONE = 7, 9, 15
"""Digits: 15 is the most an international number has (E.164); fewer than 9 without a mark are an order's."""


def find_facts(text: str, today: date) -> tuple[Fact, ...]:
    """The facts in a text, in its order, none overlapping another.

    `today` is the customer's day: a date of an event is resolved to the past. What is taken back is left out; of two
    of a kind the later one replaces the other (Reading.facts_by_kind). Values: case_ref `AM-20418`;
    amount `6.95 EUR` (Decimal and ISO 4217); date ISO 8601; phone digits with an optional +; e-mail in lower
    case; order_number and name as written, tidied.
    """
    matched = tuple(_finder().find(text))
    finders: tuple[Callable[[str], Iterator[Fact]], ...] = (
        _cases,
        _emails,
        _orders,
        find_amounts,
        lambda _: find_dates(matched, today),
        _phones,
        _lone_number,
        lambda _: find_names(matched),
    )
    found: list[Fact] = []
    for find in finders:
        for fact in find(text):
            if _apart(fact, found):
                found.append(fact)
    found += [fact for fact in corrected_orders(text, found) if _apart(fact, found)]
    return tuple(sorted(without_denied(text, found), key=lambda fact: fact.start))


@cache
def _finder() -> Finder:
    """What finds names and dates: the rules of both, so that a message is cut into tokens once."""
    return Finder(names.RULES | dates.RULES)


def _apart(fact: Fact, others: Sequence[Fact]) -> bool:
    return all(fact.end <= other.start or fact.start >= other.end for other in others)


def entities_of(facts: Sequence[Fact]) -> list[dict[str, Any]]:
    """The facts as Rasa entities: `entity` the kind, `value`, `start`, `end` and who found it."""
    return [
        {
            "entity": fact.kind,
            "value": fact.value,
            "start": fact.start,
            "end": fact.end,
            "extractor": EXTRACTOR,
        }
        for fact in facts
    ]


def _cases(text: str) -> Iterator[Fact]:
    for match in _CASE.finditer(text):
        yield Fact("case_ref", f"AM-{match[1] or match[2]}", *match.span())


def _emails(text: str) -> Iterator[Fact]:
    for written in find_addresses(text):
        if written.address is not None:
            yield Fact("email", written.address, written.start, written.end)


def _orders(text: str) -> Iterator[Fact]:
    for pattern in (_ORDER, _HASH):
        for match in pattern.finditer(text):
            fits = SHORTEST_ORDER <= len(match["code"]) <= LONGEST_ORDER
            if fits and not ISO_DATE.fullmatch(match["code"]):
                yield Fact("order_number", match["code"].upper(), *match.span("code"))


def _lone_number(text: str) -> Iterator[Fact]:
    match = _ALONE.fullmatch(text)
    if match:
        yield Fact("order_number", match["code"], *match.span("code"))


def _phones(text: str) -> Iterator[Fact]:
    for pattern in (_PHONE, _CALLED, _GROUPED):
        for match in pattern.finditer(text):
            written = match["number"]
            digits = re.sub(r"\D", "", written)
            shortest = SHORTEST_PLAIN_PHONE if written.isdigit() else SHORTEST_PHONE
            if shortest <= len(digits) <= LONGEST_PHONE:
                plus = "+" if written.startswith("+") else ""
                yield Fact("phone", plus + digits, *match.span("number"))
