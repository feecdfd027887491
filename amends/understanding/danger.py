"""What a message may tell of danger, though it is not sure enough to act on: a person reviews it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

DANGERS = frozenset(
    {"danger_self_harm", "danger_product", "threat_violence", "threat_legal", "threat_public"}
)
"""The intents that tell of danger, to people or to the company. The bot hands over at once for each."""


@dataclass(frozen=True, slots=True)
class Danger:
    """The chance (0..1) that a message tells of any danger, and the likeliest `kind`, one of DANGERS.

    `noticed`: the chance is high enough for a person to read the message (`notice_danger` in config.yml).
    """

    chance: float
    kind: str
    noticed: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, as it stands on the Rasa message."""
        return {"chance": self.chance, "kind": self.kind, "noticed": self.noticed}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Danger:
        """The danger of its JSON form. Raises KeyError or ValueError where it is not one."""
        return cls(float(data["chance"]), str(data["kind"]), bool(data["noticed"]))


def danger_in(ranking: Sequence[tuple[str, float]], *, noticed_from: float | None) -> Danger | None:
    """The danger of a whole ranking of intents, the likeliest first; None where it has no dangerous intent.

    Chances are summed: who tells of danger sideways is torn between its kinds, and sure of none.
    """
    dangers = [(name, chance) for name, chance in ranking if name in DANGERS]
    if not dangers:
        return None
    chance = round(sum(chance for _, chance in dangers), 4)
    return Danger(chance, dangers[0][0], noticed=noticed_from is not None and chance >= noticed_from)
