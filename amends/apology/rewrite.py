"""Makes a message out of a breach that may be sent: the least change that keeps METHOD M2, M3 and M4.

An apology is brought back to its bare form, a sentence that takes it back or argues goes, what helps stays,
and where nothing is left to help with, the question of M4 stands in. The same text always gives the same
rewrite.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from amends.apology.rules import LanguageRules, PhraseMark
from amends.apology.verdict import Breach, Verdict
from amends.apology.words import ParsedText, Sentence


class Judged(Protocol):
    """What a rewrite has to know of a text: how it reads, where it apologises, and what is wrong with it."""

    @property
    def reading(self) -> ParsedText: ...
    @property
    def apologies(self) -> frozenset[int]: ...
    @property
    def breaches(self) -> tuple[Breach, ...]: ...
    @property
    def marks(self) -> tuple[tuple[PhraseMark, int, int], ...]: ...


_SEAMS = 4
"""How many places in a sentence are tried to cut it in two; more would cost time and give nothing."""

_HARMLESS = frozenset({Verdict.BURDENED, Verdict.REPEATED})
"""What such a breach leaves out had nothing in it that a customer would miss."""

_PARAGRAPH = "\n\n"
_SIGNATURE_LINES, _SIGNATURE_WORDS = 4, 5
"""A signature has so many lines at most, and such a line so many words."""
_ENDS = (".", "?", "!", "…")
_OPENERS = "¿¡"
"""They stand before the first word of a Spanish question and belong to it."""

Judge = Callable[[str], Judged]


def rewrite(text: str, judged: Judged, language: LanguageRules, *, said: bool, judge: Judge) -> str:
    """Rewrite a message that breaks the contract. The result passes `judge` without a breach.

    `said`: an apology went out for this already; it is not said twice (R2).
    """
    draft = _Draft(text, judged, language, judge, said=said)
    wrong = _by_sentence(judged)
    for number, sentence in enumerate(judged.reading.sentences):
        draft.take(number, sentence, wrong.get(number, []))
    better = draft.text()
    if better and not judge(better).breaches:
        return better
    return language.file.rewrite.ask if said else language.file.bare


def _by_sentence(judged: Judged) -> dict[int, list[Breach]]:
    """The breaches of each sentence."""
    ends = [sentence.end for sentence in judged.reading.sentences]
    wrong: dict[int, list[Breach]] = {}
    for breach in judged.breaches:
        wrong.setdefault(bisect_right(ends, breach.start), []).append(breach)
    return wrong


def _by_place(judged: Judged, wanted: PhraseMark) -> dict[int, list[tuple[int, int]]]:
    """Where a mark was found, in words, by the sentence it stands in."""
    found: dict[int, list[tuple[int, int]]] = {}
    for mark, i, j in judged.marks:
        if mark is wanted:
            found.setdefault(judged.reading.words[i].sentence, []).append((i, j))
    return found


@dataclass(slots=True)
class _Draft:
    """The rewrite as it grows, sentence by sentence."""

    given: str
    judged: Judged
    language: LanguageRules
    judge: Judge
    said: bool
    kept: str = ""
    dropped: bool = False
    shapes: dict[int, list[tuple[int, int]]] = field(init=False)
    lead_ins: dict[int, list[tuple[int, int]]] = field(init=False)

    def __post_init__(self) -> None:
        self.shapes = _by_place(self.judged, PhraseMark.SHAPE)
        self.lead_ins = _by_place(self.judged, PhraseMark.LEAD_IN)

    def take(self, number: int, sentence: Sentence, breaches: Sequence[Breach]) -> None:
        """Keep a sentence, mend it, or let it go."""
        raw = self.given[sentence.start : sentence.end]
        if not breaches:
            self.add(raw, raw.strip())
            self.said = self.said or number in self.judged.apologies
        elif number in self.judged.apologies:
            self.apologise(raw, number, sentence, breaches)
        else:
            rest = self.without_lead_in(number, sentence)
            self.add(raw, rest)
            self.dropped = self.dropped or not rest

    def add(self, raw: str, sentence: str) -> None:
        """Append a sentence with the space or line break that stood before it."""
        lead = raw[: len(raw) - len(raw.lstrip())]
        if sentence:
            self.kept += ((lead or " ") if self.kept else "") + sentence

    def apologise(self, raw: str, number: int, sentence: Sentence, breaches: Sequence[Breach]) -> None:
        """Bring an apology back to its bare form, once, and keep what can follow in a sentence of its own."""
        rest = self.split_off(number, sentence)
        if not self.said:
            self.add(raw, self.language.file.bare)
            self.said = True
        self.add(raw if self.kept == "" else "", rest)
        self.dropped = self.dropped or (not rest and any(b.verdict not in _HARMLESS for b in breaches))

    def split_off(self, number: int, sentence: Sentence) -> str:
        """What follows an apology in its sentence, if it helps and stands on its own."""
        shapes = self.shapes.get(number, [])
        bare = {k for i, j in shapes for k in range(i, j)}
        after = range(min((j for _, j in shapes), default=sentence.last), sentence.last)
        words = self.judged.reading.words
        seams = [k for k in after if words[k].pause or (k not in bare and k - 1 in bare)]
        drafts = (self.helpful(k, sentence) for k in seams[:_SEAMS])
        return next(filter(None, drafts), "")

    def without_lead_in(self, number: int, sentence: Sentence) -> str:
        """The sentence without "but" or "unfortunately" before it, if what is left helps."""
        ends = [j for i, j in self.lead_ins.get(number, []) if i == sentence.first]
        if not ends or max(ends) >= sentence.last:
            return ""
        return self.helpful(max(ends), sentence)

    def helpful(self, k: int, sentence: Sentence) -> str:
        """The text from words[k] on as a sentence, if it begins like one that helps and passes the gate."""
        words = self.judged.reading.words
        if not self.language.helps.fits(words, k):
            return ""
        start = words[k].start
        while start and self.given[start - 1] in _OPENERS:
            start -= 1
        rest = self.given[start : sentence.end].strip()
        if not start or not rest:
            return ""
        rest = _with_a_capital(rest, self.language.code)
        rest += "" if rest[-1] in ".?!…" else "."
        judged = self.judge(f"{self.language.file.bare} {rest}")
        return rest if not judged.breaches and len(judged.apologies) == 1 else ""

    def text(self) -> str:
        """The whole rewrite; the question of M4 where something went and nothing was left to ask."""
        if self.kept and not (self.dropped and "?" not in self.kept):
            return self.kept
        gap = _PARAGRAPH if _PARAGRAPH in self.kept else " "
        body = _without_signature(self.kept)
        return f"{body}{gap}{self.language.file.rewrite.ask}{self.kept[len(body) :]}".strip()


def _without_signature(text: str) -> str:
    """The text before its signature: the short lines at its end that end no sentence. What is all one is all text."""
    lines = text.split("\n")
    above = len(lines)
    while above and len(lines) - above < _SIGNATURE_LINES and _signs(lines[above - 1]):
        above -= 1
    return "\n".join(lines[:above]).rstrip() or text


def _signs(line: str) -> bool:
    return len(line.split()) <= _SIGNATURE_WORDS and not line.rstrip().endswith(_ENDS)


def _with_a_capital(sentence: str, lang: str) -> str:
    at = next((i for i, character in enumerate(sentence) if character not in _OPENERS), 0)
    letter = "İ" if lang == "tr" and sentence[at] == "i" else sentence[at].upper()
    return sentence[:at] + letter + sentence[at + 1 :]
