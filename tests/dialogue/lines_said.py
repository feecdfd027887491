"""Which of the bot's lines a message is: the table of interruptions names lines, not wordings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from amends.dialogue.languages import foreign_languages
from amends.dialogue.lines import wordings

ROOT = Path(__file__).parents[2]
OWN_WORDS = "reflection"
"""What is none of the lines: the customer's own words said back."""

STATUS = re.compile(r"^Your record is AM-\d+\. (You are|\d+ |Nobody|The team)")


def line_of(text: str) -> str:
    """Return the name of the line that `text` is a wording of."""
    if STATUS.match(text):
        return "status_waiting"
    if any(text in (language.bring, language.noted) for language in foreign_languages().values()):
        return "other_language"
    return next((name for name, pattern in _patterns() if pattern.fullmatch(text)), OWN_WORDS)


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    found = [(name, _pattern(text)) for name, text in _texts() if re.sub(r"\{\w+\}", "", text).strip(" .")]
    return sorted(found, key=lambda entry: -len(entry[1].pattern))


def _texts() -> Iterator[tuple[str, str]]:
    for name, wording in wordings().items():
        yield from ((name, text) for text in wording.variants)
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    for name, variants in domain["responses"].items():
        yield from ((name, variant["text"]) for variant in variants)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".+".join(re.escape(part) for part in re.split(r"\{\w+\}", text)), re.DOTALL)
