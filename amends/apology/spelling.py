"""How a language's rules are spelled, and which spellings of a message count as the same word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from amends.apology.folding import accents_of, fold_word
from amends.apology.words import RuleWord

_SHORTEST_STEM = 2


class SpellingError(ValueError):
    """A word of the rules that cannot be matched; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Alphabet:
    """What is particular to a language's letters.

    `accents`: they tell words apart, as in Vietnamese, and a word typed without any still counts. Elsewhere
    they say nothing unless a phrase asks for them (see phrases). `transliterated`: other ways to type a
    letter, such as ae for ä.
    """

    accents: bool = False
    transliterated: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Words:
    """A set of words: whole ones with the accents that may stand on them (None: any), and stems and endings."""

    whole: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    stems: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()

    def __contains__(self, word: RuleWord) -> bool:
        if word.text in self.whole:
            accents = self.whole[word.text]
            if accents is None or word.accents in accents:
                return True
        return bool(self.stems and word.text.startswith(self.stems)) or bool(
            self.endings and word.text.endswith(self.endings)
        )

    def __or__(self, other: Words) -> Words:
        whole = dict(self.whole)
        for plain, accents in other.whole.items():
            known = whole.get(plain, frozenset())
            whole[plain] = None if accents is None or known is None else accents | known
        return Words(whole, self.stems + other.stems, self.endings + other.endings)

    def __bool__(self) -> bool:
        return bool(self.whole or self.stems or self.endings)


PLAIN = Alphabet()
NONE = Words()


def one_word(written: str, alphabet: Alphabet) -> Words:
    """Read a word of the rules: `dile~`, `~se`, `=si` or a plain one. Raises SpellingError."""
    word = written.removeprefix("=")
    plain = {fold_word(word.strip("~")), fold_word(_transliterate(word.strip("~"), alphabet))}
    if not all(spelling.isalnum() for spelling in plain):
        raise SpellingError(f"`{written}` is no word: write it in letters, and see amends/apology/phrases.py")
    if "~" in word:
        if min(map(len, plain)) < _SHORTEST_STEM or word.strip("~") not in (word[:-1], word[1:]):
            raise SpellingError(
                f"`{written}` would fit too much: write two letters and one ~ before or after"
            )
        return Words(stems=tuple(plain)) if word.endswith("~") else Words(endings=tuple(plain))
    accents = accents_of(word)
    exact = written.startswith("=")
    if not exact and not alphabet.accents:
        return Words(dict.fromkeys(plain))
    allowed = frozenset({accents} if exact else {accents, ""})
    folded = fold_word(word)
    return Words({spelling: allowed if spelling == folded else frozenset({""}) for spelling in plain})


def set_of(written: str, alphabet: Alphabet) -> Words:
    """Read a set of the rules, words with spaces between them. Raises SpellingError."""
    words = NONE
    for word in written.split():
        words |= one_word(word, alphabet)
    return words


def _transliterate(word: str, alphabet: Alphabet) -> str:
    return "".join(alphabet.transliterated.get(letter, letter) for letter in word.lower())
