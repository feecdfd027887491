"""One name out of several is learnt, saved and read again; intents nobody may miss win early."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from amends.understanding.choice_head import ChoiceHead, TooFewExamplesError, best_temperature, train_choice
from amends.understanding.head import ArtefactError

EXAMPLES = {
    "late": [
        "where is my parcel",
        "the parcel is late",
        "parcel never came",
        "still no parcel",
        "parcel is lost",
    ],
    "refund": [
        "where is my refund",
        "refund me now",
        "i want the refund",
        "no refund yet",
        "refund is too small",
    ],
    "none": ["hello", "hello there", "good morning", "hello good day", "morning"],
}
TEXTS = [text for texts in EXAMPLES.values() for text in texts]
NAMES = [name for name, texts in EXAMPLES.items() for _ in texts]


@pytest.fixture(scope="module")
def head() -> ChoiceHead:
    return train_choice(TEXTS, NAMES)


def test_what_was_learnt_is_read(head: ChoiceHead) -> None:
    assert head.rank("my parcel is late again")[0][0] == "late"
    assert head.rank("the refund please")[0][0] == "refund"
    assert head.rank("hello!")[0][0] == "none"


def test_confidences_fall_and_sum_to_one(head: ChoiceHead) -> None:
    chances = [chance for _, chance in head.rank("parcel or refund")]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) == pytest.approx(1, abs=1e-3)


def test_text_without_words_has_no_ranking(head: ChoiceHead) -> None:
    assert head.rank("") == head.rank("   ") == []


def test_training_twice_gives_the_same_head(head: ChoiceHead) -> None:
    again = train_choice(TEXTS, NAMES)
    assert np.array_equal(again.head.weights, head.head.weights)
    assert again.temperature == head.temperature


def test_it_reads_the_same_after_saving_and_loading(head: ChoiceHead, tmp_path: Path) -> None:
    head.save(tmp_path, "topic")
    loaded = ChoiceHead.load(tmp_path, "topic")
    for text in TEXTS:
        assert loaded.rank(text)[0][0] == head.rank(text)[0][0]
        assert dict(loaded.rank(text)) == pytest.approx(dict(head.rank(text)), abs=0.01)


@pytest.mark.parametrize("about", [{}, {"temperature": "warm"}, {"temperature": 0}])
def test_a_head_without_temperature_says_to_train_again(
    head: ChoiceHead, tmp_path: Path, about: dict[str, object]
) -> None:
    head.save(tmp_path, "topic")
    path = tmp_path / "topic.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "about": about}))
    with pytest.raises(ArtefactError, match="rasa train"):
        ChoiceHead.load(tmp_path, "topic")


def test_too_few_examples_are_named() -> None:
    with pytest.raises(TooFewExamplesError, match="fewer than two"):
        train_choice(["a", "b"], ["late", "late"])
    with pytest.raises(TooFewExamplesError, match="`refund` has 1"):
        train_choice([*TEXTS[:5], "refund"], [*NAMES[:5], "refund"])


def test_the_temperature_makes_overconfident_scores_modest() -> None:
    places = np.array([0, 0, 1, 1])
    wrong_once = np.array([[9.0, 0.0], [0.0, 9.0], [0.0, 9.0], [0.0, 9.0]])
    always_right = np.array([[9.0, 0.0], [9.0, 0.0], [0.0, 9.0], [0.0, 9.0]])
    assert best_temperature(wrong_once, places) > best_temperature(always_right, places)
