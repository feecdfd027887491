"""What a listener notices while somebody pours it out: heat that rises or falls, and words that come again (R6)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

STEP = 0.02
"""Of intensity (0..1): a smaller difference between two messages is none."""

RISES = 3
"""Messages, each hotter than the one before: then a person is offered; one more, and a person comes (METHOD M4)."""

WARM = 0.5
"""Whoever never was warmer than this has nothing to cool down from."""

COOL = 0.35
"""No warmer than this, for three messages, is calmer: a bare fact in between is told coolly too (no hurry, M1)."""

COOL_FOR = 3

SAME = 0.7
"""Share of a message's telling words that one earlier message held already: then it says the same again."""

TELLING = 3
"""A message of fewer telling words repeats nothing: "thats it", "i mean it"."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


class Noticed(StrEnum):
    """What stands out in the newest message of somebody who is telling it."""

    NOTHING = "nothing"
    CALMER = "calmer"
    REPEATS = "repeats"
    HOTTER = "hotter"
    """Their heat rose three times in a row."""
    STILL_HOTTER = "still_hotter"
    """It rose once more after that."""


def notice(
    heat: Sequence[float], told: str, story: Sequence[str], *, plain_words: re.Pattern[str]
) -> Noticed:
    """Return what stands out; rising heat before anything else.

    `heat`: intensity (0..1) of their messages, oldest first, the newest last. `told`: the newest message; `story`:
    what they told before it. `plain_words`: those of the language that tell nothing.
    """
    rises = _rises(heat)
    if rises > RISES:
        return Noticed.STILL_HOTTER
    if rises == RISES:
        return Noticed.HOTTER
    if _has_cooled(heat):
        return Noticed.CALMER
    if any(_says_again(told, before, plain_words) for before in story):
        return Noticed.REPEATS
    return Noticed.NOTHING


def _rises(heat: Sequence[float]) -> int:
    """Count how often in a row, up to now, a message was hotter than the one before."""
    count = 0
    for before, after in zip(reversed(heat[:-1]), reversed(heat), strict=False):
        if after < before + STEP:
            break
        count += 1
    return count


def _has_cooled(heat: Sequence[float]) -> bool:
    return len(heat) > COOL_FOR and max(heat) >= WARM and max(heat[-COOL_FOR:]) <= COOL


def _says_again(told: str, before: str, plain_words: re.Pattern[str]) -> bool:
    if _WORD.findall(told.lower()) == _WORD.findall(before.lower()):
        return len(told.split()) > 1
    words, known = _telling(told, plain_words), _telling(before, plain_words)
    return len(words) >= TELLING and len(words & known) >= SAME * len(words)


def _telling(text: str, plain_words: re.Pattern[str]) -> frozenset[str]:
    words = (word.lower().replace("’", "").replace("'", "") for word in _WORD.findall(text))
    return frozenset(word for word in words if not plain_words.fullmatch(word))
