"""What they demand and ask, named back to them in their own terms (METHOD M25, M26).

Their words are turned to "you" where that is safe, else the object of them is named, else they are quoted. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from amends.hearing.frame import Clause, Demand
from amends.languages.naming_words import NamingWords

MOST_WORDS = 14
"""Of a name that is their own words; a longer one is named by its object, or quoted so far."""

NEGATIVE_BY_OBJECT = frozenset(
    {Demand.COMPENSATION, Demand.REFUND, Demand.REPLACEMENT, Demand.OTHER, Demand.DELIVERY}
)
"""What they do not want of these kinds is a thing, and named: "not a voucher"."""

SAID_BY_ITS_KIND = frozenset({Demand.CALL, Demand.APOLOGY, Demand.LISTEN, Demand.PERSON, Demand.REFUND})
"""What they do not want of these kinds has one name: "no calls"."""

_INNER_STOP = re.compile(r"[.!?]+\s+(\w)(?=[a-z])")
"""A sentence that ends inside a name goes on in it."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def name_demand(clause: Clause, words: NamingWords) -> str:
    """Return what a demand is called in the middle of a sentence: "the right shoe sent out", "no calls"."""
    kind = clause.demand or Demand.OTHER
    thing = _object(clause, words)
    if clause.negative:
        return _not_wanted(clause, kind, thing, words)
    if kind is Demand.APOLOGY:
        return words.kinds[kind.value]
    told = _bare(clause.words, words.lead_in, words)
    turned = _turned(told, words)
    if turned and not _points(told, words) and 1 < len(_WORD.findall(turned)) <= MOST_WORDS:
        return turned
    if thing:
        return words.with_object[kind.value].format(object=thing)
    if turned and 1 < len(_WORD.findall(turned)) <= MOST_WORDS and kind is Demand.OTHER:
        return turned
    return _quote(told, words) if kind is Demand.OTHER and told else words.kinds[kind.value]


def name_question(clause: Clause, words: NamingWords) -> str:
    """Return a question as it is named: turned to "you" where that is safe, else in their words, quoted."""
    return _quote(_bare(clause.words, words.question_lead_in, words), words)


def _not_wanted(clause: Clause, kind: Demand, thing: str | None, words: NamingWords) -> str:
    """What they do not want: by its kind where that says it all, else the thing, else the rest of their own words."""
    if kind in SAID_BY_ITS_KIND:
        return words.not_wanted[kind.value]
    rest = _turned(_bare(clause.words, words.not_lead_in, words), words)
    if (thing and len(_WORD.findall(thing)) >= 2) or (thing and kind in NEGATIVE_BY_OBJECT):
        return words.not_object.format(object=thing)
    if rest and not _points(rest, words) and 1 < len(_WORD.findall(rest)) <= MOST_WORDS:
        return words.not_object.format(object=rest)
    return words.not_wanted[kind.value]


def bare_fact(clause: Clause, words: NamingWords) -> str:
    """Return a fact as they gave it, without what leads to it: "its flat 2, 14 mill lane" is "flat 2, 14 mill lane"."""
    told = _bare(clause.words, words.fact_lead_in, words)
    return told or clause.words.strip()


def is_plain_name(name: str, words: NamingWords) -> bool:
    """Say whether a name is that of a kind alone: beside another of its kind it says nothing."""
    return name in words.kinds.values()


def plain_name(clause: Clause, words: NamingWords) -> str:
    """Return what a demand is called where their own words can't be said back: by its kind alone."""
    kinds = words.not_wanted if clause.negative else words.kinds
    return kinds[(clause.demand or Demand.OTHER).value]


def name_all(names: Sequence[str], words: NamingWords) -> str:
    """Return several names as one list; the same name is said once."""
    different = list(dict.fromkeys(names))
    if len(different) < 2:
        return "".join(different)
    return f"{words.between.join(different[:-1])}{words.last}{different[-1]}"


def as_sentence(name: str) -> str:
    """Return a name as it begins a sentence."""
    return name[:1].upper() + name[1:]


def _object(clause: Clause, words: NamingWords) -> str | None:
    """The object turned to "you"; None where they named none that says anything."""
    if not clause.object or _points(clause.object, words):
        return None
    thing = _turned(_bare(clause.object, (), words), words)
    return thing if thing and len(_WORD.findall(thing)) <= MOST_WORDS else None


def _bare(text: str, lead_in: Sequence[str], words: NamingWords) -> str:
    """The text without what stands before and after what it says."""
    told = " ".join(text.replace("’", "'").split())
    for patterns, at_start in ((lead_in, True), (words.closing, False)):
        changed = True
        while changed:
            before = told
            for pattern in patterns:
                told = _stripper(pattern, at_start).sub("", told, count=1).strip(" \"'“”*_")
            changed = told != before
    return told


def _turned(text: str, words: NamingWords) -> str | None:
    """The text in the second person; None where it is not plain whose words are whose."""
    addressed = re.search(rf"\b(?:{words.addressed})\b", text, re.I)
    if not text or (addressed and re.search(rf"\b(?:{words.own})\b", text, re.I)):
        return None
    if "?" in text or re.search(rf"\b(?:{words.after})\s+(?:{words.addressed})\b", text, re.I):
        return None
    turned = _swapper(words).sub(lambda found: _swap(found[0], words), text)
    turned = _INNER_STOP.sub(lambda found: f", {found[1].lower()}", turned)
    letters = [c for c in turned if c.isalpha()]
    if letters and sum(c.isupper() for c in letters) > len(letters) / 2 and len(letters) > 4:
        turned = turned.lower()
    first = turned.split(" ", 1)[0]
    return turned[:1].lower() + turned[1:] if first[1:].islower() or len(first) == 1 else turned


def _points(text: str, words: NamingWords) -> bool:
    """Whether a text only points at something, or begins so: out of its place nobody knows at what."""
    return re.fullmatch(rf"(?:{words.pointing})(?:\b.*)?", text.strip(), re.I) is not None


def _quote(text: str, words: NamingWords) -> str:
    found = text.split()
    cut = " ".join(found[:MOST_WORDS]) + (" …" if len(found) > MOST_WORDS else "")
    return words.quoted.format(words=cut.strip(" .!,;"))


def _swap(word: str, words: NamingWords) -> str:
    plain = word.lower()
    return next(put for pattern, put in words.swaps if re.fullmatch(pattern, plain))


@cache
def _stripper(pattern: str, at_start: bool) -> re.Pattern[str]:
    return re.compile(rf"^(?:{pattern})" if at_start else f"(?:{pattern})", re.I)


@cache
def _swapper_of(swaps: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(pattern for pattern, _ in swaps)})\b", re.I)


def _swapper(words: NamingWords) -> re.Pattern[str]:
    return _swapper_of(words.swaps)
