"""Plain words for the product's own texts: VOICE's Never list, no emoji, a low reading grade (M19, R5).

Only what we write ourselves is held to this; a person at the desk is not.
"""

from __future__ import annotations

import re
import unicodedata

from amends.apology.folding import readings
from amends.apology.rules import language_for
from amends.apology.words import read

HIGHEST_GRADE = 6.0
"""Flesch-Kincaid grade, in years of school, that a text of ours may need at most."""

FEWEST_WORDS = 8
"""Below so many words the measure says nothing ("Good afternoon." is grade 14): such a text is exempt."""

_SENTENCE = re.compile(r"[^.!?\n]*[^\W\d_][^.!?\n]*")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")


def flesch_kincaid(text: str) -> float:
    """The Flesch-Kincaid grade of an English text (Kincaid et al. 1975); 0.0 for a text without words.

    Syllables are counted by groups of vowels, without a silent e.
    """
    words = _WORD.findall(text.lower())
    if not words:
        return 0.0
    sentences = len(_SENTENCE.findall(text))
    syllables = sum(map(_syllables, words))
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    groups = len(_VOWELS.findall(word))
    silent = word.endswith(("e", "es", "ed")) and not word.endswith(("le", "ted", "ded", "ses", "ces", "ges"))
    return max(1, groups - (silent and groups > 1))


def plain_breaches(text: str, *, lang: str = "en") -> list[str]:
    """What keeps a text of ours from being plain, one sentence each; empty when it is plain.

    The reading grade is measured in English only, on texts of at least FEWEST_WORDS words.
    """
    found = [f"“{span}” {reason}" for span, reason in _avoided(text, lang)]
    if "!" in text:
        found.append("it has an exclamation mark; end it with a full stop (VOICE)")
    emoji = sorted({character for character in text if unicodedata.category(character) == "So"})
    if emoji:
        found.append(f"it has an emoji ({' '.join(emoji)}); say it in words (VOICE)")
    grade = flesch_kincaid(text)
    if lang == "en" and grade > HIGHEST_GRADE and len(_WORD.findall(text)) >= FEWEST_WORDS:
        found.append(
            f"it reads at grade {grade:.1f}, and {HIGHEST_GRADE:.0f} is the most; use shorter words (M19)"
        )
    return found


def _avoided(text: str, lang: str) -> list[tuple[str, str]]:
    language = language_for(lang)
    reading = read(text, readings(text)[0], language.contractions, language.names.titles)
    return [
        (text[reading.words[i].start : reading.words[j - 1].end], avoid.reason)
        for avoid, i, j in language.voice.find(reading.words)
    ]
