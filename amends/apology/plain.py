"""Plain words for the product's own texts: VOICE's Never list, no emoji, a low reading grade (M19, R5).

Only what we write ourselves is held to this; a person at the desk is not.
"""

from __future__ import annotations

import unicodedata

from amends.apology.folding import foldings
from amends.apology.readability import too_hard
from amends.apology.rules import language_for
from amends.apology.words import read


def plain_breaches(text: str, *, lang: str = "en") -> list[str]:
    """What keeps a text of ours from being plain, one sentence each; empty when it is plain.

    Short texts are exempt from the measure of readability (see FEWEST_WORDS).
    """
    found = [f"“{span}” {reason}" for span, reason in _avoided(text, lang)]
    if "!" in text:
        found.append("it has an exclamation mark; end it with a full stop (VOICE)")
    emoji = sorted({character for character in text if unicodedata.category(character) == "So"})
    if emoji:
        found.append(f"it has an emoji ({' '.join(emoji)}); say it in words (VOICE)")
    hard = too_hard(text, language_for(lang).code)
    if hard:
        found.append(f"{hard}; use shorter words and sentences (M19)")
    return found


def _avoided(text: str, lang: str) -> list[tuple[str, str]]:
    language = language_for(lang)
    reading = read(text, foldings(text)[0], language.contractions, language.names.titles)
    return [
        (text[reading.words[i].start : reading.words[j - 1].end], avoid.reason)
        for avoid, i, j in language.voice.find(reading.words)
    ]
