"""How well the trained model understands messages nobody trained it on. Floors, with room to grow.

The floors are a little below what was measured (docs/model-card.md); `pytest -s` prints the figures of each class.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from amends.understanding.reading import Level
from tests.nlu.conftest import HeldOut

pytestmark = pytest.mark.rasa

INTENT_ACCURACY = 0.66
INTENT_MACRO_F1 = 0.64
DANGER_RECALL = 0.88
DANGER_FALSE_ALARMS = 0.10
PERSON_RECALL = 0.70
TOPIC_ACCURACY = 0.70
ANGER_OF_ABUSE = 0.70
CALM_OF_THANKS = 0.70

DANGER = frozenset({"danger_product", "danger_self_harm", "threat_violence"})


def of_intents(held_out: list[HeldOut]) -> list[tuple[str, str]]:
    return [(message.intent, message.reading.intent) for message in held_out]


def figures(pairs: list[tuple[str, str]]) -> dict[str, tuple[float, float, float]]:
    """Precision, recall and F1 of each true name."""
    shown: dict[str, tuple[float, float, float]] = {}
    for name in sorted({truth for truth, _ in pairs}):
        right = sum(truth == guess == name for truth, guess in pairs)
        guessed = sum(guess == name for _, guess in pairs)
        true = sum(truth == name for truth, _ in pairs)
        shown[name] = (right / guessed if guessed else 0.0, right / true, 2 * right / (guessed + true))
    return shown


def show(title: str, pairs: list[tuple[str, str]]) -> tuple[float, float]:
    """Print the figures of each class; return accuracy and macro-F1."""
    by_name = figures(pairs)
    accuracy = sum(truth == guess for truth, guess in pairs) / len(pairs)
    macro = sum(f1 for _, _, f1 in by_name.values()) / len(by_name)
    print(f"\n{title}: {len(pairs)} messages, accuracy {accuracy:.3f}, macro-F1 {macro:.3f}")
    for name, (precision, recall, f1) in by_name.items():
        print(f"  {name:20} precision {precision:.2f}  recall {recall:.2f}  F1 {f1:.2f}")
    return accuracy, macro


def share(
    held_out: list[HeldOut], among: Callable[[HeldOut], bool], holds: Callable[[HeldOut], bool]
) -> float:
    chosen = [message for message in held_out if among(message)]
    return sum(map(holds, chosen)) / len(chosen)


def test_intents_are_read(held_out: list[HeldOut]) -> None:
    accuracy, macro = show("intents", of_intents(held_out))
    assert accuracy >= INTENT_ACCURACY
    assert macro >= INTENT_MACRO_F1


def test_danger_is_rarely_missed(held_out: list[HeldOut]) -> None:
    recall = share(held_out, lambda m: m.intent in DANGER, lambda m: m.reading.intent in DANGER)
    alarms = share(held_out, lambda m: m.intent not in DANGER, lambda m: m.reading.intent in DANGER)
    print(f"\ndanger: recall {recall:.3f}, false alarms {alarms:.3f}")
    assert recall >= DANGER_RECALL
    assert alarms <= DANGER_FALSE_ALARMS


def test_asking_for_a_person_is_rarely_missed(held_out: list[HeldOut]) -> None:
    recall = share(held_out, lambda m: m.intent == "ask_person", lambda m: m.reading.intent == "ask_person")
    assert recall >= PERSON_RECALL


def test_topics_of_complaints_are_read(held_out: list[HeldOut]) -> None:
    pairs = [(message.topic, message.reading.topic or "none") for message in held_out if message.topic]
    accuracy, _ = show("topics", pairs)
    assert accuracy >= TOPIC_ACCURACY


def test_abuse_is_angry_and_thanks_are_calm(held_out: list[HeldOut]) -> None:
    def angry(message: HeldOut) -> bool:
        return message.reading.emotion.level.rank >= Level.ANGRY.rank

    abuse = share(held_out, lambda m: m.intent == "abuse", angry)
    thanks = share(held_out, lambda m: m.intent == "thank", lambda m: m.reading.emotion.level is Level.CALM)
    print(f"\nemotion: abuse read as angry {abuse:.3f}, thanks read as calm {thanks:.3f}")
    assert abuse >= ANGER_OF_ABUSE
    assert thanks >= CALM_OF_THANKS
