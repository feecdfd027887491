"""A customer's message, tidied and taken apart into clauses that could be said back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from amends.reflection.grammar import Grammar

MOST_CLAUSES = 30

_PRIVATE = "\x00"
"""Stands where something private or unspeakable was; a clause that holds it is dropped."""

_PLAIN = str.maketrans(
    {**dict.fromkeys("’‘`´", "'"), **dict.fromkeys("“”„«»", '"'), **dict.fromkeys("–—", " - ")}
    | {"…": ". ", **dict.fromkeys("\u00a0\u200d\ufe0f", " ")}
)
_OUTSIDE = (
    (re.compile(r"&amp;|(?<=\w) ?& "), " and "),
    (re.compile(r"(?:https?://|www\.)\S+|\bhttps?\b|\[(?:link|url|http)\]|<(?:link|url)>", re.I), " . "),
    (re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+|\[\w+\]|<\w+>"), _PRIVATE),
    (re.compile(r"\A\s*(?:\.?@\w+[,:]?\s*)+"), ""),
    (re.compile(r"@\w+(?=(?:\s*@\w+)*\s*(?:[.!?]|\Z))"), " . "),
    (re.compile(r"@\w+"), _PRIVATE),
    (re.compile(r"#(?=\d)"), ""),
    (re.compile(r"(?:#\w+\s*)+(?=[.!?]|\Z)"), " . "),
    (re.compile(r"#(?=\w)"), ""),
    (re.compile(r"\+?(?:\d[ ()/-]{0,2}){8,}\d|\b[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){3,}\b"), _PRIVATE),
    (re.compile(r"[^\w\s'\".,;:!?€£$%/&+()*\x00-]"), " . "),
    (re.compile(r"[()]"), " . "),
    (re.compile(r"(?<=\w)- | -(?=\w)"), " - "),
    (re.compile(r"([!?.,])(?:\s*\1)+"), r"\1 "),
    (re.compile(r"(?<=[a-z])\.(?=[A-Z])"), ". "),
)
_BLANKS = re.compile(r"[^\S\n]+")
_SENTENCE = re.compile(r"(.*?)((?:[!?;\n]|\.(?!\d))+|\Z)", re.S)
_SAYABLE = re.compile(r"(?:[\w\s\"\-,.€£$%/:&]|(?<=\w)'(?=\w)|(?<=s)'(?= ))+")
_LATIN = re.compile(r"[\x20-\x7eÀ-ɏ€£]+")


@dataclass(frozen=True, slots=True)
class StoryClause:
    """One clause: `joint` is the word before it ("" opens a sentence), `asked` whether a question mark follows."""

    text: str
    joint: str = ""
    asked: bool = False
    too: bool = False


def clauses(text: str, grammar: Grammar) -> tuple[StoryClause, ...]:
    """The clauses of a message in order, at most `MOST_CLAUSES`; questions are left out."""
    found: list[StoryClause] = []
    for sentence, end in _sentences(_tidy(text, grammar)):
        if grammar.patterns["asking"].match(sentence):
            continue
        found.extend(_split(sentence, "?" in end, grammar))
        if len(found) >= MOST_CLAUSES:
            break
    return tuple(found[:MOST_CLAUSES])


def sayable(clause: str) -> bool:
    """Whether a clause has only letters, figures and marks that can be read aloud."""
    return bool(_SAYABLE.fullmatch(clause) and _LATIN.fullmatch(clause)) and clause.count('"') in (0, 2)


def _tidy(text: str, grammar: Grammar) -> str:
    text = _BLANKS.sub(" ", text.translate(_PLAIN))
    for pattern, put in _OUTSIDE:
        text = pattern.sub(put, text)
    text = _lower_shouting(text, grammar)
    for pattern, put in grammar.repairs:
        text = pattern.sub(put, text)
    return text


def _lower_shouting(text: str, grammar: Grammar) -> str:
    """Take the capitals off words that were shouted; acronyms and order numbers keep them."""
    letters = [c for c in text if c.isalpha()]
    all_shouted = sum(c.isupper() for c in letters) > 0.6 * len(letters)

    def lower(found: re.Match[str]) -> str:
        word = found.group()
        if word in grammar.acronyms:
            return word
        if word.isupper() and (all_shouted or len(word) > 4 or word.lower() in grammar.small_words):
            return word.lower()
        return word.lower() if word.lower() in grammar.plain_nouns else word

    return re.sub(r"(?<![\w-])[A-Z][A-Za-z']+(?![\w-])|(?<![\w-])[A-Z](?= [A-Z])", lower, text)


def _sentences(text: str) -> Iterator[tuple[str, str]]:
    for found in _SENTENCE.finditer(text):
        sentence = found.group(1).strip(" \t,:-")
        if sentence:
            yield sentence, found.group(2)


def _split(sentence: str, asked: bool, grammar: Grammar) -> Iterator[StoryClause]:
    parts = grammar.patterns["joint"].split(sentence)
    joints = ["", *parts[1::2]]
    for joint, part in zip(joints, parts[::2], strict=True):
        text = " ".join(part.split()).strip(" ,:-.'")
        text = grammar.patterns["openers"].sub("", text)
        too = bool(grammar.patterns["too"].search(text))
        text = grammar.patterns["closers"].sub("", text).strip(" ,:-")
        if text:
            yield StoryClause(text, joint and (joint.strip(" ,-:").lower() or ","), asked, too)
