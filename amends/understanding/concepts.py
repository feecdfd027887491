"""Concepts: groups of words that mean much the same to somebody who answers complaints (concepts.yml)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

SOURCE = Path(__file__).parent / "concepts.yml"
SHORTEST_STEM = 3


class ConceptError(Exception):
    """A concept file that can't be read; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Which words, stems and phrases belong to which concept; concepts are places in `names`."""

    names: tuple[str, ...]
    words: Mapping[str, frozenset[int]]
    stems: Mapping[str, frozenset[int]]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], int], ...]]

    def found(self, folded: Sequence[str]) -> list[tuple[int, int, int]]:
        """The concepts in a row of folded words: (concept, first word, last word), in the row's order."""
        found: list[tuple[int, int, int]] = []
        for place, word in enumerate(folded):
            found += [(concept, place, place) for concept in sorted(self._of_word(word))]
            for phrase, concept in self.phrases.get(word, ()):
                if tuple(folded[place : place + len(phrase)]) == phrase:
                    found.append((concept, place, place + len(phrase) - 1))
        return found

    def _of_word(self, word: str) -> set[int]:
        concepts = set(self.words.get(word, ()))
        for length in range(SHORTEST_STEM, len(word) + 1):
            concepts |= self.stems.get(word[:length], frozenset())
        return concepts


@cache
def lexicon(source: Path = SOURCE) -> Lexicon:
    """The concepts of a file. Raises ConceptError, naming the concept, where it has no usable terms."""
    try:
        concepts = yaml.safe_load(source.read_text(encoding="utf-8"))["concepts"]
        listed = {
            str(name): [term.strip() for term in levels.split(",")] for name, levels in concepts.items()
        }
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise ConceptError(
            f"{source} can't be read: write `concepts:` and `name: term, term` ({error})"
        ) from error
    words: defaultdict[str, set[int]] = defaultdict(set)
    stems: defaultdict[str, set[int]] = defaultdict(set)
    phrases: defaultdict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
    for place, (name, levels) in enumerate(listed.items()):
        for term in levels:
            parts = tuple(term.split())
            if not parts or (term.endswith("*") and (len(parts) > 1 or len(term) <= SHORTEST_STEM)):
                raise ConceptError(
                    f"{source}: `{term}` of `{name}` is no word, phrase or stem of 3 letters and *"
                )
            if len(parts) > 1:
                phrases[parts[0]].append((parts, place))
            elif term.endswith("*"):
                stems[term[:-1]].add(place)
            else:
                words[term].add(place)
    return Lexicon(
        tuple(listed),
        {word: frozenset(places) for word, places in words.items()},
        {stem: frozenset(places) for stem, places in stems.items()},
        {word: tuple(entries) for word, entries in phrases.items()},
    )
