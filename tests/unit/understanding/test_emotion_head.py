"""The committed head reads how customers feel: what is calm is calm, what is furious is furious."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.understanding.emotion_head import MAY_FEEL, Calibration, EmotionHead, level_of
from amends.understanding.head import ARTEFACTS, ArtefactError
from amends.understanding.reading import LABELS, UNREAD, Level

HEAD = EmotionHead.load()
HOT = (Level.ANGRY, Level.FURIOUS)


@pytest.mark.parametrize(
    "text",
    [
        "order 88213",
        "my name is sam brandt",
        "sam@example.com",
        "yes",
        "no",
        "ok",
        "hello",
        "its the blue one in size 10",
        "the order number is 55-20931",
        "it was delivered on tuesday at 3",
        "bye",
    ],
)
def test_calm_details_are_calm(text: str) -> None:
    assert HEAD.read(text).level is Level.CALM


@pytest.mark.parametrize(
    "text", ["thank you so much", "thanks, that helps", "thank you for sorting this out", "cheers"]
)
def test_thanks_are_calm_and_grateful(text: str) -> None:
    emotion = HEAD.read(text)
    assert emotion.level is Level.CALM
    assert emotion.label in {"gratitude", "relief", "joy", "calm"}


@pytest.mark.parametrize(
    "text",
    [
        "THREE times i stayed home for your driver and nobody came. i sat there like an idiot",
        "this is absolutely disgusting, you people are thieves",
        "what the hell is wrong with you?!! where is my money",
        "I am furious. Nobody answers, nobody cares.",
        "you useless idiots",
        "I must say this is the worst service I have ever had. It is unacceptable.",
    ],
)
def test_the_angry_are_read_as_angry(text: str) -> None:
    emotion = HEAD.read(text)
    assert emotion.level in HOT
    assert emotion.evidence


def test_shouting_and_swearing_are_hotter_than_the_same_words_plain() -> None:
    plain = HEAD.read("where is my parcel").intensity
    assert HEAD.read("WHERE IS MY PARCEL!!!").intensity > plain
    assert HEAD.read("where the fuck is my parcel").intensity > plain


@pytest.mark.parametrize(
    ("somebody_elses", "ones_own"),
    [
        ("i am not angry with you", "i am angry with you"),
        ("my brother was furious about it", "i was furious about it"),
        ('the board says "useless idiots"', "you useless idiots"),
        ("holy shit that was quick, thank you", "holy shit that was slow, shame on you"),
    ],
)
def test_heat_that_is_not_the_writers_own_counts_for_less(somebody_elses: str, ones_own: str) -> None:
    assert HEAD.read(somebody_elses).intensity < HEAD.read(ones_own).intensity - 0.1
    assert HEAD.read(ones_own).level in HOT


@given(st.text(max_size=400))
def test_whatever_is_written_the_reading_is_whole(text: str) -> None:
    emotion = HEAD.read(text)
    assert 0 <= emotion.intensity <= 1
    assert 0 <= emotion.confidence <= 1
    assert emotion.label in LABELS
    assert emotion is UNREAD or emotion.label in MAY_FEEL[emotion.level]
    assert all(0 <= start < end <= len(text) for start, end in emotion.evidence)
    assert list(emotion.evidence) == sorted(emotion.evidence)


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_to_read_counts_as_angry_never_as_calm(text: str) -> None:
    assert HEAD.read(text) is UNREAD
    assert UNREAD.level is Level.ANGRY


def test_four_thousand_characters_and_emoji_are_read() -> None:
    long = HEAD.read("this is a disgrace and nobody answers me. " * 95 + "😡😡😡")
    assert long.level in HOT
    assert HEAD.read("🤬🤬🤬").level is not Level.CALM


def test_the_same_text_gives_the_same_reading() -> None:
    text = "where is my parcel, you promised it for monday!"
    assert HEAD.read(text) == EmotionHead.load().read(text)


@settings(max_examples=200)
@given(st.floats(-20, 20), st.floats(-20, 20))
def test_a_higher_level_never_has_a_lower_intensity(one: float, other: float) -> None:
    low, high = sorted((one, other))
    cooler, hotter = HEAD.calibration.chances(low), HEAD.calibration.chances(high)
    assert level_of(*cooler).rank <= level_of(*hotter).rank
    assert sum(cooler) <= sum(hotter) + 1e-9


def test_low_confidence_counts_as_angry() -> None:
    assert level_of(0.9, 0.41, 0.1) is Level.ANGRY
    assert level_of(0.9, 0.39, 0.1) is Level.IRRITATED
    assert level_of(0.4, 0.1, 0.0) is Level.CALM
    assert level_of(0.9, 0.8, 0.5) is Level.FURIOUS


def test_a_missing_head_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(ArtefactError, match=r"emotion\.json.*amends understanding train"):
        EmotionHead.load(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        {"about": {}},
        {"about": {"calibration": {"slope": 1}}},
        {"about": {"calibration": 3}},
        {"about": {"calibration": {"slope": 1, "irritated": 2, "angry": 1, "furious": 0}}},
        {"names": ["heat"] * 10},
    ],
)
def test_a_head_that_is_none_of_emotions_says_what_to_run(tmp_path: Path, change: dict[str, object]) -> None:
    shutil.copytree(ARTEFACTS, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "emotion.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(ArtefactError, match="amends understanding train"):
        EmotionHead.load(tmp_path)


def test_the_committed_artefact_is_small_and_holds_no_code() -> None:
    files = [path for path in ARTEFACTS.iterdir() if path.is_file()]
    assert {path.suffix for path in files} == {".json", ".safetensors"}
    assert sum(path.stat().st_size for path in files) < 3_000_000


def test_chances_fall_from_irritated_to_furious() -> None:
    irritated, angry, furious = Calibration(1.0, 2.0, 1.0, 0.0).chances(0.3)
    assert irritated > angry > furious
