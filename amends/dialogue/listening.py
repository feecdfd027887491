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
_PLAIN_WORDS = """
a an the and or but so then that this those these it its is was were be been am are do did does have had has i me my we
us our you your they them their he him his she her to of in on at for with from by as not no dont didnt just really very
even still there here what when who how why all any some more again now
"""
_PLAIN = frozenset(_PLAIN_WORDS.split())


class Noticed(StrEnum):
    """What stands out in the newest message of somebody who is telling it."""

    NOTHING = "nothing"
    CALMER = "calmer"
    REPEATS = "repeats"
    HOTTER = "hotter"
    """Their heat rose three times in a row."""
    STILL_HOTTER = "still_hotter"
    """It rose once more after that."""


def notice(heat: Sequence[float], told: str, story: Sequence[str]) -> Noticed:
    """Return what stands out; rising heat before anything else.

    `heat`: intensity (0..1) of their messages, oldest first, the newest last. `told`: the newest message; `story`:
    what they told before it.
    """
    rises = _rises(heat)
    if rises > RISES:
        return Noticed.STILL_HOTTER
    if rises == RISES:
        return Noticed.HOTTER
    if _has_cooled(heat):
        return Noticed.CALMER
    if any(_says_again(told, before) for before in story):
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


def _says_again(told: str, before: str) -> bool:
    if _WORD.findall(told.lower()) == _WORD.findall(before.lower()):
        return len(told.split()) > 1
    words, known = _telling(told), _telling(before)
    return len(words) >= TELLING and len(words & known) >= SAME * len(words)


def _telling(text: str) -> frozenset[str]:
    words = (word.lower().replace("’", "").replace("'", "") for word in _WORD.findall(text))
    return frozenset(word for word in words if word not in _PLAIN)
