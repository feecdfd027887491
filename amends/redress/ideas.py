"""Reading the customer's own idea of a fair solution: how much, of what, and in what form (METHOD M14).

Pure. What is not clearly read is not guessed: it goes word for word to a person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from amends.languages.policy_words import IdeaWords
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


def read_idea(text: str, words: IdeaWords) -> Idea:
    """Read an idea in the customer's words; LEFT_TO_US where they leave it to us, NOT_READ where it is unclear."""
    told = _in_digits(" ".join(text.split()), words)
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


def names_an_idea(text: str, words: IdeaWords) -> bool:
    """Say whether a message says by itself what would be fair: a number alone does not."""
    idea = read_idea(text, words)
    bare = idea.amount is not None and idea.currency is None and not idea.kinds
    return idea.understood and not idea.open and not bare


def asks_for_a_sum(text: str, words: IdeaWords) -> bool:
    """Say whether they want a sum in so many words: "i want 30 euros", and not "you charged me 30 euros"."""
    told = _in_digits(" ".join(text.split()), words)
    wanted = re.compile(words.wanted + r"\W+(?:\w+\W+){0,2}$", re.I)
    return any(wanted.search(told[: fact.start]) for fact in find_amounts(told))


def asks_what_we_give(text: str, words: IdeaWords) -> bool:
    """Say whether they ask what they get, or what we think fair: then the policy answers."""
    return bool(re.search(words.what_we_give, " ".join(text.split()), re.I))


def asks_is_that_all(text: str, words: IdeaWords) -> bool:
    """Say whether the customer asks of an offer whether that is all of it."""
    return bool(re.search(words.is_that_all, " ".join(text.split()), re.I))


def _kinds(told: str, words: IdeaWords) -> list[tuple[int, tuple[OfferKind, ...]]]:
    """Return where kinds are named, in the text's order; the same kinds are counted once."""
    found: dict[tuple[OfferKind, ...], int] = {}
    for pattern, named in words.kinds:
        match, kinds = re.search(pattern, told, re.I), tuple(map(OfferKind, named))
        if match and not any(set(kinds) & set(known) for known in found):
            found[kinds] = match.start()
    return sorted((start, kinds) for kinds, start in found.items())


def _sum(told: str, words: IdeaWords) -> tuple[Decimal | None, str | None]:
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


def _part(told: str, words: IdeaWords) -> Decimal | None:
    match = re.search(rf"(\d{{1,3}}(?:[.,]\d{{1,2}})?) ?(?:{words.percent})", told, re.I)
    if match:
        value = Decimal(match[1].replace(",", "."))
        return value if 0 < value <= 100 else None
    return next((part for pattern, part in words.parts if re.search(pattern, told, re.I)), None)


def _thing(told: str, words: IdeaWords) -> MoneyFact | None:
    named = next((thing for pattern, thing in words.things if re.search(pattern, told, re.I)), None)
    return None if named is None else MoneyFact(named)


def _in_digits(told: str, words: IdeaWords) -> str:
    """Write number words as digits: `fifty euros` is `50 euros`."""
    number = "|".join(sorted(words.numbers, key=len, reverse=True))
    pattern = rf"\b({number})(?=[ -](?:{words.units})\b)|^({number})$"
    return re.sub(pattern, lambda match: str(words.numbers[match[0].lower()]), told, flags=re.I)
