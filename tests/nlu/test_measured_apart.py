"""What is measured on is never learnt from: no message is near to the same in both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from amends.understanding.reading import Level
from amends.understanding.sources import read_intents, read_lines
from tests.nlu.likeness import near_duplicates

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
DANGERS = frozenset({"self_harm", "product", "violence", "legal", "regulator", "press"})

SETS = sorted(path.name for path in HERE.iterdir() if path.suffix in {".yml", ".jsonl"})
ONE_WORD = "one_word"
"""This case is left out: a message of one word can't be said in other words."""


@pytest.fixture(scope="module")
def learnt() -> list[str]:
    """Every message something is trained on."""
    messages = [text for path in sorted((ROOT / "data/nlu").glob("*.yml")) for _, text in read_intents(path)]
    for path in sorted((ROOT / "data/emotion").glob("*.jsonl")):
        messages += [row["text"] for row in read_lines(path)]
    return messages + [
        row["text"] for row in read_lines(ROOT / "data/wants/wants.jsonl") if row["split"] != "held_out"
    ]


def measured(name: str) -> Iterator[str]:
    path = HERE / name
    if name.startswith("held_out"):
        yield from (text for _, text in read_intents(path))
    elif path.suffix == ".jsonl":
        yield from (row["text"] for row in read_lines(path))
    else:
        cases = yaml.safe_load(path.read_text(encoding="utf-8"))
        yield from (line["text"] for case, lines in cases.items() for line in lines if case != ONE_WORD)


@pytest.mark.parametrize("name", SETS)
def test_no_measured_message_was_learnt(name: str, learnt: list[str]) -> None:
    assert near_duplicates(list(measured(name)), learnt) == []


@pytest.mark.parametrize(("name", "each"), [("danger_hard", 120), ("danger_fresh", 90)])
def test_a_danger_set_is_half_danger_and_half_what_only_sounds_like_it(name: str, each: int) -> None:
    rows = list(read_lines(HERE / f"{name}.jsonl"))
    dangers = Counter(row["danger"] for row in rows)
    assert dangers.keys() == DANGERS | {None}
    assert len({row["text"].casefold() for row in rows}) == len(rows)
    assert dangers[None] >= each <= len(rows) - dangers[None]


def test_every_named_case_has_its_contrasts() -> None:
    cases = yaml.safe_load((HERE / "named_cases.yml").read_text(encoding="utf-8"))
    for name, lines in cases.items():
        angry = sum(Level(line["level"]).rank >= Level.ANGRY.rank for line in lines)
        calm = sum(line["level"] == Level.CALM for line in lines)
        assert len(lines) >= 40, name
        assert min(angry, calm) >= len(lines) / 3.5, name
