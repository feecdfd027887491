"""The sentences of a drafted letter: data in texts_en.yml (VOICE)."""

from __future__ import annotations

from functools import cache
from importlib import resources

import yaml


@cache
def letter_texts(lang: str = "en") -> dict[str, str]:
    """Return every sentence that a drafted letter can hold, by name."""
    source = (
        resources.files("amends.follow_through").joinpath(f"texts_{lang}.yml").read_text(encoding="utf-8")
    )
    texts: dict[str, str] = yaml.safe_load(source)
    return texts


def letter_text(name: str, /, **slots: str) -> str:
    """Return the sentence `name` with its slots filled in. Raises KeyError for one that does not exist."""
    return letter_texts()[name].format(**slots)
