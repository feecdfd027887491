"""How well the trained model understands messages nobody trained it on. Floors, with room to grow.

The floors are a little below what was measured (docs/evaluation.md); `pytest -s` prints the figures.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from amends.understanding.held_back import Measured
from amends.understanding.reading import Reading
from amends.understanding.understander import Understander
from tests.nlu.conftest import ROOT, TODAY

pytestmark = pytest.mark.rasa

FLOORS = {
    ("intent", "held_out_intents"): {"accuracy": 0.75, "macro-F1": 0.77},
    ("intent", "held_out_complaints"): {"accuracy": 0.68, "macro-F1": 0.78},
    ("intent", "held_out_contrasts"): {"accuracy": 0.75},
    ("topic", "held_out_complaints"): {"accuracy": 0.78, "macro-F1": 0.79},
    ("wants", "wants held_out"): {"macro-F1": 0.85},
    ("danger", "danger_hard"): {"recall": 0.70},
    ("angry or not", "polite_anger"): {"accuracy": 0.75},
}
"""What no change may fall below, by head and set."""

DANGER_FALSE_ALARMS = 0.45

SAID = (
    "get me a human",
    "THREE times i stayed home for your driver and nobody came. order 88213",
    "refund me 6.95 euros",
    "thanks",
    "what is the capital of peru",
)


@pytest.mark.parametrize(("head", "data"), FLOORS)
def test_no_head_falls_below_its_floor(
    measured: dict[tuple[str, str], Measured], head: str, data: str
) -> None:
    figures = measured[head, data].figures
    print(f"\n{head}, {data}: " + ", ".join(f"{name} {value:.3f}" for name, value in figures.items()))
    for name, floor in FLOORS[head, data].items():
        assert figures[name] >= floor, name


def test_danger_is_not_cried_at_everything(measured: dict[tuple[str, str], Measured]) -> None:
    assert measured["danger", "danger_hard"].figures["false alarms"] <= DANGER_FALSE_ALARMS


def test_rasas_own_pipeline_reads_the_same(trained_model: Path, understander: Understander) -> None:
    lines = "".join(json.dumps({"text": text}) + "\n" for text in SAID)
    command = [sys.executable, "-m", "amends.cli", "understanding", "parse", "--model", str(trained_model)]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    by_rasa = [
        Reading.from_dict(json.loads(line)) for line in done.stdout.splitlines() if line.startswith("{")
    ]
    ours = understander.read(SAID, TODAY)
    assert [one.facts for one in by_rasa] == [one.facts for one in ours]
    for rasa, own in zip(by_rasa, ours, strict=True):
        assert (rasa.intent, rasa.topic, rasa.emotion.level) == (own.intent, own.topic, own.emotion.level)
        assert rasa.wants == pytest.approx(own.wants, abs=0.01)
        assert rasa.complaint == pytest.approx(own.complaint, abs=0.01)
