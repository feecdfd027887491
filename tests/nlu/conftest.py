"""The trained model as it is measured: what its heads read in the held-back messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from amends.understanding.held_back import Measured, labelled, measure_held_back
from amends.understanding.reading import Reading
from amends.understanding.understander import Understander, load_understander

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def understander(trained_model: Path) -> Understander:
    """The heads of the trained model."""
    return load_understander(trained_model)


@pytest.fixture(scope="session")
def measured(understander: Understander) -> dict[tuple[str, str], Measured]:
    """Every head on every held-back set, by head and set."""

    def read(texts: Sequence[str]) -> list[Reading]:
        return understander.read(texts, TODAY)

    return {(one.head, one.data): one for one in measure_held_back(ROOT, read)}


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A message nothing was trained on, what it truly is, and what was read."""

    text: str
    intent: str
    reading: Reading


@pytest.fixture(scope="session")
def held_out(understander: Understander) -> list[HeldOut]:
    """Every message of the two oldest held-out files with its reading."""
    files = ("held_out_intents.yml", "held_out_complaints.yml")
    rows = [row for name in files for row in labelled(ROOT / "tests/nlu" / name)]
    readings = understander.read([text for text, _, _ in rows], TODAY)
    return [HeldOut(text, intent, one) for (text, intent, _), one in zip(rows, readings, strict=True)]
