"""Only policy speaks of compensation: what a message promises must be an offer on the record (METHOD R7). Pure.

A sum, a percentage or a promise that no offer backs is found, with the place where it stands. What the customer told
may be said back to them, as a report and never as a promise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from amends.languages.policy_words import PromiseWords
from amends.redress.policy import IN_MONEY, OfferKind
from amends.understanding.money import find_amounts

CODE = re.compile(r"\b(?:[A-HJ-NP-Z2-9]{4}-){3}[A-HJ-NP-Z2-9]{4}\b")
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


def unbacked(
    text: str,
    offers: Sequence[Backing] = (),
    *,
    words: PromiseWords,
    heard: Sequence[str] = (),
    allowed: Sequence[str] = (),
    figures_only: bool = False,
) -> tuple[UnbackedPlace, ...]:
    """Return what a message promises or names without an offer behind it, in its order. `words`: of its language.

    `heard`: what the customer wrote; `allowed`: texts that stand on their own, such as what a person told before.
    Every sum counts, of any currency; kinds without a sum count where the message promises them, unless
    `figures_only` (a person may say "I have released your refund").
    """
    bare = _without(text, allowed)
    known = " \n ".join(heard)
    found: list[UnbackedPlace] = []
    for sentence in SENTENCE.finditer(bare):
        places = _in_sentence(text, sentence.start(), sentence[0], offers, known, words)
        found.extend(place for place in places if not figures_only or FIGURE.search(place.text))
    return tuple(found)


def _in_sentence(
    text: str, start: int, sentence: str, offers: Sequence[Backing], heard: str, words: PromiseWords
) -> Iterator[UnbackedPlace]:
    coming = _first(words.coming, sentence)
    reported = bool(re.search(words.report, sentence, re.I))
    promised = not reported and (coming is not None or bool(re.search(words.giving, sentence, re.I)))
    for begin, end, backed, told in _figures(sentence, offers, heard, words):
        if not backed and (promised or not told):
            yield _at(text, start + begin, start + end)
    for match in (coming, _first(words.named, sentence)):
        if match is None or _is_backed(match[0], offers, words):
            continue
        told = bool(heard) and _told(match[0], heard, words)
        harmless = reported if match is coming else reported or not re.search(words.future, sentence, re.I)
        if not (told and harmless):
            yield _at(text, start + match.start(), start + match.end())


def _figures(
    sentence: str, offers: Sequence[Backing], heard: str, words: PromiseWords
) -> Iterator[tuple[int, int, bool, bool]]:
    """Yield sums, percentages and voucher codes: where they stand, whether backed, whether the customer told them."""
    sums = {(offer.amount, offer.currency) for offer in offers if offer.kind in IN_MONEY}
    told = {fact.value for fact in find_amounts(heard)}
    for fact in find_amounts(sentence):
        number, _, currency = fact.value.partition(" ")
        yield fact.start, fact.end, (Decimal(number), currency) in sums, fact.value in told
    percent = re.compile(rf"(?<![\w.,])(\d{{1,3}}(?:[.,]\d{{1,2}})?) ?(?:{words.percent})", re.I)
    percents = {match[1] for match in percent.finditer(heard)}
    for match in percent.finditer(sentence):
        yield match.start(), match.end(), False, match[1] in percents
    codes = {offer.code for offer in offers}
    for match in CODE.finditer(sentence):
        yield match.start(), match.end(), match[0] in codes, False


def _is_backed(promise: str, offers: Sequence[Backing], words: PromiseWords) -> bool:
    """Say whether an offer is of the kind that a promise names; any offer backs one that names none."""
    kinds = next((kinds for gift, kinds in words.gifts if re.search(gift, promise, re.I)), tuple(OfferKind))
    return any(offer.kind in kinds for offer in offers)


def _told(promise: str, heard: str, words: PromiseWords) -> bool:
    """Say whether the customer spoke of the same gift."""
    gift = next((gift for gift, _ in words.gifts if re.search(gift, promise, re.I)), None)
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
