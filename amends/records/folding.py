"""Words as the search sees them: without accents, in small letters; and the places where they stand. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 8
LONGEST_WORD = 40


def fold(text: str) -> str:
    """Return a text in small letters without accents, of the same length: places stay places."""
    return "".join(_folded(letter) for letter in text)


def words_of(query: str) -> tuple[str, ...]:
    """Return the words to look for: at most 8, each folded; whatever is no letter or digit only separates."""
    found = (word[:LONGEST_WORD] for word in WORD.findall(fold(query)))
    return tuple(dict.fromkeys(found))[:MOST_WORDS]


def places_of(words: Sequence[str], text: str) -> list[tuple[int, int]]:
    """Return where words of `text` begin with one of `words` (half-open, code points), in the text's order."""
    return [
        (found.start(), found.start() + max(len(word) for word in matching))
        for found in WORD.finditer(fold(text))
        if (matching := [word for word in words if found[0].startswith(word)])
    ]


def excerpt(words: Sequence[str], text: str, *, length: int = 180) -> tuple[str, list[tuple[int, int]]]:
    """Return a piece of `text` of about `length` around the first find, and the finds in it."""
    places = places_of(words, text)
    start = max(places[0][0] - length // 3, 0) if places else 0
    if start:
        start = text.find(" ", start) + 1 if 0 <= text.find(" ", start) < places[0][0] else start
    piece = text[start : start + length]
    head, tail = "…" if start else "", "…" if start + length < len(text) else ""
    shift = start - len(head)
    return (
        head + piece + tail,
        [(a - shift, b - shift) for a, b in places if a >= start and b <= start + len(piece)],
    )


def _folded(letter: str) -> str:
    plain = "".join(part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part))
    small = plain.lower()
    return small if len(small) == 1 else letter
