"""One name out of several is learnt, saved and read again; intents nobody may miss win early."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from amends.understanding.choice_head import (
    ChoiceHead,
    TooFewExamplesError,
    Watch,
    best_temperature,
    least_for,
    noticed_among,
    train_choice,
)
from amends.understanding.head import ArtefactError
from amends.understanding.sentence import feature_of, features_of

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
    return train_choice(features_of(TEXTS), NAMES)


def test_what_was_learnt_is_read(head: ChoiceHead) -> None:
    assert head.rank(feature_of("my parcel is late again"))[0][0] == "late"
    assert head.rank(feature_of("the refund please"))[0][0] == "refund"
    assert head.rank(feature_of("hello!"))[0][0] == "none"


def test_confidences_fall_and_sum_to_one(head: ChoiceHead) -> None:
    chances = [chance for _, chance in head.rank(feature_of("parcel or refund"))]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) == pytest.approx(1, abs=1e-3)


def test_text_without_words_has_no_ranking(head: ChoiceHead) -> None:
    assert head.rank(feature_of("")) == head.rank(feature_of("   ")) == []


def test_nonsense_has_no_ranking_and_a_name_has_one(head: ChoiceHead, tmp_path: Path) -> None:
    head.save(tmp_path, "topic")
    for one in (head, ChoiceHead.load(tmp_path, "topic")):
        assert one.rank(feature_of("blorp fizz wug")) == []
        assert one.rank(feature_of("blorp fizz wug parcel"))
        assert one.rank(feature_of("Priya Raman"))
        assert one.rank(feature_of("12 34 56"))


def test_training_twice_gives_the_same_head(head: ChoiceHead) -> None:
    again = train_choice(features_of(TEXTS), NAMES)
    assert np.array_equal(again.head.weights, head.head.weights)
    assert again.temperature == head.temperature


def test_it_reads_the_same_after_saving_and_loading(head: ChoiceHead, tmp_path: Path) -> None:
    head.save(tmp_path, "topic")
    loaded = ChoiceHead.load(tmp_path, "topic")
    for text in TEXTS:
        assert loaded.rank(feature_of(text))[0][0] == head.rank(feature_of(text))[0][0]
        assert dict(loaded.rank(feature_of(text))) == pytest.approx(
            dict(head.rank(feature_of(text))), abs=0.01
        )


@pytest.mark.parametrize(
    "about",
    [
        {},
        {"temperature": "warm"},
        {"temperature": 0, "least": {}},
        {"temperature": 1},
        {"temperature": 1, "least": 2},
        {"temperature": 1, "least": {}},
    ],
)
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
        train_choice(features_of(["a", "b"]), ["late", "late"])
    with pytest.raises(TooFewExamplesError, match="`refund` has 1"):
        train_choice(features_of([*TEXTS[:5], "refund"]), [*NAMES[:5], "refund"])


def test_the_temperature_makes_overconfident_scores_modest() -> None:
    places = np.array([0, 0, 1, 1])
    wrong_once = np.array([[9.0, 0.0], [0.0, 9.0], [0.0, 9.0], [0.0, 9.0]])
    always_right = np.array([[9.0, 0.0], [9.0, 0.0], [0.0, 9.0], [0.0, 9.0]])
    assert best_temperature(wrong_once, places) > best_temperature(always_right, places)


def test_a_name_nobody_may_miss_is_taken_as_early_as_its_false_alarms_allow() -> None:
    places = np.array([0, 0, *([1] * 100)])
    others = np.linspace(0, 0.2, 100)
    danger = np.concatenate([[0.3, 0.15], others])
    chances = np.stack([danger, 1 - danger], axis=1)
    low, high = (
        least_for(chances, places, ["danger", "other"], {"danger": share, "absent": share})
        for share in (0.3, 0.02)
    )
    assert low.keys() == {"danger"}
    assert low["danger"] < 0.15 < high["danger"] < 0.3
    assert (others >= high["danger"]).mean() <= 0.02
    certain = np.stack([np.full(102, 0.9), np.full(102, 0.1)], axis=1)
    assert least_for(certain, places, ["danger", "other"], {"danger": 0.01}) == {"danger": 0.5}


def test_watched_names_are_noticed_together_from_where_enough_of_them_are_found() -> None:
    names = ["fire", "harm", "other"]
    places = np.array([0] * 50 + [1] * 50 + [2] * 100)
    together = np.concatenate([np.linspace(0.1, 0.9, 100), np.linspace(0, 0.3, 100)])
    chances = np.stack([together * 0.4, together * 0.6, 1 - together], axis=1)
    found = noticed_among(chances, places, names, Watch(frozenset({"fire", "harm", "absent"}), 0.95))
    assert (together[:100] >= found["from"]).mean() == pytest.approx(0.95, abs=0.011)
    assert found["alarms"] == pytest.approx((together[100:] >= found["from"]).mean())
    assert noticed_among(chances, places, names, Watch(frozenset({"absent"}), 0.95)) == {}


def test_from_where_on_it_is_noticed_lies_in_the_model(tmp_path: Path) -> None:
    watching = train_choice(features_of(TEXTS), NAMES, watch=Watch(frozenset({"late"}), 0.9))
    assert watching.noticed_from is not None
    watching.save(tmp_path, "intent")
    assert ChoiceHead.load(tmp_path, "intent").noticed_from == watching.noticed_from
