"""Which language a customer writes, as far as it is not ours: then a person comes who reads it (METHOD M11, M19)."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict, field_validator

FEWEST = 2
"""Words of a language that a message must hold to be told by them."""

SHARE = 1 / 3
"""Of all its words, at least."""

_WORD = re.compile(r"[^\W\d_]+")


class Foreign(BaseModel):
    """A language that we recognise and do not speak: its everyday words, and the two things the bot says in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    words: frozenset[str]
    bring: str
    noted: str

    @field_validator("words", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return frozenset(value.split()) if isinstance(value, str) else value


@cache
def foreign_languages() -> dict[str, Foreign]:
    """Return the languages of languages.yml by ISO 639-1 code."""
    source = resources.files("amends.dialogue").joinpath("languages.yml").read_text(encoding="utf-8")
    return {code: Foreign.model_validate(entry) for code, entry in yaml.safe_load(source).items()}


def foreign_language_of(text: str) -> str | None:
    """Return the ISO 639-1 code of the language that `text` is surely in, if it is one that we do not speak."""
    words = [word.lower() for word in _WORD.findall(text.replace("İ", "i"))]
    found = {
        code: [word for word in words if word in language.words]
        for code, language in foreign_languages().items()
    }
    code, known = max(found.items(), key=lambda item: len(item[1]))
    return code if len(set(known)) >= FEWEST and len(known) >= SHARE * len(words) else None
