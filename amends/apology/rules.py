"""Loads a language's rules: checks the file against its schema and makes its phrases ready to match.

An error names the file, the line and what to write instead (RulesError). Nothing is loaded before it is asked
for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from amends.apology.folding import fold_word
from amends.apology.phrases import Phrase, PhraseError, PhraseGrammar, PhraseIndex, parse_phrase
from amends.apology.spelling import Alphabet, SpellingError, Words, set_of
from amends.apology.verdict import Verdict
from amends.apology.words import RuleWord

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader in C where PyYAML was built with it: ten times as fast."""


class RulesError(ValueError):
    """A rules file that cannot be used; the message names file and line and says what to write instead."""


class Where(StrEnum):
    """Where a rule looks."""

    BESIDE = "beside"
    """In the sentence of the apology."""
    AFTER = "after"
    """In a sentence that follows an apology, also in a message before which the customer did not answer."""
    ANYWHERE = "anywhere"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ApologyRule(_Model):
    """One way to break the contract, with the examples that prove it and the near misses that must pass."""

    id: str
    verdict: Literal[Verdict.QUALIFIED, Verdict.EXCUSE]
    rule: str = Field(pattern=r"^[MR]\d+$", description="the rule of METHOD it keeps")
    where: tuple[Where, ...] = Field(min_length=1)
    reason: str = Field(description="one friendly sentence to the writer; {text} is what was found")
    source: str
    phrases: tuple[str, ...] = Field(min_length=1)
    unless: tuple[str, ...] = Field(default=(), description="phrases that clear what they cover")
    caught: tuple[str, ...] = Field(min_length=1)
    passes: tuple[str, ...] = Field(min_length=1)


class BreachReason(_Model):
    """What is said of a breach that the structure of a message shows, not a phrase."""

    rule: str = Field(pattern=r"^[MR]\d+$")
    reason: str


class Burden(BreachReason):
    """What is said of an apology that something hangs on."""

    caught: tuple[str, ...] = Field(min_length=1)


AGAIN = BreachReason(
    rule="R2",
    reason="“{text}” was said already for this: once is enough, so go on with what you do about it.",
)


class ApologyWords(_Model):
    """How this language apologises."""

    signs: tuple[str, ...] = Field(description="make their sentence an apology, unless a mention covers them")
    mentions: tuple[str, ...] = Field(description="speak of an apology without making one")
    shapes: tuple[str, ...] = Field(description="what a bare apology consists of")
    beside: tuple[str, ...] = Field(description="may stand in its sentence: no condition, no object")
    sincere: tuple[str, ...] = Field(description="examples")
    none: tuple[str, ...] = Field(description="examples")


class NameWords(_Model):
    """How a customer is addressed beside an apology."""

    titles: tuple[str, ...]
    after: tuple[str, ...] = Field(default=(), description="titles that follow the name, as in Turkish")
    particles: tuple[str, ...]
    never: str = Field(description="words that are no name, also with a capital")


class RewriteWords(_Model):
    """What a rewrite may be made of."""

    ask: str
    helps: tuple[str, ...] = Field(description="a sentence that begins like this helps, and may stay")
    lead_ins: tuple[str, ...] = Field(description="words at the start of a sentence that can simply go")


class Avoid(_Model):
    """Words the product's own texts never use (VOICE)."""

    reason: str
    phrases: tuple[str, ...]
    caught: tuple[str, ...] = Field(min_length=1)


class RulesFile(_Model):
    """A rules file, as written."""

    language: str = Field(pattern=r"^[a-z]{2}$")
    bare: str
    hostile: tuple[str, ...] = Field(min_length=4, description="what a slot beside an apology must survive")
    accents: bool = Field(default=False, description="they tell words apart (see amends/apology/spelling.py)")
    transliterated: dict[str, str] = Field(default={}, description="other ways to type a letter: ä as ae")
    sets: dict[str, str]
    contractions: dict[str, str]
    apology: ApologyWords
    reports: tuple[str, ...] = Field(description="what follows them in a sentence is somebody else's")
    names: NameWords
    burden: Burden
    again: BreachReason = Field(default=AGAIN, description="what is said of an apology that was said already")
    rewrite: RewriteWords
    rules: tuple[ApologyRule, ...]
    voice: tuple[Avoid, ...]


class PhraseMark(StrEnum):
    """What a phrase says of the apology itself."""

    SIGN = "sign"
    MENTION = "mention"
    SHAPE = "shape"
    REPORT = "report"
    LEAD_IN = "lead in"


@dataclass(frozen=True, slots=True)
class Unless:
    """A phrase that clears what `rule` found under it."""

    rule: ApologyRule


@dataclass(frozen=True, slots=True)
class Names:
    """The words of NameWords, folded."""

    titles: frozenset[str]
    after: frozenset[str]
    particles: frozenset[str]
    never: Words


@dataclass(frozen=True, slots=True)
class LanguageRules:
    """A language, ready to use."""

    file: RulesFile
    contractions: Mapping[str, tuple[str, ...]]
    names: Names
    index: PhraseIndex[PhraseMark | ApologyRule | Unless]
    voice: PhraseIndex[Avoid]
    signs: tuple[Phrase, ...]
    helps: PhraseIndex[None]

    @property
    def code(self) -> str:
        """ISO 639-1."""
        return self.file.language


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a rules file, ISO 639-1, sorted."""
    folder = files(__package__) / "rules"
    return tuple(
        sorted(path.name.removesuffix(".yml") for path in folder.iterdir() if path.name.endswith(".yml"))
    )


def language_for(lang: str) -> LanguageRules:
    """Return the rules of a language, or those of English where it has none. Raises RulesError."""
    return find_language(lang) or _load("en")


def find_language(lang: str) -> LanguageRules | None:
    """Return the rules of a language such as `de` or `de-AT`, or None where it has none. Raises RulesError."""
    code = lang.replace("_", "-").partition("-")[0].lower()
    return _load(code) if code in languages() else None


@cache
def signs_of_others(lang: str) -> PhraseIndex[str]:
    """Return how all languages but `lang` apologise; each phrase stands for its language's code."""
    index: PhraseIndex[str] = PhraseIndex()
    for code in languages():
        for phrase in (*_load(code).signs, *_contracted_signs(_load(code))) if code != lang else ():
            index.add(phrase, code)
    return index


def _contracted_signs(language: LanguageRules) -> Iterator[Phrase]:
    """What spells a word of apology out only by the language's own contractions, such as `leidtun`."""
    alone: PhraseIndex[None] = PhraseIndex()
    for sign in language.signs:
        alone.add(sign, None)
    for short, long in language.contractions.items():
        words = [RuleWord(part, 0, 0, 0, 0, False, False) for part in long]
        if any(alone.find(words)):
            yield parse_phrase(short.replace("'", ""), PhraseGrammar())


@cache
def _load(code: str) -> LanguageRules:
    """Load a rules file, once. Raises RulesError when it is broken."""
    path = files(__package__) / "rules" / f"{code}.yml"
    return load_rules(path.read_text(encoding="utf-8"), path.name)


def load_rules(source: str, name: str) -> LanguageRules:
    """Make a language out of the text of a rules file. Raises RulesError."""
    try:
        file = RulesFile.model_validate(yaml.load(source, Loader=_LOADER))  # noqa: S506 (both are safe)
    except yaml.YAMLError as error:
        raise RulesError(f"{name}: this is not YAML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        line = _line_of(source, first["loc"])
        place = ".".join(map(str, first["loc"]))
        raise RulesError(f"{name}:{line}: {place}: {first['msg']} (see amends/apology/rules.py)") from error
    try:
        return _build(file)
    except (PhraseError, SpellingError) as error:
        phrase = str(error).split("`")[1]
        line = next((n for n, text in enumerate(source.splitlines(), 1) if phrase in text), 1)
        raise RulesError(f"{name}:{line}: {error}") from error


def _build(file: RulesFile) -> LanguageRules:
    alphabet = Alphabet(file.accents, file.transliterated)
    contractions = {
        fold_word(short): tuple(map(fold_word, long.split())) for short, long in file.contractions.items()
    }
    sets = {name: set_of(words, alphabet) for name, words in file.sets.items()}
    grammar = PhraseGrammar(sets, contractions, alphabet)
    index: PhraseIndex[PhraseMark | ApologyRule | Unless] = PhraseIndex()
    voice: PhraseIndex[Avoid] = PhraseIndex()
    marks = (
        (PhraseMark.SIGN, file.apology.signs),
        (PhraseMark.MENTION, file.apology.mentions),
        (PhraseMark.SHAPE, file.apology.shapes + file.apology.beside),
        (PhraseMark.REPORT, file.reports),
        (PhraseMark.LEAD_IN, file.rewrite.lead_ins),
    )
    meanings: list[tuple[PhraseMark | ApologyRule | Unless, Sequence[str]]] = [*marks]
    meanings += [(rule, rule.phrases) for rule in file.rules]
    meanings += [(Unless(rule), rule.unless) for rule in file.rules]
    for means, phrases in meanings:
        for phrase in phrases:
            index.add(parse_phrase(phrase, grammar), means)
    for avoid in file.voice:
        for phrase in avoid.phrases:
            voice.add(parse_phrase(phrase, grammar), avoid)
    titles, after, particles = (
        frozenset(map(fold_word, words))
        for words in (file.names.titles, file.names.after, file.names.particles)
    )
    names = Names(titles, after, particles, set_of(file.names.never, alphabet))
    signs = tuple(parse_phrase(phrase, grammar) for phrase in file.apology.signs)
    helps: PhraseIndex[None] = PhraseIndex()
    for phrase in file.rewrite.helps:
        helps.add(parse_phrase(phrase, grammar), None)
    return LanguageRules(file, contractions, names, index, voice, signs, helps)


def _line_of(source: str, place: Sequence[Any]) -> int:
    """The line in a YAML text that a pydantic location points to, or the nearest above it."""
    node = yaml.compose(source)
    line = 1
    for key in place:
        if isinstance(node, yaml.MappingNode):
            node = next((value for name, value in node.value if name.value == str(key)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int):
            node = node.value[key]
        if node is None:
            break
        line = node.start_mark.line + 1
    return line
