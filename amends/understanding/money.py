"""Amounts of money in a text: Decimal and ISO 4217."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from amends.understanding.counting import SPOKEN, number_of
from amends.understanding.reading import Fact

CURRENCIES = {
    "EUR": ("€", "eur", "euro", "euros"),
    "USD": ("$", "us$", "usd", "dollar", "dollars", "buck", "bucks"),
    "GBP": ("£", "gbp", "pound", "pounds", "quid"),
    "CHF": ("chf", "franc", "francs"),
    "TRY": ("₺", "tl", "lira"),
    "VND": ("₫", "vnd", "dong"),
    "JPY": ("¥", "jpy", "yen"),
    "CAD": ("ca$", "cad"),
    "AUD": ("au$", "aud"),
    "SEK": ("sek",),
    "PLN": ("pln", "zloty"),
}
"""The ISO 4217 codes we know and how customers write them."""

WHOLE = frozenset({"JPY", "VND"})
"""Currencies without a smaller unit."""

MOST = Decimal("999999999.99")
"""Above this it is no amount a customer means."""

_CODE_OF = {written: code for code, forms in CURRENCIES.items() for written in forms}
_BEFORE = "|".join(re.escape(form) for form in sorted(_CODE_OF, key=len, reverse=True) if len(form) <= 3)
_AFTER = "|".join(re.escape(form) for form in sorted(_CODE_OF, key=len, reverse=True))
_NUMBER = r"(?P<number>\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?|\d{1,10}(?:[.,]\d{1,3})?)(?P<thousand>\s?k\b)?"
_PREFIXED = re.compile(rf"(?<![\w$])(?P<currency>{_BEFORE})\s?{_NUMBER}(?![\w%]|[.,]\d)", re.IGNORECASE)
_SUFFIXED = re.compile(rf"(?<![\w.,#-]){_NUMBER}\s?(?P<currency>{_AFTER})(?![\w$])", re.IGNORECASE)
_NAMED = "|".join(
    form for form in sorted(_CODE_OF, key=len, reverse=True) if form.isalpha() and len(form) > 3
)
_SPOKEN = re.compile(rf"\b(?P<number>{SPOKEN})\s+(?P<currency>{_NAMED})\b", re.IGNORECASE)
_NOTE = re.compile(r"\b(?P<note>tenner|fiver)\b", re.IGNORECASE)
_NOTES = {"tenner": Decimal(10), "fiver": Decimal(5)}
_PENCE = re.compile(r"(?<![\w.,#-])(?P<number>\d{1,2})\s?(?:p|pence)(?!\w)", re.IGNORECASE)


def find_amounts(text: str) -> Iterator[Fact]:
    """The amounts in a text, `6.95 EUR`: more than zero, at most MOST, in the currency's own places."""
    taken: list[tuple[int, int]] = []
    for pattern in (_SUFFIXED, _PREFIXED):
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            value = amount(match["number"], thousand=bool(match["thousand"]))
            if value is not None:
                taken.append(match.span())
                yield Fact("amount", money(value, _CODE_OF[match["currency"].lower()]), *match.span())
    for match in _SPOKEN.finditer(text):
        if 0 < number_of(match["number"]) <= MOST:
            value = Decimal(number_of(match["number"]))
            yield Fact("amount", money(value, _CODE_OF[match["currency"].lower()]), *match.span())
    for match in _NOTE.finditer(text):
        yield Fact("amount", money(_NOTES[match["note"].lower()], "GBP"), *match.span())
    for match in _PENCE.finditer(text):
        if int(match["number"]):
            yield Fact("amount", money(Decimal(match["number"]) / 100, "GBP"), *match.span())


def amount(written: str, *, thousand: bool = False) -> Decimal | None:
    """The number a customer wrote, with points or commas of either kind; None where it is no amount.

    The last mark is the decimal mark, unless exactly three digits follow it: then it groups thousands, as in
    2.000 and 2,000. `thousand` is for `2k`.
    """
    plain = written.replace("'", "").replace(" ", "")
    marks = [place for place, letter in enumerate(plain) if letter in ".,"]
    decimals = len(plain) - marks[-1] - 1 if marks else 0
    if marks and (decimals != 3 or plain.startswith("0")):
        whole = re.sub("[.,]", "", plain[: marks[-1]])
        value = Decimal(f"{whole}.{plain[marks[-1] + 1 :]}")
    else:
        value = Decimal(re.sub("[.,]", "", plain))
    value = value * 1000 if thousand else value
    return value if 0 < value <= MOST else None


def money(value: Decimal, currency: str) -> str:
    """The normal form: `6.95 EUR`, `2000.00 EUR`, `500 JPY`."""
    places = Decimal(1) if currency in WHOLE else Decimal("0.01")
    return f"{value.quantize(places, ROUND_HALF_UP)} {currency}"
