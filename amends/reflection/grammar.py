"""What a language has to bring so that a customer's words can be said back to them (METHOD M5, M13, R6).

A grammar is a file, `reflection_<language>.yml`. In its patterns blanks are layout, `_` is a space and `{name}`
one of its `sets`, which are words parted by blanks. A clause that none of its frames recognises is never said back,
so a new language may start with few frames and is safe from the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from re import Pattern

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

LANGUAGES = frozenset({"en"})
"""The languages that have a grammar."""

_NAME = re.compile(r"\{([a-z_]+)\}")

Rewrites = tuple[tuple[Pattern[str], str], ...]


class GrammarError(ValueError):
    """A grammar file that can't be used; the message names the file, the place and what to write instead."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FrameData(_Model):
    """A shape of clause that may be said back, as it is written in the file."""

    pattern: str = Field(description="has to match the whole clause")
    say: str = Field(
        default="{whole}", description="filled with the groups, each turned to the second person"
    )
    weight: int = Field(default=3, ge=0, le=9, description="how telling the shape is")
    telling: bool = Field(
        default=True, description="stands alone; otherwise it needs a word of trouble, or company"
    )
    kind: str = Field(default="", description="the name joints know it by; `bare` lacks its article")
    elliptic: bool = Field(default=False, description="the subject may be missing and must be the customer's")
    swap: dict[str, str] = Field(default_factory=dict, description="other forms for what a group holds")


class FramesOfTable(_Model):
    """Frames written once and made for each row of a table; `starts` is what all of them start with."""

    each: str
    columns: tuple[str, ...]
    starts: str
    frames: tuple[FrameData, ...]


class GrammarData(_Model):
    """The file: the words and shapes of one language.

    Reading: `repairs` mend spelling, `acronyms` keep their capitals, `small_words` lose them when shouted and
    `plain_nouns` always, `asking` starts a question, `joint` parts clauses (group 1 is the word between),
    `openers` and `closers` are cut off, `too` among them means "as well", a clause may end before any `cut`.
    Refusing: `crisis` silences the whole reflection; `never_words`, `first_names`, `never_stems` and `never` drop a
    clause, and so does an `addressed` company that the `company` rewrites left.
    Saying: the `frames`, then the `person` rewrites. `trouble`, `figure` and a `vague` start weigh a clause. `joints`
    join two kinds (`*` is any) whose joining word is `joinable`; `lists` is the kind that makes lists of three.
    `coordinating` words may join two subjects as well. Two that start with `subject` make `same_subject`;
    `named_subject` and `first_person` start a clause that has its subject. `also` leads a further loss.
    `unsound` is what no finished sentence may contain. `topics` are said when the customer's words can't be.
    """

    language: str
    sets: dict[str, str]
    tables: dict[str, tuple[tuple[str, ...], ...]]
    acronyms: str
    small_words: str
    plain_nouns: str
    repairs: tuple[tuple[str, str], ...]
    asking: str
    joint: str
    joinable: tuple[str, ...]
    coordinating: tuple[str, ...]
    openers: str
    closers: str
    cut: str
    too: str
    crisis: str
    never_words: str
    first_names: str
    never_stems: str
    never: str
    company: tuple[tuple[str, str], ...]
    addressed: str
    person: tuple[tuple[str, str], ...]
    frames: tuple[FrameData | FramesOfTable, ...]
    trouble: str
    figure: str
    vague: str
    joints: dict[str, str]
    lists: str
    named_subject: str
    first_person: str
    subject: str
    same_subject: str
    also: str
    unsound: tuple[str, ...]
    topics: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame made ready; the fields are those of `FrameData`."""

    pattern: Pattern[str]
    data: FrameData


@dataclass(frozen=True, slots=True)
class Grammar:
    """A grammar made ready: the words of `data` as sets, its patterns compiled."""

    data: GrammarData
    acronyms: frozenset[str]
    small_words: frozenset[str]
    plain_nouns: frozenset[str]
    never_words: frozenset[str]
    never_stems: tuple[str, ...]
    repairs: Rewrites
    company: Rewrites
    person: Rewrites
    frames: tuple[tuple[Pattern[str], tuple[Frame, ...]], ...]
    patterns: Mapping[str, Pattern[str]]
    unsound: tuple[Pattern[str], ...]


_PATTERNS = (
    *("asking", "joint", "openers", "closers", "cut", "too"),
    *("crisis", "never", "addressed"),
    *("trouble", "figure", "vague", "named_subject", "first_person"),
)


@cache
def grammar(language: str) -> Grammar:
    """The grammar of a language of `LANGUAGES`. Raises GrammarError when its file can't be used."""
    name = f"reflection_{language}.yml"
    try:
        data = GrammarData.model_validate(
            yaml.safe_load((files(__package__) / name).read_text(encoding="utf-8"))
        )
        return _Maker(data).make()
    except (OSError, ValidationError, yaml.YAMLError, re.error, KeyError) as error:
        raise GrammarError(f"{name}: {error}; see {__name__} for what to write") from error


class _Maker:
    """Fills the sets into the patterns and compiles them."""

    def __init__(self, data: GrammarData) -> None:
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

    def _frames(self) -> Iterator[tuple[Pattern[str], tuple[Frame, ...]]]:
        anything = re.compile("")
        for written in self._data.frames:
            if isinstance(written, FrameData):
                yield anything, (Frame(self._compile(written.pattern), written),)
                continue
            made = []
            for row in self._data.tables[written.each]:
                cells = dict(zip(written.columns, row, strict=True))
                made += [self._frame_of_row(frame, cells) for frame in written.frames]
            yield self._compile(written.starts), tuple(made)

    def _frame_of_row(self, frame: FrameData, cells: Mapping[str, str]) -> Frame:
        pattern, say = frame.pattern, frame.say
        for column, cell in cells.items():
            pattern = pattern.replace(f"{{{column}}}", cell.replace(" ", "_"))
            say = say.replace(f"{{{column}}}", cell)
        return Frame(self._compile(pattern), frame.model_copy(update={"say": say}))

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
