"""The small language the rules are written in, and a matcher for it that takes linear time.

A phrase is words with single spaces, matched on words only: punctuation between them does not matter, a full
stop ends it.

    sorry          that word            ^but            at the start of a sentence
    i|we           any of these         no$             at the end of a sentence
    <very>         any word of a set    so?  so*        may be missing; up to three of it
    gecik~         begins like this     {3}             up to three words, whatever they are
    ~iyse          ends like this       {3!speaker}     the same, but none of the set `speaker`
    =si            with these accents and no others (not `sí`); otherwise accents say nothing, unless the
                   language has `accents: true`: then they count, and a word typed without any still fits
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from amends.apology.folding import fold_word
from amends.apology.spelling import NONE, PLAIN, Alphabet, SpellingError, Words, one_word
from amends.apology.words import RuleWord, spell

_Means = TypeVar("_Means")
_GAP = re.compile(r"\{(\d)(?:!(\w+))?\}")
_REPEAT = 3
_KEY = 2
"""Letters by which stems and endings are looked up; the shortest stem has as many."""


class PhraseError(ValueError):
    """A phrase that cannot be read; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class PhraseStep:
    """`least` to `most` words out of `words`, or, where `words` is None, any words outside `avoid`."""

    words: Words | None
    least: int = 1
    most: int = 1
    avoid: Words = NONE

    def takes(self, word: RuleWord) -> bool:
        """Tell whether the step can swallow this word."""
        return word not in self.avoid if self.words is None else word in self.words


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase, ready to match. `at_start`, `at_end`: only where a sentence starts or ends."""

    written: str
    steps: tuple[PhraseStep, ...]
    at_start: bool
    at_end: bool

    @property
    def needs(self) -> tuple[frozenset[str], ...]:
        """For each further certain word of the phrase, the words of which one has to be in the message."""
        certain = (step.words for step in self.steps if step.least and step.words is not None)
        return tuple(frozenset(words.whole) for words in certain if not words.stems and not words.endings)


@dataclass(frozen=True, slots=True)
class PhraseGrammar:
    """What the phrases of a language may be made of."""

    sets: Mapping[str, Words] = field(default_factory=dict)
    contractions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    alphabet: Alphabet = PLAIN


def parse_phrase(written: str, grammar: PhraseGrammar) -> Phrase:
    """Read a phrase, its words spelled out as those of messages are (see spell). Raises PhraseError."""
    at_start, at_end = written.startswith("^"), written.endswith("$")
    levels = written.removeprefix("^").removesuffix("$").split()
    try:
        steps = [step for term in levels for step in _parse_term(term, grammar)]
    except (PhraseError, SpellingError) as error:
        raise PhraseError(f"`{written}`: {error}") from error
    certain = next((i for i, step in enumerate(steps) if step.least), None)
    if certain is None or any(step.words is None for step in steps[:certain]):
        raise PhraseError(f"`{written}`: write one certain word in it, and no gap before that")
    return Phrase(written, tuple(steps), at_start, at_end)


def _parse_term(term: str, grammar: PhraseGrammar) -> Iterator[PhraseStep]:
    gap = _GAP.fullmatch(term)
    if gap:
        avoid = _named(gap[2], grammar) if gap[2] else NONE
        yield PhraseStep(None, 0, int(gap[1]), avoid)
        return
    least, most = {"?": (0, 1), "*": (0, _REPEAT)}.get(term[-1], (1, 1))
    words = NONE
    for choice in term.rstrip("?*").split("|"):
        if choice.startswith("<"):
            words |= _named(choice.strip("<>"), grammar)
            continue
        spelled = (choice,) if choice[:1] in "=~" else spell(fold_word(choice), grammar.contractions)
        if len(spelled) > 1:
            if "|" in term or least == 0:
                raise PhraseError(f"`{choice}` is `{' '.join(spelled)}`: write a phrase of its own for it")
            yield from (PhraseStep(one_word(word, grammar.alphabet)) for word in spelled)
            return
        contracted = spelled[0] != fold_word(choice)
        words |= one_word(spelled[0] if contracted else choice, grammar.alphabet)
    yield PhraseStep(words, least, most)


def _named(name: str, grammar: PhraseGrammar) -> Words:
    if name not in grammar.sets:
        known = ", ".join(sorted(grammar.sets))
        raise PhraseError(f"there is no set `{name}`: write one of {known}, or add it under `sets`")
    return grammar.sets[name]


@dataclass(frozen=True, slots=True)
class _Entry(Generic[_Means]):
    """A phrase in the index."""

    phrase: Phrase
    means: _Means
    needs: tuple[frozenset[str], ...]
    second: Words | None
    """The word that comes next, where the phrase begins with two certain ones."""


@dataclass(slots=True)
class PhraseIndex(Generic[_Means]):
    """Many phrases, found together in one pass. Each stands for what was given with it."""

    _by_word: dict[str, list[_Entry[_Means]]] = field(default_factory=dict)
    _by_stem: dict[str, list[_Entry[_Means]]] = field(default_factory=dict)
    _by_ending: dict[str, list[_Entry[_Means]]] = field(default_factory=dict)

    def add(self, phrase: Phrase, means: _Means) -> None:
        """Add a phrase under each word, stem or ending it can begin with."""
        beginnings = NONE
        for step in phrase.steps:
            beginnings |= step.words or NONE
            if step.least:
                break
        certain = [step.words if step.least == step.most == 1 else None for step in phrase.steps[:2]]
        second = certain[1] if len(certain) == 2 and certain[0] is not None else None
        entry = _Entry(phrase, means, phrase.needs, second)
        for word in beginnings.whole:
            self._by_word.setdefault(word, []).append(entry)
        for stem in {stem[:_KEY] for stem in beginnings.stems}:
            self._by_stem.setdefault(stem, []).append(entry)
        for ending in {ending[-_KEY:] for ending in beginnings.endings}:
            self._by_ending.setdefault(ending, []).append(entry)

    def find(self, words: Sequence[RuleWord]) -> Iterator[tuple[_Means, int, int]]:
        """Yield what stands at words[i:j], for every place and phrase; the longest match of each phrase.

        A phrase is only tried where each of its certain words is somewhere in the message.
        """
        present = {word.text for word in words}
        last = len(words) - 1
        worth_trying: dict[str, list[_Entry[_Means]]] = {}
        for i, word in enumerate(words):
            entries = worth_trying.get(word.text)
            if entries is None:
                entries = [
                    entry
                    for entry in self._beginning_with(word.text)
                    if not any(map(present.isdisjoint, entry.needs))
                ]
                worth_trying[word.text] = entries
            for entry in entries:
                if entry.second is not None and (i == last or words[i + 1] not in entry.second):
                    continue
                phrase = entry.phrase
                if phrase.at_start and i and words[i - 1].sentence == word.sentence:
                    continue
                end = _match(phrase.steps, 0, words, i, word.stretch)
                if end is None or (phrase.at_end and not _ends_a_sentence(words, end)):
                    continue
                yield entry.means, i, end

    def fits(self, words: Sequence[RuleWord], i: int) -> bool:
        """Tell whether a phrase begins at words[i], as if a sentence began there."""
        return any(
            _match(entry.phrase.steps, 0, words, i, words[i].stretch) is not None
            for entry in self._beginning_with(words[i].text)
        )

    def _beginning_with(self, word: str) -> Iterator[_Entry[_Means]]:
        yield from self._by_word.get(word, ())
        yield from self._by_stem.get(word[:_KEY], ())
        yield from self._by_ending.get(word[-_KEY:], ())


def _ends_a_sentence(words: Sequence[RuleWord], end: int) -> bool:
    return end == len(words) or words[end].sentence != words[end - 1].sentence


def _match(
    steps: Sequence[PhraseStep], at: int, words: Sequence[RuleWord], i: int, stretch: int
) -> int | None:
    """Match steps[at:] at words[i:] and give the end. The steps are few and short, so this is bounded."""
    while at < len(steps) and steps[at].most == 1 == steps[at].least:
        if i == len(words) or words[i].stretch != stretch or not steps[at].takes(words[i]):
            return None
        at, i = at + 1, i + 1
    if at == len(steps):
        return i
    step, furthest = steps[at], i
    while (
        furthest - i < step.most
        and furthest < len(words)
        and words[furthest].stretch == stretch
        and step.takes(words[furthest])
    ):
        furthest += 1
    for end in range(furthest, i + step.least - 1, -1):
        found = _match(steps, at + 1, words, end, stretch)
        if found is not None:
            return found
    return None
