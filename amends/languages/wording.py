"""How a line is worded: one text or several, the buttons under it, and texts that count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, model_validator

from amends.languages.line import Line

SLOT = re.compile(r"\{(\w+)\}")

Counted = Mapping[str, str]
"""A text for each of the language's plural categories (CLDR: one, few, many, other …); `{count}` is the number."""

Sentence = str | Counted


class OfferedButton(BaseModel):
    """A button under a line: what it says, and the intent that pressing it means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    payload: str


class Wording(BaseModel):
    """A line's wording: one `text`, or several `texts` that take turns; and its buttons."""

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
    before: tuple[Line, ...] = ()
    """The lines that are said before it in the same message."""


ALONE = frozenset({"sorry", "reflection", "other_language", "thank_for_telling", "story"})
"""Lines that are a message by themselves: their words, and the apology."""


def in_messages(spoken: Iterable[Spoken]) -> list[Spoken]:
    """Join spoken lines to as few messages as read well: what stands alone, and the rest in one after it (VOICE).

    The message goes by its last line, which is the question if there is one; its buttons are the last that were given.
    """
    messages: list[Spoken] = []
    for said in spoken:
        last = messages[-1] if messages else None
        if (
            last is None
            or said.line.name in ALONE
            or last.line.name in ALONE
            or said.line.name.startswith(DANGER)
        ):
            messages.append(said)
            continue
        messages[-1] = Spoken(
            said.line, f"{last.text} {said.text}", said.buttons or last.buttons, (*last.before, last.line)
        )
    return messages


DANGER = "danger_"
"""Lines about danger begin so: none is joined to what is said before it."""


def filled_buttons(buttons: Iterable[OfferedButton], slots: Mapping[str, str]) -> Iterator[OfferedButton]:
    """Yield the buttons with the slots of their payloads filled in: it says which of several offers one is about."""
    for button in buttons:
        payload = button.payload
        for slot, value in slots.items():
            payload = payload.replace(f"{{{slot}}}", value)
        yield OfferedButton(title=button.title, payload=payload)
