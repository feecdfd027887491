"""What is held back is measured head by head, and a mistake is a mistake."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from amends.understanding.danger import Danger
from amends.understanding.held_back import (
    ACTED_ON,
    SEEN,
    danger,
    intents,
    measure_held_back,
    named_cases,
    topics,
    wants,
)
from amends.understanding.reading import WANTS, Emotion, Level, Reading
from amends.understanding.sources import SourceError

FILE = """
nlu:
- intent: complaint
  metadata: {topic: refund}
  examples: |
    - no refund yet
    - fire, and no refund
- intent: thank
  examples: |
    - thanks
"""


def read(texts: Sequence[str]) -> list[Reading]:
    """A reader of single words."""
    return [
        Reading(
            "danger_product" if "fire" in text else "thank" if "thanks" in text else "complaint",
            0.8,
            Emotion("anger", 0.5, Level.ANGRY if "!" in text else Level.CALM, 0.9),
            "refund" if "refund" in text else None,
            0.7,
            wants={want: float(want in text) for want in WANTS},
            danger=Danger(0.1, "danger_product", noticed="smoke" in text),
        )
        for text in texts
    ]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    tests, data = tmp_path / "tests/nlu", tmp_path / "data/wants"
    tests.mkdir(parents=True)
    data.mkdir(parents=True)
    (tests / "held_out_a.yml").write_text(FILE)
    (tests / "named_cases.yml").write_text(
        "sarcasm:\n  - {text: great, level: angry}\n  - {text: great!, level: angry}\n  - {text: hm, level: calm}\n"
    )
    hard = [("fire", "product"), ("smoke", "product"), ("hello", None), ("a fire sale", None)]
    rows = [{"text": text, "danger": kind} for text, kind in hard]
    (tests / "danger_hard.jsonl").write_text("\n".join(map(json.dumps, rows)))
    said = [("a person", ["person"]), ("hm", ["vent"]), ("ok", [])]
    kept = [{"text": text, "wants": named, "split": "held_out"} for text, named in said]
    (data / "wants.jsonl").write_text("\n".join(map(json.dumps, [*kept, {**kept[0], "split": "train"}])))
    return tmp_path


def test_intents_and_topics_are_measured_with_their_mistakes(repository: Path) -> None:
    path = repository / "tests/nlu/held_out_a.yml"
    found = intents(path, read)
    assert found.figures["accuracy"] == pytest.approx(2 / 3)
    assert [(one.text, one.truth, one.guess) for one in found.mistakes] == [
        ("fire, and no refund", "complaint", "danger_product")
    ]
    assert topics(path, read).figures["accuracy"] == 1


def test_danger_has_recall_for_each_kind_and_false_alarms(repository: Path) -> None:
    acted_on, _ = danger(repository / "tests/nlu/danger_hard.jsonl", read)
    assert acted_on.figures == {"recall": 0.5, "false alarms": 0.5, "recall product": 0.5}


def test_danger_that_a_person_sees_is_what_is_acted_on_and_what_is_noticed(repository: Path) -> None:
    _, seen = danger(repository / "tests/nlu/danger_hard.jsonl", read)
    assert seen.figures == {"recall": 1.0, "false alarms": 0.5, "recall product": 1.0}
    assert [one.text for one in seen.mistakes] == ["a fire sale"]


def test_wants_are_measured_on_what_is_held_out(repository: Path) -> None:
    found = wants(repository / "data/wants/wants.jsonl", read)
    assert found.figures["F1 person"] == 1
    assert found.figures["macro-F1"] == 0.25
    assert [(one.text, one.truth, one.guess) for one in found.mistakes] == [("hm", "vent", "none")]


def test_named_cases_are_angry_or_not(repository: Path) -> None:
    sarcasm, levels = named_cases(repository / "tests/nlu/named_cases.yml", read)
    assert sarcasm.data == "sarcasm"
    assert sarcasm.figures["accuracy"] == pytest.approx(2 / 3)
    assert levels.pairs == (("angry", "calm"), ("angry", "angry"), ("calm", "calm"))


def test_every_set_that_is_there_is_measured(repository: Path) -> None:
    found = [(one.head, one.data) for one in measure_held_back(repository, read)]
    assert found[:5] == [
        ("intent", "held_out_a"),
        ("topic", "held_out_a"),
        (ACTED_ON, "danger_hard"),
        (SEEN, "danger_hard"),
        ("wants", "wants held_out"),
    ]


def test_a_set_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "held_out_a.yml"
    path.write_text("- 1")
    with pytest.raises(SourceError, match="held_out_a"):
        intents(path, read)
    with pytest.raises(SourceError, match="no_such"):
        named_cases(tmp_path / "no_such.yml", read)
