"""The bot's lines: data in lines_en.yml, validated when first read (VOICE)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

from amends.dialogue.turn import Line


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


Spoken = tuple[str, tuple[OfferedButton, ...]]
"""A line in words, and the buttons under it."""


@cache
def wordings(lang: str = "en") -> dict[str, Wording]:
    """Return every line of a language, by name. Raises FileNotFoundError for a language without lines."""
    source = resources.files("amends.dialogue").joinpath(f"lines_{lang}.yml").read_text(encoding="utf-8")
    return {name: Wording.model_validate(entry) for name, entry in yaml.safe_load(source).items()}


def speak(line: Line, *, said: Sequence[str] = ()) -> Spoken:
    """Return a line's text with its slots filled in, and its buttons.

    Of several wordings, the first that is not in `said` is taken, else the one said longest ago (`said` is
    newest first). Raises KeyError for a line or a slot that does not exist.
    """
    wording = wordings()[line.name]
    spoken = [variant.format(**line.slots) for variant in wording.variants]
    fresh = next((text for text in spoken if text not in said), None)
    return fresh or max(spoken, key=lambda text: list(said).index(text)), _filled(wording.buttons, line)


def _filled(buttons: tuple[OfferedButton, ...], line: Line) -> tuple[OfferedButton, ...]:
    """Fill a button's payload in too: it says which of several offers it is about."""
    filled = []
    for button in buttons:
        payload = button.payload
        for slot, value in line.slots.items():
            payload = payload.replace(f"{{{slot}}}", value)
        filled.append(OfferedButton(title=button.title, payload=payload))
    return tuple(filled)
