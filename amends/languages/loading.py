"""Languages are read from their folders once, when a process starts; a file that cannot be used is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from amends.languages.consent_words import ConsentWords
from amends.languages.formats import Formats
from amends.languages.language import Language
from amends.languages.naming_words import NamingWords
from amends.languages.phrases import pattern_of
from amends.languages.policy_words import IdeaWords, PromiseWords
from amends.languages.reflection_words import ReflectionWords
from amends.languages.standards import Standard
from amends.languages.wording import Wording

FOLDER = Path(__file__).parent
COMPLETE = "en"
"""The language that has everything: what it has, every other one must have too."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times as fast where libyaml is there."""

Words = TypeVar("Words")


class LanguageError(ValueError):
    """A file of a language that cannot be used; the message names the file and the place."""


@dataclass(frozen=True)
class Languages:
    """The languages that we speak, by ISO 639-1 code. `default` is spoken to whoever writes another one."""

    spoken: Mapping[str, Language]
    default: Language

    def of(self, code: str) -> Language:
        """Return the language of a code, or the default where we do not speak it."""
        return self.spoken.get(code, self.default)

    def __iter__(self) -> Iterator[Language]:
        return iter(self.spoken.values())


def load_languages(folder: Path = FOLDER) -> Languages:
    """Return every language of a folder. Raises LanguageError."""
    spoken = {path.name: load_language(path) for path in language_folders(folder)}
    if COMPLETE not in spoken:
        raise LanguageError(f"{folder}: there is no language `{COMPLETE}` here")
    return Languages(spoken, spoken[COMPLETE])


def language_folders(folder: Path = FOLDER) -> list[Path]:
    """Return the folders of languages: those with a code for a name."""
    return sorted(path for path in folder.iterdir() if path.is_dir() and len(path.name) == 2)


def load_language(folder: Path) -> Language:
    """Return the language of a folder. Raises LanguageError."""
    phrases = _read(folder / "answers.yml", dict[str, tuple[str, ...]])
    return Language(
        code=folder.name,
        formats=_read(folder / "formats.yml", Formats),
        dialogue=_read(folder / "dialogue.yml", dict[str, Wording]),
        answers={name: pattern_of(told) for name, told in phrases.items()},
        system=_read(folder / "system.yml", dict[str, str | dict[str, str]]),
        mail=_read(folder / "mail.yml", dict[str, str]),
        letters=_read(folder / "letters.yml", dict[str, str]),
        promises=_read(folder / "promises.yml", PromiseWords),
        ideas=_read(folder / "ideas.yml", IdeaWords),
        reflection=_read(folder / "reflection.yml", ReflectionWords),
        naming=_read(folder / "naming.yml", NamingWords),
        consent=_read(folder / "consent.yml", ConsentWords),
        standards=_read(folder / "standards.yml", tuple[Standard, ...]),
    )


def _read(path: Path, kind: type[Words]) -> Words:
    try:
        plain = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
        return TypeAdapter(kind).validate_python(plain)
    except OSError as error:
        raise LanguageError(f"{path}: this file is missing ({error.strerror})") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise LanguageError(f"{path}: this is no YAML in UTF-8: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise LanguageError(f"{path}: {place}: {first['msg']}") from error
