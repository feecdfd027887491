"""Cuts a folded text into words and sentences that still know where they stand in the text as given."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from amends.apology.folding import Folded, accents_of, foldings

_PIECE = re.compile(
    r"(?P<number>\d+(?:[.,:]\d+)+)"
    r"|(?P<word>[^\W_]+(?:'[^\W_]+)*)"
    r"|(?P<stop>[.!?\u3002]+|\n+)"
    r"""|(?P<quote>"|'')"""
    r"|(?P<tick>')"
    r"|(?P<pause>[,;:\u2012-\u2015()\[\]/&|-])"
)
_CLOSERS = re.compile(r"""["')\]*_~`\u2019\u201d\u00bb]*""")
_STRETCHED = re.compile(r"(.)\1{2,}")
_DIGIT_LETTERS = str.maketrans("013457", "oieast")


class RuleWord(NamedTuple):
    """A word as the rules see it, and where it stands (code points of the text as given, half-open).

    `stretch` counts up at full stops only, so that a line break inside a phrase hides nothing; `sentence`
    counts up at line breaks too. `pause` tells whether a comma, a dash or the like stands before it. A
    contraction gives two words in one place. `accents` are those the word was given with (see accents_of).
    """

    text: str
    start: int
    end: int
    sentence: int
    stretch: int
    pause: bool
    capital: bool
    accents: str = ""


class Sentence(NamedTuple):
    """Words `first` to `last` (half-open) and its place, from the end of the one before to its full stop."""

    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ParsedText:
    """A message in words and sentences; `quotations` are the words between pairs of quotation marks."""

    words: list[RuleWord]
    sentences: list[Sentence]
    quotations: list[range]


class _Cutter:
    """Walks once over a folded text and collects words, sentences and quotations."""

    def __init__(self, given: str, folded: Folded, contractions: Mapping[str, tuple[str, ...]]) -> None:
        self.given = given
        self.folded = folded
        self.contractions = contractions
        self.words: list[RuleWord] = []
        self.sentences: list[Sentence] = []
        self.quotations: list[range] = []
        self.open: dict[str, int] = {}
        self.first = 0
        self.stretch = 0
        self.pause = False

    def place(self, match: re.Match[str]) -> tuple[int, int]:
        origin = self.folded.origin
        end = origin[match.end() - 1] + 1
        while end < len(self.given) and unicodedata.combining(self.given[end]):
            end += 1
        return origin[match.start()], end

    def word(self, raw: str, start: int, end: int) -> None:
        given = self.given[start:end]
        capital = not given.islower() and not raw.isdigit()
        accents = "" if given.isascii() else accents_of(given)
        contracted = raw in self.contractions or raw.replace("'", "") in self.contractions
        kept = "" if contracted else accents
        for part in spell(raw, self.contractions):
            place = (len(self.sentences), self.stretch, self.pause)
            self.words.append(RuleWord(part, start, end, *place, capital, kept))
            self.pause = False

    def quote(self, mark: str) -> None:
        opened = self.open.pop(mark, None)
        if opened is None:
            self.open[mark] = len(self.words)
        else:
            self.quotations.append(range(opened, len(self.words)))

    def tick(self, match: re.Match[str]) -> None:
        text, at = self.folded.text, match.start()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        opens, closes = not before.isalnum() and after.isalnum(), not after.isalnum() and "'" in self.open
        if closes or (opens and "'" not in self.open):
            self.quote("'")

    def stop(self, end: int, hard: bool) -> None:
        if len(self.words) > self.first:
            closed = _CLOSERS.match(self.given, end) if hard else None
            start = self.sentences[-1].end if self.sentences else 0
            end = closed.end() if closed else end
            self.sentences.append(Sentence(self.first, len(self.words), start, end))
            self.first = len(self.words)
        self.stretch += hard
        self.pause = False


def spell(raw: str, contractions: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Spell a folded word out: `don't` and `dont` give `do not`, `sorrrry` and `s0rry` give `sorry`."""
    word = raw.replace("'", "")
    spelled_out = contractions.get(raw) or contractions.get(word)
    if spelled_out:
        return spelled_out
    if not word.isalpha() and not word.isdigit() and word[0].isalpha():
        word = word.translate(_DIGIT_LETTERS)
    return (_STRETCHED.sub(r"\1\1", word),)


def read(
    given: str, folded: Folded, contractions: Mapping[str, tuple[str, ...]], titles: Collection[str]
) -> ParsedText:
    """Cut a message into words and sentences, in one pass. A full stop after a title (Ms.) ends nothing."""
    cutter = _Cutter(given, folded, contractions)
    for match in _PIECE.finditer(folded.text):
        kind, (start, end) = match.lastgroup, cutter.place(match)
        if kind in ("word", "number"):
            cutter.word(match.group(), start, end)
        elif kind == "stop":
            hard = match.group()[0] != "\n"
            if not (match.group() == "." and _after_title(cutter.words, titles)):
                cutter.stop(end if hard else start, hard)
        elif kind == "quote":
            cutter.quote('"')
        elif kind == "tick":
            cutter.tick(match)
        else:
            cutter.pause = True
    cutter.stop(len(given), hard=False)
    return ParsedText(cutter.words, cutter.sentences, cutter.quotations)


def sentences_in(text: str) -> int:
    """How many sentences a text has."""
    return len(read(text, foldings(text)[0], {}, ()).sentences)


def _after_title(words: list[RuleWord], titles: Collection[str]) -> bool:
    if not words:
        return False
    if words[-1].text in titles:
        return True
    initial = len(words[-1].text) == 1 and words[-1].capital
    return initial and len(words) > 1 and words[-2].text in titles
