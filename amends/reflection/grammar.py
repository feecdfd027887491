"""A language's shapes of clauses made ready: the words as sets, the patterns compiled (METHOD M5, M13, R6)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from re import Pattern

from amends.languages.language import Language
from amends.languages.reflection_words import FrameWords, ReflectionWords

_NAME = re.compile(r"\{([a-z_]+)\}")

Rewrites = tuple[tuple[Pattern[str], str], ...]


class GrammarError(ValueError):
    """A language's shapes that can't be used; the message names the language and what is wrong."""


@dataclass(frozen=True, slots=True)
class ClauseShape:
    """A frame made ready; the fields are those of `FrameWords`."""

    pattern: Pattern[str]
    data: FrameWords


@dataclass(frozen=True, slots=True)
class Grammar:
    """A grammar made ready: the words of `data` as sets, its patterns compiled."""

    data: ReflectionWords
    acronyms: frozenset[str]
    small_words: frozenset[str]
    plain_nouns: frozenset[str]
    never_words: frozenset[str]
    never_stems: tuple[str, ...]
    repairs: Rewrites
    company: Rewrites
    person: Rewrites
    frames: tuple[tuple[Pattern[str], tuple[ClauseShape, ...]], ...]
    patterns: Mapping[str, Pattern[str]]
    unsound: tuple[Pattern[str], ...]


_PATTERNS = (
    *("asking", "joint", "openers", "closers", "cut", "too"),
    *("crisis", "never", "addressed"),
    *("trouble", "figure", "vague", "named_subject", "first_person"),
)


@cache
def grammar_of(language: Language) -> Grammar:
    """Return the grammar of a language, made ready once. Raises GrammarError when its words can't be used."""
    try:
        return _Maker(language.reflection).make()
    except (re.error, KeyError, ValueError) as error:
        raise GrammarError(f"{language.code}/reflection.yml: {error}") from error


class _Maker:
    """Fills the sets into the patterns and compiles them."""

    def __init__(self, data: ReflectionWords) -> None:
        self._data = data
        self._filled: dict[str, str] = {}

    def make(self) -> Grammar:
        data = self._data
        return Grammar(
            data=data,
            acronyms=frozenset(data.acronyms.split()),
            small_words=frozenset(data.small_words.split()),
            plain_nouns=frozenset(data.plain_nouns.split()),
            never_words=frozenset([*data.never_words.split(), *data.first_names.split()]),
            never_stems=tuple(data.never_stems.split()),
            repairs=self._rewrites(data.repairs),
            company=self._rewrites(data.company),
            person=self._rewrites(data.person),
            frames=tuple(self._frames()),
            patterns={name: self._compile(getattr(data, name)) for name in _PATTERNS},
            unsound=tuple(self._compile(pattern) for pattern in data.unsound),
        )

    def _frames(self) -> Iterator[tuple[Pattern[str], tuple[ClauseShape, ...]]]:
        anything = re.compile("")
        for written in self._data.frames:
            if isinstance(written, FrameWords):
                yield anything, (ClauseShape(self._compile(written.pattern), written),)
                continue
            made = []
            for row in self._data.tables[written.each]:
                cells = dict(zip(written.columns, row, strict=True))
                made += [self._frame_of_row(frame, cells) for frame in written.frames]
            yield self._compile(written.starts), tuple(made)

    def _frame_of_row(self, frame: FrameWords, cells: Mapping[str, str]) -> ClauseShape:
        pattern, say = frame.pattern, frame.say
        for column, cell in cells.items():
            pattern = pattern.replace(f"{{{column}}}", cell.replace(" ", "_"))
            say = say.replace(f"{{{column}}}", cell)
        return ClauseShape(self._compile(pattern), frame.model_copy(update={"say": say}))

    def _rewrites(self, pairs: tuple[tuple[str, str], ...]) -> Rewrites:
        return tuple(
            (self._compile(rf"(?<![\w'])(?:{pattern})(?:(?<=\s)|(?![\w']))"), put) for pattern, put in pairs
        )

    def _compile(self, pattern: str) -> Pattern[str]:
        return re.compile(self._fill("".join(pattern.split())).replace("_", " "), re.IGNORECASE)

    def _fill(self, pattern: str) -> str:
        return _NAME.sub(lambda found: self._set(found.group(1)), pattern)

    def _set(self, name: str) -> str:
        if name not in self._filled:
            self._filled[name] = f"(?:{self._fill('|'.join(self._data.sets[name].split()))})"
        return self._filled[name]
