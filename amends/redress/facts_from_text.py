"""What the customer told that a formula may count: days late, hours without supply, what they paid. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from amends.redress.formula import CountFact, MoneyFact
from amends.understanding.money import find_amounts

_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_NUMBERS |= {"eight": 8, "nine": 9, "ten": 10, "twice": 2, "once": 1}
_NUMBER = rf"(?P<number>\d{{1,3}}|{'|'.join(_NUMBERS)})"
_LATE = re.compile(
    rf"\b{_NUMBER}\s+(?P<unit>days?|weeks?)\s+(?:\w+\s+)?(?:late|overdue|delayed|behind)\b"
    rf"|\b(?:late|overdue|delayed)\s+by\s+{_NUMBER.replace('number', 'number2')}\s+(?P<unit2>days?|weeks?)\b",
    re.I,
)
_WITHOUT = r"(?:without|no|had no|out of|down|off|dead|gone|outage)"
_OUTAGE = re.compile(
    rf"\b{_WITHOUT}\b[^.!?\d]{{0,40}}?\b{_NUMBER}\s+(?P<unit>hours?|days?)\b"
    rf"|\b{_NUMBER.replace('number', 'number2')}\s+(?P<unit2>hours?|days?)\s+{_WITHOUT}\b",
    re.I,
)
_VISITS = re.compile(
    rf"\b{_NUMBER}\s+(?:times?\s+)?(?:missed|no[- ]show|appointments?|visits?)\b"
    rf"|\b{_NUMBER.replace('number', 'number2')}\s+times?\b[^.!?]{{0,60}}\b(?:nobody|no one|never)\b",
    re.I,
)
_DELIVERY = re.compile(r"\b(delivery|shipping|postage|express|next[- ]day)\b", re.I)
_MONTHLY = re.compile(r"\b(a|per|each|every) month|monthly\b", re.I)
_PAID = re.compile(r"\b(paid|pay|cost|costs|price|charged|spent)\W+(?:\w+\W+){0,3}$", re.I)
_ORDER = re.compile(r"(?<![\w.,])[A-Z]{0,4}-?\d{4,12}(?![\w,.]*\d)")
NEAR = 30
"""So many letters after a sum say what it was paid for."""


def claims(texts: Iterable[str]) -> dict[str, str]:
    """Return what the texts (oldest first) say of days, hours, visits and sums paid; what is told later stands."""
    found: dict[str, str] = {}
    for text in texts:
        found |= _counted(text) | _paid(text)
    return found


def take_answer(fact: str, text: str) -> dict[str, str]:
    """Read a short answer to the question for one fact: a sum, a number, or the one that an order goes by."""
    if fact == "order_number":
        numbers = set(_ORDER.findall(text))
        return {fact: numbers.pop()} if len(numbers) == 1 else {}
    if fact in {known.value for known in MoneyFact}:
        amount = next((found.value for found in find_amounts(text)), None)
        if amount is None:
            bare = re.search(r"(?<![\w.,])\d{1,6}(?:[.,]\d{2})?(?![\w.,]*\d)", text)
            amount = bare[0].replace(",", ".") if bare else None
        return {fact: amount} if amount else {}
    if fact in {known.value for known in CountFact}:
        number = re.search(rf"\b{_NUMBER}\b", text, re.I)
        return {fact: _value(number["number"])} if number else {}
    return {}


def _counted(text: str) -> dict[str, str]:
    found = {}
    late = _LATE.search(text)
    if late:
        number, unit = late["number"] or late["number2"], late["unit"] or late["unit2"]
        found[CountFact.DAYS_LATE.value] = _value(number, 7 if unit.lower().startswith("week") else 1)
    out = _OUTAGE.search(text)
    if out:
        number, unit = out["number"] or out["number2"], out["unit"] or out["unit2"]
        found[CountFact.OUTAGE_HOURS.value] = _value(number, 24 if unit.lower().startswith("day") else 1)
    visits = _VISITS.search(text)
    if visits:
        found[CountFact.MISSED_VISITS.value] = _value(visits["number"] or visits["number2"])
    return found


def _paid(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for fact in find_amounts(text):
        if not _PAID.search(text[: fact.start]):
            continue
        after = text[fact.end : fact.end + NEAR]
        near = text[max(fact.start - NEAR, 0) : fact.start] + after
        kind = MoneyFact.ORDER_TOTAL
        if _DELIVERY.search(after) or (_DELIVERY.search(near) and "order" not in near.lower()):
            kind = MoneyFact.DELIVERY_FEE
        elif _MONTHLY.search(after):
            kind = MoneyFact.MONTHLY_FEE
        found[kind.value] = fact.value
    return found


def _value(number: str, times: int = 1) -> str:
    value = _NUMBERS.get(number.lower())
    return str(Decimal(value if value is not None else int(number)) * times)
