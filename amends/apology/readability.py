"""How hard a text is to read, by a measure made for its language, and the most that a text of ours may need (M19).

English: Flesch-Kincaid grade (Kincaid et al. 1975). German: the first Wiener Sachtextformel (Bamberger and
Vanecek 1984), a grade as well. Spanish: Fernández Huerta's ease (1959). Turkish: Ateşman's ease (1997).
Estonian: LIX (Björnsson 1968), which needs no syllables; its limit is higher than a Swede's, as cases and
compounds make Estonian words long. Vietnamese: syllables a sentence, since every syllable is written as a word
of its own, so that no measure of word length says anything without a dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

FEWEST_WORDS = 8
"""Below so many words a measure says nothing ("Good afternoon." is grade 14): such a text is exempt."""

_SENTENCE = re.compile(r"[^.!?\n]*[^\W\d_][^.!?\n]*")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_LONG = 7
"""Letters from which on a word is long, in German and for LIX."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text as measures see it: `words` in small letters, at least one; `sentences` is their number, at least 1."""

    words: list[str]
    sentences: int

    @property
    def words_a_sentence(self) -> float:
        """Mean."""
        return len(self.words) / self.sentences

    def share(self, fits: Callable[[str], bool]) -> float:
        """How many of the words fit, in percent."""
        return 100 * sum(map(fits, self.words)) / len(self.words)


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of one language. `hardness` grows with difficulty; `limit` is the most a text of ours may have."""

    name: str
    limit: float
    hardness: Callable[[Text], float]
    shown: Callable[[float], str]


def flesch_kincaid(text: str) -> float:
    """The Flesch-Kincaid grade of an English text, in years of school; 0.0 for a text without words.

    Syllables are counted by groups of vowels, without a silent e.
    """
    read = _read(text)
    return _english(read) if read.words else 0.0


def too_hard(text: str, lang: str) -> str | None:
    """Say how hard a text is where it is harder than its language's limit; None where it is not, or too short."""
    measure, read = MEASURES.get(lang), _read(text)
    if measure is None or len(read.words) < FEWEST_WORDS:
        return None
    hardness = measure.hardness(read)
    if hardness <= measure.limit:
        return None
    return f"{measure.name} {measure.shown(hardness)}, and {measure.shown(measure.limit)} is the limit"


def _read(text: str) -> Text:
    return Text(_WORD.findall(text.lower()), max(1, len(_SENTENCE.findall(text))))


def _syllables_by(nucleus: str) -> Callable[[str], int]:
    pattern = re.compile(nucleus)
    return lambda word: max(1, len(pattern.findall(word)))


_english_groups = _syllables_by(r"[aeiouy]+")
_german = _syllables_by(r"[aeiouyäöü]+")
_spanish = _syllables_by(r"[iuü]?[aeoáéó](?:[iuy](?![aeoáéíóú]))?|[íú]|[iuüy]+")
_turkish = _syllables_by(r"[aeıioöuüâîû]")


def _english_syllables(word: str) -> int:
    groups = _english_groups(word)
    silent = word.endswith(("e", "es", "ed")) and not word.endswith(("le", "ted", "ded", "ses", "ces", "ges"))
    return max(1, groups - (silent and groups > 1))


def _english(text: Text) -> float:
    syllables = sum(map(_english_syllables, text.words)) / len(text.words)
    return 0.39 * text.words_a_sentence + 11.8 * syllables - 15.59


def _wiener(text: Text) -> float:
    many, one = text.share(lambda word: _german(word) >= 3), text.share(lambda word: _german(word) == 1)
    long = text.share(lambda word: len(word) >= _LONG)
    return 0.1935 * many + 0.1672 * text.words_a_sentence + 0.1297 * long - 0.0327 * one - 0.875


def _fernandez_huerta(text: Text) -> float:
    """Ease below a hundred, negated: 206.84 - 60 syllables a word - 1.02 words a sentence."""
    syllables = sum(map(_spanish, text.words)) / len(text.words)
    return 60 * syllables + 1.02 * text.words_a_sentence - 206.84


def _atesman(text: Text) -> float:
    """Ease, negated: 198.825 - 40.175 syllables a word - 2.610 words a sentence."""
    syllables = sum(map(_turkish, text.words)) / len(text.words)
    return 40.175 * syllables + 2.610 * text.words_a_sentence - 198.825


def _lix(text: Text) -> float:
    return text.words_a_sentence + text.share(lambda word: len(word) >= _LONG)


def _plainly(value: float) -> str:
    return f"{value:.1f}"


def _as_ease(value: float) -> str:
    return f"{-value:.1f}"


MEASURES = {
    "en": Measure("it reads at grade", 6.0, _english, _plainly),
    "de": Measure("it reads at grade (Wiener Sachtextformel)", 7.0, _wiener, _plainly),
    "es": Measure("its ease is (Fernández Huerta)", -70.0, _fernandez_huerta, _as_ease),
    "tr": Measure("its ease is (Ateşman)", -60.0, _atesman, _as_ease),
    "et": Measure("its LIX is", 50.0, _lix, _plainly),
    "vi": Measure("the syllables of a sentence are", 22.0, lambda text: text.words_a_sentence, _plainly),
}
"""The measures by language. Es: 70 and above is "fairly easy", six years of school; tr: 50 to 69 is "of middling
difficulty", 70 and above "easy"; et: 50 and above is "hard"."""
