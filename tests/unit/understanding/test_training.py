"""A head can be trained from a few lines, the same each time, and comes out calibrated."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from amends.understanding.calibration import calibration_error, fit_calibration
from amends.understanding.emotion_head import EmotionHead
from amends.understanding.reading import LABELS, Level
from amends.understanding.sources import Example
from amends.understanding.training import Material, calibrate, fit, fit_cooling, thinned

HOT = ["you idiots", "this is disgusting", "i am furious", "you useless thieves", "shame on you idiots"]
MILD = ["it is late", "a bit disappointing", "still waiting", "not what i ordered", "waiting again"]
COLD = ["thank you", "order number", "hello there", "yes please", "all good thanks"]
SOURCES = ("authored", "nlu thank", "reviews_complaints", "calm_turns")


def lines() -> list[Example]:
    groups = (
        (HOT, 3, Level.FURIOUS, "anger"),
        (HOT, 3, Level.ANGRY, "anger"),
        (MILD, 1, Level.IRRITATED, "disappointment"),
        (COLD, 0, Level.CALM, "calm"),
    )
    examples = [
        Example(f"{text} {place}", source, grade, level, label)
        for source in SOURCES
        for texts, grade, level, label in groups
        for place, text in enumerate(texts)
    ]
    examples += [
        Example(f"feeling {label} {n}", "goemotions", 0, None, label) for label in LABELS for n in range(3)
    ]
    return examples


@pytest.fixture(scope="module")
def trained() -> EmotionHead:
    return fit(lines(), report=lambda step: None, about={})


def test_what_was_taught_is_read(trained: EmotionHead) -> None:
    assert trained.angry("you idiots") > trained.angry("still waiting") > trained.angry("thank you")


def test_training_twice_gives_the_same_head(trained: EmotionHead) -> None:
    again = fit(lines(), report=lambda step: None, about={})
    assert np.array_equal(again.head.weights, trained.head.weights)
    assert again.calibration == trained.calibration


def test_the_contrasts_are_learnt_from_and_not_calibrated_on(trained: EmotionHead) -> None:
    texts = [f"you idiots, said the {thing}" for thing in ("song", "sign", "poem", "mug", "film")]
    contrasts = [Example(text, "contrasts", 0, Level.CALM, "calm") for text in texts]
    taught = fit([*lines(), *contrasts], report=lambda step: None, about={})
    assert taught.angry("you idiots, said the song") < trained.angry("you idiots, said the song")
    material = Material.of([*lines(), *contrasts])
    heat = np.arange(len(material.examples), dtype=float)
    elsewhere = np.concatenate([heat[: len(lines())], -heat[len(lines()) :]])
    assert calibrate(material, heat) == calibrate(material, elsewhere)


def test_what_a_stance_takes_away_is_learnt_and_never_heats() -> None:
    denied = [Example(f"not angry, {n} lamps", "contrasts", 0, Level.CALM, "calm") for n in range(30)]
    meant = [Example(f"i am angry, {n} lamps", "contrasts", 2, Level.ANGRY, "anger") for n in range(30)]
    others = [Example(f"he is angry, {n} lamps", "contrasts", 2, Level.ANGRY, "anger") for n in range(30)]
    material = Material.of([*lines(), *denied, *meant, *others])
    cooling = fit_cooling(
        material, np.zeros(len(material.examples)) + np.arange(len(material.examples)) / 1e4
    )
    assert cooling["heat denied"] < 0
    assert cooling["heat of others"] == 0


def test_a_trained_head_reads_the_same_after_saving(trained: EmotionHead, tmp_path: Path) -> None:
    trained.head.save(tmp_path, "emotion")
    assert EmotionHead.load(tmp_path).angry("you idiots") == pytest.approx(
        trained.angry("you idiots"), abs=0.01
    )


def test_only_goemotions_without_heat_are_thinned() -> None:
    cool = [Example(f"n{n}", "goemotions", 0, None, "calm") for n in range(50)]
    others = [example for example in lines() if (example.source, example.grade) != ("goemotions", 0)]
    kept = thinned([*cool, *others], 10)
    assert [example for example in kept if example not in cool] == others
    assert len(kept) == len(others) + 10
    assert kept == thinned([*cool, *others], 10)
    assert thinned(others, 10) == others


def test_calibrated_chances_are_honest() -> None:
    random = np.random.default_rng(1)
    heat = random.normal(size=4000)
    ranks = np.where(random.random(4000) < 1 / (1 + np.exp(-2 * heat + 1)), 2, 0)
    calibration = fit_calibration(heat, ranks, np.full(4000, 1 / 4000))
    chances = np.array([calibration.chances(float(score))[1] for score in heat])
    assert calibration_error(chances, ranks >= 2) < 0.03
    assert calibration.irritated >= calibration.angry >= calibration.furious


def test_the_calibration_error_is_the_distance_of_chance_and_share() -> None:
    assert calibration_error(np.full(10, 0.75), np.array([True] * 5 + [False] * 5)) == pytest.approx(0.25)
    assert calibration_error(np.array([1.0, 0.0]), np.array([True, False])) == 0
