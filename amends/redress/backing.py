"""Only policy speaks of compensation: what a message promises must be an offer on the record (METHOD R7). Pure.

A sum, a percentage or a promise that no offer backs is found, with the place where it stands. What the customer told
may be said back to them, as a report and never as a promise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict

from amends.redress.policy import IN_MONEY, OfferKind
from amends.understanding.money import find_amounts

CODE = re.compile(r"\b(?:[A-HJ-NP-Z2-9]{4}-){3}[A-HJ-NP-Z2-9]{4}\b")
PERCENT = re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,]\d{1,2})?) ?(?:%|percent\b|per cent\b)", re.I)
FIGURE = re.compile(r"\d")
SENTENCE = re.compile(r".+?(?:[.!?…]+(?=[\s\"”’)]|$)|\n|$)", re.S)


@dataclass(frozen=True, slots=True)
class Backing:
    """An offer that stands or was taken. `code` is its voucher's."""

    kind: OfferKind
    amount: Decimal
    currency: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class UnbackedPlace:
    """A place that no offer backs: half-open code points of the text."""

    start: int
    end: int
    text: str


class PromisePhrases(BaseModel):
    """How one language promises."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    gifts: tuple[tuple[str, tuple[OfferKind, ...]], ...]
    coming: tuple[str, ...]
    giving: str
    named: tuple[str, ...]
    report: str
    future: str


@cache
def promise_phrases(lang: str = "en") -> PromisePhrases:
    """Return a language's phrases. Raises FileNotFoundError for a language without them."""
    source = resources.files("amends.redress").joinpath(f"backing_{lang}.yml").read_text(encoding="utf-8")
    return PromisePhrases.model_validate(yaml.safe_load(source))


def unbacked(
    text: str,
    offers: Sequence[Backing] = (),
    *,
    heard: Sequence[str] = (),
    allowed: Sequence[str] = (),
    figures_only: bool = False,
) -> tuple[UnbackedPlace, ...]:
    """Return what a message promises or names without an offer behind it, in its order.

    `heard`: what the customer wrote; `allowed`: texts that stand on their own, such as what a person told before.
    Every sum counts, of any currency; kinds without a sum count where the message promises them, unless
    `figures_only` (a person may say "I have released your refund").
    """
    bare = _without(text, allowed)
    known = " \n ".join(heard)
    found: list[UnbackedPlace] = []
    for sentence in SENTENCE.finditer(bare):
        places = _in_sentence(text, sentence.start(), sentence[0], offers, known)
        found.extend(place for place in places if not figures_only or FIGURE.search(place.text))
    return tuple(found)


def _in_sentence(
    text: str, start: int, sentence: str, offers: Sequence[Backing], heard: str
) -> Iterator[UnbackedPlace]:
    words = promise_phrases()
    coming = _first(words.coming, sentence)
    reported = bool(re.search(words.report, sentence, re.I))
    promised = not reported and (coming is not None or bool(re.search(words.giving, sentence, re.I)))
    for begin, end, backed, told in _figures(sentence, offers, heard):
        if not backed and (promised or not told):
            yield _at(text, start + begin, start + end)
    for match in (coming, _first(words.named, sentence)):
        if match is None or _is_backed(match[0], offers):
            continue
        told = bool(heard) and _told(match[0], heard)
        harmless = reported if match is coming else reported or not re.search(words.future, sentence, re.I)
        if not (told and harmless):
            yield _at(text, start + match.start(), start + match.end())


def _figures(sentence: str, offers: Sequence[Backing], heard: str) -> Iterator[tuple[int, int, bool, bool]]:
    """Yield sums, percentages and voucher codes: where they stand, whether backed, whether the customer told them."""
    sums = {(offer.amount, offer.currency) for offer in offers if offer.kind in IN_MONEY}
    told = {fact.value for fact in find_amounts(heard)}
    for fact in find_amounts(sentence):
        number, _, currency = fact.value.partition(" ")
        yield fact.start, fact.end, (Decimal(number), currency) in sums, fact.value in told
    percents = {match[1] for match in PERCENT.finditer(heard)}
    for match in PERCENT.finditer(sentence):
        yield match.start(), match.end(), False, match[1] in percents
    codes = {offer.code for offer in offers}
    for match in CODE.finditer(sentence):
        yield match.start(), match.end(), match[0] in codes, False


def _is_backed(promise: str, offers: Sequence[Backing]) -> bool:
    """Say whether an offer is of the kind that a promise names; any offer backs one that names none."""
    kinds = next(
        (kinds for gift, kinds in promise_phrases().gifts if re.search(gift, promise, re.I)), tuple(OfferKind)
    )
    return any(offer.kind in kinds for offer in offers)


def _told(promise: str, heard: str) -> bool:
    """Say whether the customer spoke of the same gift."""
    gift = next((gift for gift, _ in promise_phrases().gifts if re.search(gift, promise, re.I)), None)
    return bool(re.search(gift, heard, re.I)) if gift else False


def _first(patterns: Sequence[str], sentence: str) -> re.Match[str] | None:
    found = (re.search(pattern, sentence, re.I) for pattern in patterns)
    return next((match for match in found if match is not None), None)


def _without(text: str, allowed: Sequence[str]) -> str:
    for known in allowed:
        if len(known) > 1:
            text = text.replace(known, " " * len(known))
    return text


def _at(text: str, start: int, end: int) -> UnbackedPlace:
    return UnbackedPlace(start, end, text[start:end])
