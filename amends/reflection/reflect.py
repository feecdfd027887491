"""What the customer said, said back in one short sentence before the apology (METHOD M5, M13, R6).

Only clauses of a shape the language's grammar knows are said back, in the second person, with no judgement, no
question and no fault found (METHOD M2). Saying nothing is better than saying it wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from amends.languages.language import Language
from amends.reflection.grammar import Grammar, grammar_of
from amends.reflection.pieces import Piece, join, pieces
from amends.reflection.quotation import quotations

LONGEST = 110
"""Characters of a reflection."""
MOST_WORDS = 14
MOST_FACTS = 6
LONGEST_SUMMARY = 280
"""Characters of a summary."""
_READ = 1500
"""Characters of a message that are read for its reflection."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A clause, or two or three that belong together, worth saying; `first` and `last` are clause positions."""

    words: str
    score: float
    first: int
    last: int
    too: bool = False


def reflect(
    text: str, language: Language, *, topic: str | None = None, said: Sequence[str] = ()
) -> str | None:
    """One short sentence of the customer's own words turned to "you", or None when none can be said safely.

    Falls back to a short quotation of them, then to a plain sentence for `topic`, unless the message is about harm to
    somebody. Never a sentence of `said`, never more than 14 words or 110 characters, always with a full stop. The same
    input gives the same answer.
    """
    rules = _rules(text, language)
    if rules is None:
        return None
    before = [_bare(sentence) for sentence in said]
    own_words = _best_first(text, rules)
    for candidate in own_words:
        if not any(_bare(candidate.words) in sentence for sentence in before):
            return _sentence(candidate, rules, further=bool(said))
    quoted = () if own_words else quotations(text[:_READ], rules)
    plain = (*quoted, *rules.data.topics.get(topic or "", ()))
    return next(
        (sentence for sentence in plain if not any(_bare(sentence) in known for known in before)), None
    )


def summarise(story: Sequence[str], language: Language) -> str:
    """The facts of all the customer's messages as one comma list, for them to correct (METHOD M13).

    At most six facts and 280 characters, in the second person, in the order they were told, with no full stop; empty
    when no fact can be said safely.
    """
    facts: list[str] = []
    for message in story:
        for words in _facts(message, language):
            known = any(_bare(words) in _bare(fact) for fact in facts)
            if not known and len(facts) < MOST_FACTS and len(", ".join([*facts, words])) <= LONGEST_SUMMARY:
                facts.append(words)
    return ", ".join(facts)


def _facts(message: str, language: Language) -> list[str]:
    """The two most telling facts of a message that do not overlap, in the order they were told."""
    rules = _rules(message, language)
    chosen: list[_Candidate] = []
    for candidate in _best_first(message, rules) if rules else ():
        if len(chosen) < 2 and all(candidate.last < c.first or c.last < candidate.first for c in chosen):
            chosen.append(candidate)
    return [candidate.words.replace(", and ", " and ") for candidate in sorted(chosen, key=lambda c: c.first)]


def _rules(text: str, language: Language) -> Grammar | None:
    """The grammar to use; None when the message is about harm to somebody."""
    rules = grammar_of(language)
    return None if rules.patterns["crisis"].search(text) else rules


def _best_first(text: str, rules: Grammar) -> list[_Candidate]:
    sound = (c for c in _candidates(text[:_READ], rules) if _sound(_sentence(c, rules, further=True), rules))
    return sorted(sound, key=lambda candidate: -candidate.score)


def _candidates(text: str, rules: Grammar) -> Iterator[_Candidate]:
    found = [*pieces(text, rules), None, None]
    for at, one in enumerate(found[:-2]):
        if one is None:
            continue
        early = -at / 20
        if one.stands:
            yield _Candidate(one.words, one.score + early, at, at, one.too)
        two, three = found[at + 1], found[at + 2]
        both = two and join(one, two, rules)
        if two and both:
            yield _Candidate(both, _pair_score(one, two, both) + early, at, at + 1)
        if two and three and one.kind == two.kind == rules.data.lists and three.joint in rules.data.joinable:
            words = rules.data.joints["* *"].format(a=f"{one.words}, {two.words}", b=three.words)
            yield _Candidate(words, _pair_score(one, three, words) + 1 + early, at, at + 2)


def _pair_score(one: Piece, two: Piece, both: str) -> float:
    return max(one.score, two.score) + (2.0 if len(both.split()) <= 11 else 0.5)


def _sentence(candidate: _Candidate, rules: Grammar, *, further: bool) -> str:
    words = candidate.words
    if further and candidate.too and not words.startswith(f"{rules.data.also} "):
        words = f"{rules.data.also} {words}"
    start = 1 if words.startswith('"') else 0
    return words[:start] + words[start : start + 1].upper() + words[start + 1 :] + "."


def _sound(sentence: str, rules: Grammar) -> bool:
    """Whether a finished sentence is short, whole and free of what is never said."""
    if not 2 <= len(sentence.split()) <= MOST_WORDS or len(sentence) > LONGEST:
        return False
    return not any(pattern.search(sentence) for pattern in rules.unsound)


def _bare(sentence: str) -> str:
    return " ".join("".join(c for c in sentence.lower() if c.isalnum() or c.isspace()).split())
