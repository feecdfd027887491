"""Numbers in words: `two hundred and fifty` is 250."""

from __future__ import annotations

import re

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
)
_ONES += " seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
SMALL = {word: number for number, word in enumerate(_ONES.split())}
SMALL |= {word: 10 * number for number, word in enumerate(_TENS.split(), start=2)}
SMALL |= {"a": 1, "an": 1}
LARGE = {"hundred": 100, "thousand": 1000}

_WORD = "|".join(sorted([*SMALL, *LARGE], key=len, reverse=True))
SPOKEN = rf"(?:{_WORD})(?:(?:\s+and\s+|\s+|-)(?:{_WORD}))*"
"""The pattern of a number in words."""


def number_of(words: str) -> int:
    """The number that words matching SPOKEN stand for."""
    total = part = 0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in SMALL:
            part += SMALL[word]
        elif word == "hundred":
            part = max(part, 1) * LARGE[word]
        elif word == "thousand":
            total, part = total + max(part, 1) * LARGE[word], 0
    return total + part
