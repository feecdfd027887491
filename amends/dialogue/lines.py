"""The bot's lines: data in lines_en.yml, validated when first read (VOICE)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

from amends.languages.line import Line


class OfferedButton(BaseModel):
    """A button under a line: what it says, and the intent that pressing it means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    payload: str


class Wording(BaseModel):
    """A line's wording: one `text`, or several `texts` to choose from; and its buttons."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str | None = None
    texts: tuple[str, ...] = ()
    buttons: tuple[OfferedButton, ...] = ()

    @model_validator(mode="after")
    def _has_words(self) -> Wording:
        if bool(self.text) == bool(self.texts):
            raise ValueError("give `text` or `texts`, one of the two")
        return self

    @property
    def variants(self) -> tuple[str, ...]:
        """Every wording of the line."""
        return self.texts or (self.text or "",)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line in words, and the buttons under it."""

    line: Line
    text: str
    buttons: tuple[OfferedButton, ...] = ()


@cache
def wordings(lang: str = "en") -> dict[str, Wording]:
    """Return every line of a language, by name. Raises FileNotFoundError for a language without lines."""
    source = resources.files("amends.dialogue").joinpath(f"lines_{lang}.yml").read_text(encoding="utf-8")
    return {name: Wording.model_validate(entry) for name, entry in yaml.safe_load(source).items()}


def speak(line: Line, *, times: int = 0) -> Spoken:
    """Return a line with its slots filled in, and its buttons.

    Several wordings take turns: `times` is how often the line was said before in this conversation. Raises KeyError
    for a line or a slot that does not exist.
    """
    wording = wordings()[line.name]
    text = wording.variants[times % len(wording.variants)].format(**line.slots)
    return Spoken(line, text, _filled(wording.buttons, line))


def _filled(buttons: tuple[OfferedButton, ...], line: Line) -> tuple[OfferedButton, ...]:
    """Fill a button's payload in too: it says which of several offers it is about."""
    filled = []
    for button in buttons:
        payload = button.payload
        for slot, value in line.slots.items():
            payload = payload.replace(f"{{{slot}}}", value)
        filled.append(OfferedButton(title=button.title, payload=payload))
    return tuple(filled)
