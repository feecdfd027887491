"""What the rules of one language see in a text, before anything is judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from amends.apology.folding import Folded
from amends.apology.rules import ApologyRule, LanguageRules, PhraseMark, Unless
from amends.apology.words import ParsedText, read

_QUOTATION = 3
"""Words. Beside an apology a shorter quotation counts as said: a quoted "but" takes it back too."""

_Meaning = TypeVar("_Meaning")
Hit = tuple[_Meaning, int, int]
"""What was found, and the words (half-open) it was found in."""
Place = tuple[int, int]
"""Code points of the text as given, half-open."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A text as one language reads it: `apologies` are sentences, `broken` is not yet asked where it stands."""

    language: LanguageRules
    reading: ParsedText
    marks: tuple[Hit[PhraseMark], ...]
    broken: tuple[Hit[ApologyRule], ...]
    apologies: frozenset[int]

    def place(self, i: int, j: int) -> Place:
        """Where words[i:j] stand in the text."""
        return self.reading.words[i].start, self.reading.words[j - 1].end

    def places(self, mark: PhraseMark) -> Iterator[Place]:
        """Where a mark was found in the text."""
        return (self.place(i, j) for found, i, j in self.marks if found is mark)

    def signs(self) -> Iterator[Place]:
        """Where the text says sorry in the sender's own voice."""
        return (
            self.place(i, j)
            for mark, i, j in self.marks
            if mark is PhraseMark.SIGN and self.reading.words[i].sentence in self.apologies
        )

    def sentences_at(self, places: Iterable[Place]) -> frozenset[int]:
        """The sentences in which any of the places stands."""
        return frozenset(
            number
            for start, end in places
            for number, sentence in enumerate(self.reading.sentences)
            if sentence.start < end and start < sentence.end
        )

    def said_by_others(self, *, apologises: bool) -> frozenset[int]:
        """The words that are reported: in quotation marks, or after "they said".

        Beside an apology only a long quotation counts, so that none takes the apology back.
        """
        if apologises:
            return _quoted(self.reading, at_least=_QUOTATION)
        heard: list[range] = []
        for mark, i, j in self.marks:
            if mark is PhraseMark.REPORT:
                heard.append(range(j, self.reading.sentences[self.reading.words[i].sentence].last))
        return _quoted(self.reading, at_least=1).union(*heard)


def look(text: str, folded: Folded, language: LanguageRules) -> Sight:
    """Read a text by the rules of a language, in one pass."""
    reading = read(text, folded, language.contractions, language.names.titles)
    marks: list[Hit[PhraseMark]] = []
    broken: list[Hit[ApologyRule]] = []
    cleared: set[tuple[str, int]] = set()
    for means, i, j in language.index.find(reading.words):
        if isinstance(means, ApologyRule):
            broken.append((means, i, j))
        elif isinstance(means, Unless):
            cleared.update((means.rule.id, k) for k in range(i, j))
        else:
            marks.append((means, i, j))
    kept = tuple(hit for hit in broken if (hit[0].id, hit[1]) not in cleared)
    return Sight(language, reading, tuple(marks), kept, _apologies(reading, marks))


def _quoted(reading: ParsedText, *, at_least: int) -> frozenset[int]:
    """The words in quotations of so many words, in a message that is more than a quotation."""
    if not reading.quotations or sum(map(len, reading.quotations)) + 1 >= len(reading.words):
        return frozenset()
    return frozenset(k for quotation in reading.quotations if len(quotation) >= at_least for k in quotation)


def _apologies(reading: ParsedText, marks: Iterable[Hit[PhraseMark]]) -> frozenset[int]:
    """The sentences that apologise in the sender's own voice, a word of it in quotation marks or not."""
    reported = _quoted(reading, at_least=1)
    not_own: set[int] = set()
    own: set[int] = set()
    for mark, i, j in marks:
        if mark is PhraseMark.MENTION and not any(word.pause for word in reading.words[i + 1 : j]):
            not_own.update(range(i, j))
        elif mark is PhraseMark.SHAPE and not reported.issuperset(range(i, j)):
            own.update(range(i, j))
    not_own |= reported - own
    return frozenset(
        reading.words[i].sentence
        for mark, i, j in marks
        if mark is PhraseMark.SIGN and not not_own.issuperset(range(i, j))
    )
