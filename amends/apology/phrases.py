"""The small language the rules are written in, and a matcher for it that takes linear time.

A phrase is words with single spaces, matched on words only: punctuation between them does not matter, a full
stop ends it.

    sorry          that word            ^but            at the start of a sentence
    i|we           any of these         so?  so*        may be missing; up to three of it
    <very>         any word of a set    {3}             up to three words, whatever they are
                                        {3!speaker}     the same, but none of the set `speaker`
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from amends.apology.folding import fold_word
from amends.apology.words import Word, spell

_Means = TypeVar("_Means")
_GAP = re.compile(r"\{(\d)(?:!(\w+))?\}")
_REPEAT = 3


class PhraseError(ValueError):
    """A phrase that cannot be read; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Step:
    """`least` to `most` words out of `words`, or, where `words` is None, any words outside `avoid`."""

    words: frozenset[str] | None
    least: int = 1
    most: int = 1
    avoid: frozenset[str] = frozenset()

    def takes(self, word: str) -> bool:
        """Tell whether the step can swallow this word."""
        return word not in self.avoid if self.words is None else word in self.words


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase, ready to match. `at_start`: only where a sentence starts."""

    written: str
    steps: tuple[Step, ...]
    at_start: bool


def parse_phrase(
    written: str, sets: Mapping[str, frozenset[str]], contractions: Mapping[str, tuple[str, ...]]
) -> Phrase:
    """Read a phrase, its words spelled out as those of messages are (see spell). Raises PhraseError."""
    at_start = written.startswith("^")
    terms = written.removeprefix("^").split()
    try:
        steps = [step for term in terms for step in _parse_term(term, sets, contractions)]
    except PhraseError as error:
        raise PhraseError(f"`{written}`: {error}") from error
    certain = next((i for i, step in enumerate(steps) if step.least), None)
    if certain is None or any(step.words is None for step in steps[:certain]):
        raise PhraseError(f"`{written}`: write one certain word in it, and no gap before that")
    return Phrase(written, tuple(steps), at_start)


def _parse_term(
    term: str, sets: Mapping[str, frozenset[str]], contractions: Mapping[str, tuple[str, ...]]
) -> Iterator[Step]:
    gap = _GAP.fullmatch(term)
    if gap:
        avoid = _named(gap[2], sets) if gap[2] else frozenset()
        yield Step(None, 0, int(gap[1]), avoid)
        return
    least, most = {"?": (0, 1), "*": (0, _REPEAT)}.get(term[-1], (1, 1))
    words: set[str] = set()
    for choice in term.rstrip("?*").split("|"):
        if choice.startswith("<"):
            words |= _named(choice.strip("<>"), sets)
            continue
        spelled = spell(fold_word(choice), contractions)
        if len(spelled) > 1:
            if "|" in term or least == 0:
                raise PhraseError(f"`{choice}` is `{' '.join(spelled)}`: write a phrase of its own for it")
            yield from (Step(frozenset({word})) for word in spelled)
            return
        if not re.fullmatch(r"[^\W_]+", spelled[0]):
            raise PhraseError(f"`{term}` is no word: write it in letters, and see amends/apology/phrases.py")
        words.add(spelled[0])
    yield Step(frozenset(words), least, most)


def _named(name: str, sets: Mapping[str, frozenset[str]]) -> frozenset[str]:
    if name not in sets:
        known = ", ".join(sorted(sets))
        raise PhraseError(f"there is no set `{name}`: write one of {known}, or add it under `sets`")
    return sets[name]


@dataclass(slots=True)
class PhraseIndex(Generic[_Means]):
    """Many phrases, found together in one pass. Each stands for what was given with it."""

    _by_word: dict[str, list[tuple[Phrase, _Means]]] = field(default_factory=dict)

    def add(self, phrase: Phrase, means: _Means) -> None:
        """Add a phrase under each word it can begin with."""
        beginnings: set[str] = set()
        for step in phrase.steps:
            beginnings |= step.words or set()
            if step.least:
                break
        for word in beginnings:
            self._by_word.setdefault(word, []).append((phrase, means))

    def find(self, words: Sequence[Word]) -> Iterator[tuple[_Means, int, int]]:
        """Yield what stands at words[i:j], for every place and phrase; the longest match of each phrase."""
        for i, word in enumerate(words):
            for phrase, means in self._by_word.get(word.text, ()):
                if phrase.at_start and i and words[i - 1].sentence == word.sentence:
                    continue
                end = _match(phrase.steps, 0, words, i, word.stretch)
                if end is not None:
                    yield means, i, end


def _match(steps: Sequence[Step], at: int, words: Sequence[Word], i: int, stretch: int) -> int | None:
    """Match steps[at:] at words[i:] and give the end. The steps are few and short, so this is bounded."""
    while at < len(steps) and steps[at].most == 1 == steps[at].least:
        if i == len(words) or words[i].stretch != stretch or not steps[at].takes(words[i].text):
            return None
        at, i = at + 1, i + 1
    if at == len(steps):
        return i
    step, furthest = steps[at], i
    while (
        furthest - i < step.most
        and furthest < len(words)
        and words[furthest].stretch == stretch
        and step.takes(words[furthest].text)
    ):
        furthest += 1
    for end in range(furthest, i + step.least - 1, -1):
        found = _match(steps, at + 1, words, end, stretch)
        if found is not None:
            return found
    return None
