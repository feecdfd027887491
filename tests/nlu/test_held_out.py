"""How well the trained model understands messages nobody trained it on. Floors, with room to grow.

The floors are a little below what was measured (docs/evaluation.md); `pytest -s` prints the figures.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from amends.understanding.held_back import ACTED_ON, SEEN, Measured
from amends.understanding.reading import Level, Reading
from amends.understanding.understander import Understander
from tests.nlu.conftest import ROOT, TODAY, HeldOut

pytestmark = pytest.mark.rasa

FLOORS = {
    ("intent", "held_out_intents"): {"accuracy": 0.76, "macro-F1": 0.78},
    ("intent", "held_out_complaints"): {"accuracy": 0.73, "macro-F1": 0.83},
    ("intent", "held_out_contrasts"): {"accuracy": 0.79, "macro-F1": 0.83},
    ("intent", "held_out_topics"): {"accuracy": 0.68},
    ("topic", "held_out_complaints"): {"accuracy": 0.79, "macro-F1": 0.8},
    ("wants", "wants held_out"): {"macro-F1": 0.85},
    (ACTED_ON, "danger_hard"): {"recall": 0.81},
    (ACTED_ON, "danger_fresh"): {"recall": 0.84},
    (SEEN, "danger_hard"): {"recall": 0.95},
    (SEEN, "danger_fresh"): {"recall": 0.95},
    ("angry or not", "polite_anger"): {"accuracy": 0.79},
    ("angry or not", "sarcasm"): {"accuracy": 0.55},
    ("angry or not", "capitals"): {"accuracy": 0.75},
    ("angry or not", "swearing_not_anger"): {"accuracy": 0.65},
    ("angry or not", "quoted_anger"): {"accuracy": 0.64},
    ("angry or not", "negated_anger"): {"accuracy": 0.64},
    ("angry or not", "typos"): {"accuracy": 0.63},
    ("angry or not", "one_word"): {"accuracy": 0.88},
}
"""What no change may fall below, by head and set."""

HARD_FALSE_ALARMS = 0.33
"""Of what only sounds dangerous."""

DANGER_RECALL = 0.88
DANGER_FALSE_ALARMS = 0.10
"""Of everything else that customers write."""

PERSON_RECALL = 0.70
ANGER_OF_ABUSE = 0.70
CALM_OF_THANKS = 0.70

DANGER = frozenset({"danger_product", "danger_self_harm", "threat_violence"})

SAID = (
    "get me a human",
    "THREE times i stayed home for your driver and nobody came. order 88213",
    "refund me 6.95 euros",
    "thanks",
    "what is the capital of peru",
)


def share(
    held_out: list[HeldOut], among: Callable[[HeldOut], bool], holds: Callable[[HeldOut], bool]
) -> float:
    """What share (0..1) of some messages something holds for."""
    chosen = [message for message in held_out if among(message)]
    return sum(map(holds, chosen)) / len(chosen)


@pytest.mark.parametrize(("head", "data"), FLOORS)
def test_no_head_falls_below_its_floor(
    measured: dict[tuple[str, str], Measured], head: str, data: str
) -> None:
    figures = measured[head, data].figures
    print(f"\n{head}, {data}: " + ", ".join(f"{name} {value:.3f}" for name, value in figures.items()))
    for name, floor in FLOORS[head, data].items():
        assert figures[name] >= floor, name


@pytest.mark.parametrize("data", ["danger_hard", "danger_fresh"])
def test_danger_is_not_cried_at_everything(measured: dict[tuple[str, str], Measured], data: str) -> None:
    assert measured[ACTED_ON, data].figures["false alarms"] <= HARD_FALSE_ALARMS


@pytest.mark.parametrize(
    "everyday",
    [
        "the shade of my lamp is torn",
        "my lamp arrived broken",
        "the kettle broke",
        "the battery is dead again",
    ],
)
def test_what_only_broke_puts_nobody_in_danger(understander: Understander, everyday: str) -> None:
    (reading,) = understander.read([everyday], TODAY)
    assert reading.intent == "complaint"


def test_danger_is_rarely_missed(held_out: list[HeldOut]) -> None:
    recall = share(held_out, lambda m: m.intent in DANGER, lambda m: m.reading.intent in DANGER)
    alarms = share(held_out, lambda m: m.intent not in DANGER, lambda m: m.reading.intent in DANGER)
    print(f"\ndanger: recall {recall:.3f}, false alarms {alarms:.3f}")
    assert recall >= DANGER_RECALL
    assert alarms <= DANGER_FALSE_ALARMS


def test_asking_for_a_person_is_rarely_missed(held_out: list[HeldOut]) -> None:
    recall = share(held_out, lambda m: m.intent == "ask_person", lambda m: m.reading.intent == "ask_person")
    assert recall >= PERSON_RECALL


def test_abuse_is_angry_and_thanks_are_calm(held_out: list[HeldOut]) -> None:
    def angry(message: HeldOut) -> bool:
        return message.reading.emotion.level.rank >= Level.ANGRY.rank

    abuse = share(held_out, lambda m: m.intent == "abuse", angry)
    thanks = share(held_out, lambda m: m.intent == "thank", lambda m: m.reading.emotion.level is Level.CALM)
    print(f"\nemotion: abuse read as angry {abuse:.3f}, thanks read as calm {thanks:.3f}")
    assert abuse >= ANGER_OF_ABUSE
    assert thanks >= CALM_OF_THANKS


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
        assert rasa.danger is not None
        assert own.danger is not None
        assert rasa.danger.chance == pytest.approx(own.danger.chance, abs=0.01)
