"""The gate: reads a message by the rules of its language and gives a verdict (METHOD M2, M3, R1, R3).

The strict reading is the default: a word of apology makes its sentence an apology, and whatever in that
sentence is not part of a bare one is a breach. So no list has to know every way to spoil an apology.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from amends.apology.folding import readings
from amends.apology.names import name_words
from amends.apology.rewrite import rewrite
from amends.apology.rules import Burden, Language, Mark, Rule, Unless, Where, language_for
from amends.apology.verdict import WORST_FIRST, Breach, Check, Verdict
from amends.apology.words import Reading, read

GATE_VERSION = "1.1"
"""Raised with every change of code or rules that can change a verdict; the case record keeps it."""

_SEVERITY = (*WORST_FIRST, Verdict.SINCERE, Verdict.NONE)
_QUOTATION = 3
"""Words. Beside an apology a shorter quotation counts as said: a quoted "but" takes it back too."""

_Meaning = TypeVar("_Meaning")
_Hit = tuple[_Meaning, int, int]
"""What was found, and the words (half-open) it was found in."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one reading of a message gave: `apologies` are sentences, `breaches` in the order of the text."""

    reading: Reading
    apologies: frozenset[int]
    breaches: tuple[Breach, ...]
    marks: tuple[_Hit[Mark], ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of the breaches; without one, whether it apologises."""
        found = {breach.verdict for breach in self.breaches}
        clean = Verdict.SINCERE if self.apologies else Verdict.NONE
        return next((verdict for verdict in WORST_FIRST if verdict in found), clean)


def check(text: str, *, lang: str = "en", before: Sequence[str] = ()) -> Check:
    """Check one outgoing message.

    `before`: what the same sender sent directly before, oldest first, with no answer from the customer in
    between: an apology there can still be taken back here. Takes time linear in the length of the texts.
    Raises RulesError when the rules of `lang` are broken. For a language without rules see `Check.lang`.
    """
    language = language_for(lang)
    apologised = any(_find(earlier, language, False).apologies for earlier in before)
    finding = _find(text, language, apologised)
    better = None
    if finding.breaches:

        def judge(draft: str) -> Finding:
            return _find(draft, language, apologised)

        better = rewrite(text, finding, language, apologised=apologised, judge=judge)
    return Check(
        finding.verdict, finding.breaches, better, bool(finding.apologies), language.code, GATE_VERSION
    )


def bare_apology(lang: str = "en") -> str:
    """The bare apology of a language (METHOD M3): the only form the product itself uses."""
    return language_for(lang).file.bare


def _find(text: str, language: Language, apologised: bool) -> Finding:
    found = [
        _find_in(text, read(text, folded, language.contractions, language.names.titles), language, apologised)
        for folded in readings(text)
    ]
    return min(found, key=lambda finding: _SEVERITY.index(finding.verdict))


def _find_in(text: str, reading: Reading, language: Language, apologised: bool) -> Finding:
    words = reading.words
    marks: list[_Hit[Mark]] = []
    broken: list[_Hit[Rule]] = []
    cleared: set[tuple[str, int]] = set()
    for means, i, j in language.index.find(words):
        if isinstance(means, Rule):
            broken.append((means, i, j))
        elif isinstance(means, Unless):
            cleared.update((means.rule.id, k) for k in range(i, j))
        else:
            marks.append((means, i, j))
    apologies = _apologies(reading, marks)
    others = _said_by_others(reading, marks, apologised or bool(apologies))
    first = -1 if apologised else min(apologies, default=len(reading.sentences))
    broken = [
        (rule, i, j)
        for rule, i, j in broken
        if (rule.id, i) not in cleared
        and _applies(rule, words[i].sentence, apologies, first)
        and (words[i].sentence in apologies or not others.issuperset(range(i, j)))
    ]
    spoilt = {words[i].sentence for rule, i, _ in broken if rule.verdict is Verdict.QUALIFIED}
    breaches = [_breach(text, reading, i, j, rule.verdict, rule) for rule, i, j in _widest(broken)]
    breaches += _burdens(text, reading, language, apologies - spoilt, marks)
    return Finding(reading, apologies, tuple(sorted(breaches, key=lambda breach: breach.start)), tuple(marks))


def _said_by_others(reading: Reading, marks: Iterable[_Hit[Mark]], apologises: bool) -> frozenset[int]:
    """The words that are reported: in quotation marks, or after "they said".

    Beside an apology only a long quotation counts, so that none takes the apology back.
    """
    if apologises:
        return _quoted(reading, at_least=_QUOTATION)
    heard: dict[int, range] = {}
    for mark, i, j in marks:
        if mark is Mark.REPORT:
            sentence = reading.words[i].sentence
            heard.setdefault(sentence, range(j, reading.sentences[sentence].last))
    return _quoted(reading, at_least=1).union(*heard.values())


def _quoted(reading: Reading, *, at_least: int) -> frozenset[int]:
    """The words in quotations of so many words, in a message that is more than a quotation."""
    if sum(map(len, reading.quotations)) + 1 >= len(reading.words):
        return frozenset()
    return frozenset(k for quotation in reading.quotations if len(quotation) >= at_least for k in quotation)


def _apologies(reading: Reading, marks: Iterable[_Hit[Mark]]) -> frozenset[int]:
    """The sentences that apologise in the sender's own voice, a word of it in quotation marks or not."""
    reported = _quoted(reading, at_least=1)
    not_own: set[int] = set()
    own: set[int] = set()
    for mark, i, j in marks:
        if mark is Mark.MENTION and not any(word.pause for word in reading.words[i + 1 : j]):
            not_own.update(range(i, j))
        elif mark is Mark.SHAPE and not reported.issuperset(range(i, j)):
            own.update(range(i, j))
    not_own |= reported - own
    return frozenset(
        reading.words[i].sentence
        for mark, i, j in marks
        if mark is Mark.SIGN and not not_own.issuperset(range(i, j))
    )


def _applies(rule: Rule, sentence: int, apologies: frozenset[int], first: int) -> bool:
    if Where.ANYWHERE in rule.where:
        return True
    if sentence in apologies:
        return Where.BESIDE in rule.where
    return Where.AFTER in rule.where and sentence > first


def _widest(breaches: Iterable[_Hit[Rule]]) -> list[_Hit[Rule]]:
    """Of breaches that overlap, keep the worst, then the longest."""
    kept: list[_Hit[Rule]] = []
    taken: set[int] = set()
    order = sorted(breaches, key=lambda b: (WORST_FIRST.index(b[0].verdict), b[1] - b[2], b[1]))
    for rule, i, j in order:
        if taken.isdisjoint(range(i, j)):
            taken.update(range(i, j))
            kept.append((rule, i, j))
    return kept


def _burdens(
    text: str,
    reading: Reading,
    language: Language,
    apologies: Iterable[int],
    marks: Iterable[_Hit[Mark]],
) -> list[Breach]:
    """What is left of each apology's sentence when the bare apology and a name are taken away."""
    bare = {k for mark, i, j in marks if mark is Mark.SHAPE for k in range(i, j)}
    burdens = []
    for number in sorted(apologies):
        sentence = reading.sentences[number]
        rest = [k for k in range(sentence.first, sentence.last) if k not in bare]
        name = name_words(reading.words, rest, language.names)
        rest = [k for k in rest if k not in name]
        if rest:
            burden = language.file.burden
            burdens.append(_breach(text, reading, rest[0], rest[-1] + 1, Verdict.BURDENED, burden))
    return burdens


def _breach(text: str, reading: Reading, i: int, j: int, verdict: Verdict, broken: Rule | Burden) -> Breach:
    start, end = reading.words[i].start, reading.words[j - 1].end
    span = text[start:end]
    reason = broken.reason.replace("{text}", _short(" ".join(span.split())))
    return Breach(verdict, start, end, span, reason, broken.rule)


def _short(span: str) -> str:
    return span if len(span) <= 60 else f"{span[:57].rstrip()}…"
