"""A line: something that may be said, by its name. Its words are a language's; the record keeps the name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LONGEST_NAME = 64
"""Characters of a line's name, as the record keeps it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One message to say: its name, and what fills its slots."""

    name: str
    slots: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the line in plain values, as it goes between processes."""
        return {"name": self.name, "slots": dict(self.slots)}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Line:
        """Return the line of plain values. Raises KeyError, TypeError or ValueError for what is none."""
        return cls(
            str(plain["name"]), {str(slot): str(value) for slot, value in dict(plain["slots"]).items()}
        )
