"""Reading the customer's own idea of a fair solution: how much, of what, and in what form (METHOD M14).

Pure. What is not clearly read is not guessed: it goes word for word to a person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict

from amends.redress.formula import MoneyFact
from amends.redress.policy import OfferKind
from amends.understanding.money import amount as read_amount
from amends.understanding.money import find_amounts


@dataclass(frozen=True, slots=True)
class Idea:
    """What the customer thinks fair. `kinds`: what would do, the first named first; none where they named none.

    `amount` is a sum they named, in `currency` (None: in the policy's). `percent` (0..100) of `thing`, or all of
    it. `several`: they want more than one thing. `understood`: False where it is none that we can read.
    """

    kinds: tuple[OfferKind, ...] = ()
    amount: Decimal | None = None
    currency: str | None = None
    percent: Decimal | None = None
    thing: MoneyFact | None = None
    several: bool = False
    understood: bool = True

    @property
    def open(self) -> bool:
        """Whether they leave it to us."""
        return self.understood and not self.kinds and self.amount is None and self.thing is None


LEFT_TO_US = Idea()
NOT_READ = Idea(understood=False)


class IdeaPhrases(BaseModel):
    """The words of one language: regular expressions, matched without regard to case."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kinds: tuple[tuple[str, tuple[OfferKind, ...]], ...]
    things: tuple[tuple[str, MoneyFact], ...]
    parts: tuple[tuple[str, Decimal], ...]
    numbers: dict[str, int]
    paid: str
    bare: str
    both: str
    left_to_us: str
    is_that_all: str
    wanted: str
    what_we_give: str


@cache
def idea_phrases(lang: str = "en") -> IdeaPhrases:
    """Return a language's words. Raises FileNotFoundError for a language without them."""
    source = resources.files("amends.redress").joinpath(f"ideas_{lang}.yml").read_text(encoding="utf-8")
    return IdeaPhrases.model_validate(yaml.safe_load(source))


def read_idea(text: str, *, lang: str = "en") -> Idea:
    """Read an idea in the customer's words; LEFT_TO_US where they leave it to us, NOT_READ where it is unclear."""
    words = idea_phrases(lang)
    told = _in_digits(" ".join(text.split()), words.numbers)
    matches = _kinds(told, words)
    kinds = tuple(dict.fromkeys(kind for _, found in matches for kind in found))
    several = len(matches) > 1 and bool(re.search(words.both, told[matches[0][0] :], re.I))
    amount, currency = _sum(told, words)
    if amount is not None:
        return Idea(kinds, amount, currency, several=several)
    percent, thing = _part(told, words), _thing(told, words)
    if thing is None and (percent is not None or OfferKind.REFUND in kinds):
        thing = MoneyFact.ORDER_TOTAL
    if kinds or thing is not None:
        in_money = (
            not kinds or OfferKind.REFUND in kinds or percent is not None or OfferKind.WAIVED_FEE in kinds
        )
        return Idea(kinds, percent=percent, thing=thing if in_money else None, several=several)
    return LEFT_TO_US if not told or re.search(words.left_to_us, told, re.I) else NOT_READ


def names_an_idea(text: str) -> bool:
    """Say whether a message says by itself what would be fair: a number alone does not."""
    idea = read_idea(text)
    bare = idea.amount is not None and idea.currency is None and not idea.kinds
    return idea.understood and not idea.open and not bare


def asks_for_a_sum(text: str, *, lang: str = "en") -> bool:
    """Say whether they want a sum in so many words: "i want 30 euros", and not "you charged me 30 euros"."""
    words = idea_phrases(lang)
    told = _in_digits(" ".join(text.split()), words.numbers)
    wanted = re.compile(words.wanted + r"\W+(?:\w+\W+){0,2}$", re.I)
    return any(wanted.search(told[: fact.start]) for fact in find_amounts(told))


def asks_what_we_give(text: str, *, lang: str = "en") -> bool:
    """Say whether they ask what they get, or what we think fair: then the policy answers."""
    return bool(re.search(idea_phrases(lang).what_we_give, " ".join(text.split()), re.I))


def asks_is_that_all(text: str, *, lang: str = "en") -> bool:
    """Say whether the customer asks of an offer whether that is all of it."""
    return bool(re.search(idea_phrases(lang).is_that_all, " ".join(text.split()), re.I))


def _kinds(told: str, words: IdeaPhrases) -> list[tuple[int, tuple[OfferKind, ...]]]:
    """Return where kinds are named, in the text's order; the same kinds are counted once."""
    found: dict[tuple[OfferKind, ...], int] = {}
    for pattern, kinds in words.kinds:
        match = re.search(pattern, told, re.I)
        if match and not any(set(kinds) & set(known) for known in found):
            found[kinds] = match.start()
    return sorted((start, kinds) for kinds, start in found.items())


def _sum(told: str, words: IdeaPhrases) -> tuple[Decimal | None, str | None]:
    """Return the greatest sum they ask for, not what they say they paid; a number alone counts as a sum."""
    asked = []
    for fact in find_amounts(told):
        if not re.search(words.paid + r"\W+(?:\w+\W+){0,2}$", told[: fact.start], re.I):
            number, _, currency = fact.value.partition(" ")
            asked.append((Decimal(number), currency))
    if asked:
        return max(asked)
    bare = re.fullmatch(words.bare, told, re.I)
    return (read_amount(bare["number"]), None) if bare else (None, None)


def _part(told: str, words: IdeaPhrases) -> Decimal | None:
    match = re.search(r"(\d{1,3}(?:[.,]\d{1,2})?) ?(?:%|percent|per cent)", told, re.I)
    if match:
        value = Decimal(match[1].replace(",", "."))
        return value if 0 < value <= 100 else None
    return next((part for pattern, part in words.parts if re.search(pattern, told, re.I)), None)


def _thing(told: str, words: IdeaPhrases) -> MoneyFact | None:
    return next((thing for pattern, thing in words.things if re.search(pattern, told, re.I)), None)


def _in_digits(told: str, numbers: Mapping[str, int]) -> str:
    """Write number words as digits: `fifty euros` is `50 euros`."""
    words = "|".join(sorted(numbers, key=len, reverse=True))
    pattern = rf"\b({words})(?=[ -](?:euros?|pounds?|quid|bucks?|dollars?|francs?|per ?cent)\b)|^({words})$"
    return re.sub(pattern, lambda match: str(numbers[match[0].lower()]), told, flags=re.I)
