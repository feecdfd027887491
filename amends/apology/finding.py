"""Judges what one or more languages see in a text: where it apologises, and what breaks the contract.

The strict reading is the default: a word of apology makes its sentence an apology, and whatever in that
sentence is not part of a bare one is a breach. So no list has to know every way to spoil an apology.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from amends.apology.names import name_words
from amends.apology.rules import ApologyRule, BreachReason, LanguageRules, PhraseMark, Where
from amends.apology.sight import Hit, Place, Sight
from amends.apology.verdict import WORST_FIRST, Breach, Verdict
from amends.apology.words import ParsedText

_NAMED = 60
"""So much of a place is named in its reason; a longer one is cut."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a text is read with.

    `apologised`: an apology went out directly before, which can still be taken back. `said`: it was said for
    this failure (R2). `approved`: sentences of responsibility that may follow an apology (R1).
    """

    apologised: bool = False
    said: bool = False
    approved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What one reading of a message gave: `apologies` are sentences, `breaches` in the order of the text."""

    language: LanguageRules
    reading: ParsedText
    apologies: frozenset[int]
    breaches: tuple[Breach, ...]
    marks: tuple[Hit[PhraseMark], ...]
    read_by: tuple[str, ...]

    @property
    def apologises(self) -> bool:
        """Whether the text apologises in the sender's own voice."""
        return bool(self.apologies)

    @property
    def verdict(self) -> Verdict:
        """The worst of the breaches; without one, whether it apologises."""
        found = {breach.verdict for breach in self.breaches}
        clean = Verdict.SINCERE if self.apologies else Verdict.NONE
        return next((verdict for verdict in WORST_FIRST if verdict in found), clean)


def judge(text: str, sights: Sequence[Sight], given: Circumstances) -> Finding:
    """Judge what the languages see, the first of them being the text's own.

    An apology that one sees is one for all of them, and what one knows as part of a bare apology is no burden.
    """
    home = sights[0]
    apologies = [sight.apologies for sight in sights]
    bare: list[Place] = []
    if len(sights) > 1:
        signs = [place for sight in sights for place in sight.signs()]
        bare = [place for sight in sights for place in sight.places(PhraseMark.SHAPE)]
        apologies = [sight.sentences_at(signs) | sight.apologies for sight in sights]
    after = -1 if given.apologised else _end_of_the_first(sights, apologies, len(text))
    approved = _places_of(given.approved, text, after)
    breaches: list[Breach] = []
    for sight, sentences in zip(sights, apologies, strict=True):
        broken = list(_widest(_in_force(sight, sentences, after, approved)))
        spoilt = {
            sight.reading.words[i].sentence for rule, i, _ in broken if rule.verdict is Verdict.QUALIFIED
        }
        seen = [_breach(text, sight, i, j, rule.verdict, rule) for rule, i, j in broken]
        seen += _burdens(text, sight, sight.apologies - spoilt, bare)
        breaches += [breach for breach in seen if not _is_known(breach, breaches)]
    breaches += _repeated(text, home, apologies[0], breaches, said=given.said)
    in_order = tuple(sorted(breaches, key=lambda breach: breach.start))
    read_by = tuple(sight.language.code for sight in sights)
    return Finding(home.language, home.reading, apologies[0], in_order, home.marks, read_by)


def _is_known(breach: Breach, known: Sequence[Breach]) -> bool:
    """Whether another language has named this place already, and as something at least as bad."""
    worst = WORST_FIRST.index(breach.verdict)
    return any(
        one.start < breach.end and breach.start < one.end and WORST_FIRST.index(one.verdict) <= worst
        for one in known
    )


def _end_of_the_first(sights: Sequence[Sight], apologies: Sequence[frozenset[int]], never: int) -> int:
    """Where the first sentence ends that apologises."""
    ends = (
        sight.reading.sentences[min(sentences)].end
        for sight, sentences in zip(sights, apologies, strict=True)
        if sentences
    )
    return min(ends, default=never)


def _places_of(approved: Iterable[str], text: str, after: int) -> list[Place]:
    """Where approved sentences of responsibility stand, as they were approved and after an apology."""
    places = []
    for sentence in approved:
        at = text.find(sentence, max(after, 0))
        while at >= 0:
            places.append((at, at + len(sentence)))
            at = text.find(sentence, at + len(sentence))
    return places


def _in_force(
    sight: Sight, apologies: frozenset[int], after: int, approved: Sequence[Place]
) -> Iterator[Hit[ApologyRule]]:
    """What is broken where it stands, in the sender's own words and not in an approved sentence."""
    words = sight.reading.words
    others = sight.said_by_others(apologises=bool(apologies) or after < 0)
    for rule, i, j in sight.broken:
        beside = words[i].sentence in apologies
        if not _applies(rule, beside=beside, after=words[i].start >= after):
            continue
        if not beside and others.issuperset(range(i, j)):
            continue
        start, end = sight.place(i, j)
        if not any(first <= start and end <= last for first, last in approved):
            yield rule, i, j


def _applies(rule: ApologyRule, *, beside: bool, after: bool) -> bool:
    if Where.ANYWHERE in rule.where:
        return True
    return Where.BESIDE in rule.where if beside else Where.AFTER in rule.where and after


def _widest(breaches: Iterable[Hit[ApologyRule]]) -> Iterator[Hit[ApologyRule]]:
    """Of breaches that overlap, keep the worst, then the longest."""
    taken: set[int] = set()
    for rule, i, j in sorted(breaches, key=lambda b: (WORST_FIRST.index(b[0].verdict), b[1] - b[2], b[1])):
        if taken.isdisjoint(range(i, j)):
            taken.update(range(i, j))
            yield rule, i, j


def _burdens(text: str, sight: Sight, apologies: Iterable[int], known: Sequence[Place]) -> Iterator[Breach]:
    """What is left of each apology's sentence when the bare apology and a name are taken away.

    `known`: what other languages know as part of a bare apology.
    """
    words, language = sight.reading.words, sight.language
    bare = {k for mark, i, j in sight.marks if mark is PhraseMark.SHAPE for k in range(i, j)}
    for number in sorted(apologies):
        sentence = sight.reading.sentences[number]
        rest = [
            k
            for k in range(sentence.first, sentence.last)
            if k not in bare and not any(start <= words[k].start < end for start, end in known)
        ]
        name = name_words(words, rest, language.names)
        rest = [k for k in rest if k not in name]
        if rest:
            yield _breach(text, sight, rest[0], rest[-1] + 1, Verdict.BURDENED, language.file.burden)


def _repeated(
    text: str, sight: Sight, apologies: Iterable[int], known: Sequence[Breach], *, said: bool
) -> Iterator[Breach]:
    """The apologies that were said already (R2): before, or earlier in the message with something in between."""
    ends = [sentence.end for sentence in sight.reading.sentences]
    spoilt = {bisect_right(ends, breach.start) for breach in known}
    last: int | None = None
    for number in sorted(apologies):
        sentence = sight.reading.sentences[number]
        if number not in spoilt and (said or (last is not None and number > last + 1)):
            again = sight.language.file.again
            yield _breach(text, sight, sentence.first, sentence.last, Verdict.REPEATED, again)
        last = number


def _breach(
    text: str, sight: Sight, i: int, j: int, verdict: Verdict, broken: ApologyRule | BreachReason
) -> Breach:
    start, end = sight.place(i, j)
    span = text[start:end]
    named = " ".join(span.split())
    named = named if len(named) <= _NAMED else f"{named[: _NAMED - 3].rstrip()}…"
    return Breach(verdict, start, end, span, broken.reason.replace("{text}", named), broken.rule)
