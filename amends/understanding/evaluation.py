"""Measures the emotion head on real text nobody trained it on, beside a plain word list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from amends.understanding.calibration import calibration_error
from amends.understanding.emotion_head import EmotionHead
from amends.understanding.features import PROFANITY, split_words
from amends.understanding.reading import Level
from amends.understanding.sources import read_lines

_ANGRY_WORDS = """
    absurd angry annoyed annoying appalling awful disgrace disgraceful disgusted disgusting dreadful furious
    hate horrible idiot idiots incompetent joke liar liars livid mad nightmare outrage outraged outrageous
    pathetic pissed rage ridiculous rip-off robbed rude scam scammers shame shameful shocking stupid terrible
    thieves trash ugh unacceptable unbelievable useless waste wasted worst
"""
WORD_LIST = frozenset(_ANGRY_WORDS.split()) | PROFANITY
"""The baseline: a message with one of these is angry, the more the angrier."""

BANDS = (0, 1, 2, 2, 2)
"""brand_tweets' severity 0..4 as calm, irritated, angry or more."""

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a data set, a model, and its figures by name (each 0..1)."""

    data: str
    model: str
    figures: dict[str, float]


def evaluate(head: EmotionHead, corpora: Path) -> list[Row]:
    """Measure on each corpus for measuring that is in `corpora`; one that isn't there is left out."""
    measures: dict[str, Callable[[EmotionHead, list[dict[str, Any]]], list[Row]]] = {
        "brand_tweets.dev.jsonl": brand_tweets,
        "goemotions.test.jsonl": goemotions,
        "calm_turns.jsonl": calm_turns,
    }
    rows: list[Row] = []
    for name, measure in measures.items():
        if (corpora / name).exists():
            rows += measure(head, list(read_lines(corpora / name)))
    return rows


def brand_tweets(head: EmotionHead, lines: Sequence[dict[str, Any]]) -> list[Row]:
    """Tweets to brands: angry or not, and the bands of severity. Nothing was trained or tuned on them."""
    texts = [str(line["text"]) for line in lines]
    angry = np.array([bool(line["angry"]) for line in lines])
    bands = np.array([BANDS[int(line["severity"])] for line in lines])
    emotions = [head.read(text) for text in texts]
    chances = np.array([head.angry(text) for text in texts])
    hot = np.array([emotion.level.rank >= Level.ANGRY.rank for emotion in emotions])
    read = np.array([min(emotion.level.rank, 2) for emotion in emotions])
    ours = {**decided(hot, angry), **ranked(chances, angry), "bands macro-F1": macro_f1(read, bands)}
    plain = {**decided(chances >= 0.5, angry), **ranked(chances, angry)}
    counts = np.array([word_list(text) for text in texts], dtype=float)
    listed = {**decided(counts > 0, angry), "AUC": area(counts, angry)}
    data = f"brand_tweets.dev ({len(texts)})"
    return [
        Row(data, "level angry or more", ours),
        Row(data, "chance of anger >= 0.5", plain),
        Row(data, "word list", listed),
    ]


def goemotions(head: EmotionHead, lines: Sequence[dict[str, Any]]) -> list[Row]:
    """Comments on the web: anger, annoyance or disgust or none of them."""
    texts = [str(line["text"]) for line in lines]
    angry = np.array([bool({"anger", "annoyance", "disgust"} & set(line["emotions"])) for line in lines])
    chances = np.array([head.angry(text) for text in texts])
    counts = np.array([word_list(text) for text in texts], dtype=float)
    data = f"goemotions.test ({len(texts)})"
    return [
        Row(data, "chance of anger >= 0.5", {**decided(chances >= 0.5, angry), **ranked(chances, angry)}),
        Row(data, "word list", {**decided(counts > 0, angry), "AUC": area(counts, angry)}),
    ]


def calm_turns(head: EmotionHead, lines: Sequence[dict[str, Any]]) -> list[Row]:
    """Customers' calm turns (seen in training): how many are read as calm, and how many as angry or more."""
    levels = [head.read(str(line["text"])).level for line in lines]
    calm = sum(level is Level.CALM for level in levels) / len(levels)
    angry = sum(level.rank >= Level.ANGRY.rank for level in levels) / len(levels)
    return [Row(f"calm_turns ({len(levels)}, trained on)", "level", {"calm": calm, "false alarms": angry})]


def word_list(text: str) -> int:
    """How many words of the baseline's list a text has."""
    return sum(word.folded in WORD_LIST for word in split_words(text))


def decided(guess: Bools, truth: Bools) -> dict[str, float]:
    """The figures of a decision: macro-F1, and F1, precision and recall of yes."""
    precision = float(truth[guess].mean()) if guess.any() else 0.0
    recall = float(guess[truth].mean()) if truth.any() else 0.0
    figures = {"macro-F1": macro_f1(guess.astype(int), truth.astype(int)), "F1": f1(guess, truth)}
    return {**figures, "precision": precision, "recall": recall}


def ranked(chances: Floats, truth: Bools) -> dict[str, float]:
    """The figures of chances: the area under the curve, and the expected calibration error."""
    return {"AUC": area(chances, truth), "ECE": calibration_error(chances, truth)}


def f1(guess: Bools, truth: Bools) -> float:
    """F1 of yes, 0 where there is none."""
    total = int(guess.sum()) + int(truth.sum())
    return 2 * int((guess & truth).sum()) / total if total else 0.0


def macro_f1(guess: NDArray[np.int64], truth: NDArray[np.int64]) -> float:
    """The mean F1 of the classes that truly occur."""
    return float(np.mean([f1(guess == name, truth == name) for name in np.unique(truth)]))


def area(chances: Floats, truth: Bools) -> float:
    """How often a yes is ranked above a no; a tie is half (the area under the ROC curve)."""
    yes, no = np.sort(chances[truth]), chances[~truth]
    if not len(yes) or not len(no):
        return 0.5
    above = len(yes) - np.searchsorted(yes, no, side="right")
    ties = np.searchsorted(yes, no, side="right") - np.searchsorted(yes, no, side="left")
    return float((above + ties / 2).sum() / (len(yes) * len(no)))
