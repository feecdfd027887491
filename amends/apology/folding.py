"""Brings a text into one plain spelling and remembers where each character came from.

Width, ligatures, accents, capitals, curly quotes and look-alike letters of other scripts say nothing about
what an apology means, so the rules never see them (the look-alikes are from Unicode's confusables, UTS 39).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_LOOK_ALIKES = {
    "a": "аαɑᴀΑА", "b": "вьβʙВΒ", "c": "сϲᴄС", "d": "ԁđᴅ", "e": "еεɛəᴇЕΕ", "f": "ƒғꜰ", "g": "ɡɢ",
    "h": "һнħʜНΗ", "i": "іιıɩɪІΙ", "j": "јᴊЈ", "k": "кκᴋКΚ", "l": "łӏʟ", "m": "мᴍМΜ", "n": "пոηɴΝ",
    "o": "оοøօᴏОΟ", "p": "рρᴘРΡ", "q": "ԛ", "r": "гɾʀ", "s": "ѕꜱЅ", "t": "тτᴛТΤ", "u": "υսʋᴜ", "v": "νᴠѵ",
    "w": "ԝωᴡ", "x": "хχХΧ", "y": "уγʏУΥ", "z": "ᴢΖ", "ss": "ß", "ae": "æ", "oe": "œ",
}  # fmt: skip
_PLAIN = {look_alike: plain for plain, many in _LOOK_ALIKES.items() for look_alike in many}
_APOSTROPHES = "'’‘‛ʼʹ′´＇"
_QUOTES = '"“”„‟«»″〝〞＂'
_MARKUP = frozenset("*~_`\u200b\u2060\ufeff\u200c\u200d\u00ad\u180e")
"""Characters of markdown, and unseen ones: inside a word they may hide it, or they may part two words."""


_ACCENTS = {
    "\u0300", "\u0301", "\u0302", "\u0303", "\u0306", "\u0308", "\u0309", "\u030a", "\u030b", "\u030c", "\u031b",
    "\u0323", "\u0327", "\u0328",
}  # fmt: skip
_SAME_ACCENT = {"\u0303": "\u0309"}
"""Hook and tilde are one tone in the south of Vietnam and are mixed up in writing; no other language has both."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in plain spelling; `origin[i]` is the code point of the given text that `text[i]` came from."""

    text: str
    origin: Sequence[int]


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character in _APOSTROPHES:
        return "'"
    if character in _QUOTES:
        return '"'
    plain = []
    for part in unicodedata.normalize("NFKD", character):
        if unicodedata.category(part) in ("Mn", "Me", "Cf"):
            continue
        plain.append(_PLAIN.get(part) or _PLAIN.get(part.lower()) or part.lower())
    return "".join(plain)


def fold_word(word: str) -> str:
    """Fold a word of the rules, so that rules and messages are spelled alike."""
    return "".join(_fold_character(character) for character in word)


@lru_cache(maxsize=4096)
def accents_of(word: str) -> str:
    """The accents of a word, in one order, whichever letter they stand on: `hòa` and `hoà` are the same."""
    found = []
    for character in unicodedata.normalize("NFD", word.lower()):
        if character in _ACCENTS:
            found.append(_SAME_ACCENT.get(character, character))
        elif character == "đ":
            found.append(character)
    return "".join(sorted(found))


def foldings(text: str) -> tuple[Folded, ...]:
    """Fold a text: once, or twice where markup or unseen characters stand between two letters.

    `so<zero width>rry` hides one word and `sorry<zero width>but` parts two. Nobody can tell, so both are
    read.
    """
    if _MARKUP.isdisjoint(text):
        if text.isascii():
            return (Folded(text.lower(), range(len(text))),)
        return (_fold(text, ""),)
    return (_fold(text, ""), _fold(text, " ")) if _markup_inside_a_word(text) else (_fold(text, ""),)


def _markup_inside_a_word(text: str) -> bool:
    after_letter = marked = False
    for character in text:
        if character in _MARKUP:
            marked = after_letter
        elif character.isalnum():
            if marked:
                return True
            after_letter = True
        else:
            after_letter = marked = False
    return False


def _fold(text: str, markup: str) -> Folded:
    folded: list[str] = []
    origin: list[int] = []
    for position, character in enumerate(text):
        plain = markup if character in _MARKUP else _fold_character(character)
        folded.append(plain)
        origin.extend([position] * len(plain))
    return Folded("".join(folded), origin)
