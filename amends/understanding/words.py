"""The words of a message as the heads see them: cut, folded for comparing, and which of them swear. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

MAX_CHARACTERS = 4000
"""What is longer is read up to here; the front desk refuses it anyway."""

_WORD = re.compile(
    r"\[[A-Z]+\]"  # a mask: [NAME], [LINK]
    r"|[@#]?\w+(?:['’*@$]\w+)*"  # a word, a masked swear word, a mention
    r"|[!?]+|\.{2,}|[:;=]['\-]?[()DPp/\\|\[\]]+|<3"  # shouting, trailing off, emoticons
    r"|[\U0001F300-\U0001FAFF\u2600-\u27BF]"  # one emoji
)
REPEATED = re.compile(r"(\w)\1{2,}")
_MASKED = re.compile(r"^(?:\[[A-Z]+\]|@\w+|https?)$")
_DIGITS = re.compile(r"\d+")

_SWEARING = """
    arse arsehole asshole bastard bastards bitch bloody bollocks bullshit bs crap crappy cunt damn damned
    dick dickhead effing f fck fcking fkn fkin freaking fricking friggin fuck fucked fucker fuckers fuckin
    fucking fuk goddamn hell jackass moron morons piss pissed shit shite shithole shitshow shitty stfu
    twat wanker wankers wtf wth scumbag scumbags
"""

PROFANITY = frozenset(_SWEARING.split())
"""Words that swear. A style feature, not a verdict: swearing isn't always anger."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a message: `text` as written, `folded` for comparing, `start`/`end` its code points."""

    text: str
    folded: str
    start: int
    end: int


def split_words(text: str) -> tuple[Word, ...]:
    """The words, emoji and shouting marks of a text, in order. Numbers fold to their length ("000")."""
    return tuple(
        Word(match[0], _fold(match[0]), match.start(), match.end())
        for match in _WORD.finditer(text[:MAX_CHARACTERS])
    )


@lru_cache(maxsize=50_000)
def _fold(word: str) -> str:
    if _MASKED.match(word):
        return "<masked>"
    lower = word.lower().replace("’", "'")
    if lower.strip("!?.") == "":
        return lower[:3]
    return _DIGITS.sub(lambda digits: "0" * min(len(digits[0]), 4), REPEATED.sub(r"\1\1", lower))


def swears(word: Word) -> bool:
    """Whether a word swears, masked or not."""
    return word.folded in PROFANITY or (word.folded[0].isalpha() and "*" in word.folded)
