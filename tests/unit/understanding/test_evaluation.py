"""The figures are what they say they are."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from amends.understanding.emotion_head import EmotionHead
from amends.understanding.evaluation import area, decided, evaluate, macro_f1, word_list


def test_area_is_the_share_of_pairs_in_the_right_order() -> None:
    truth = np.array([True, True, False, False])
    assert area(np.array([0.9, 0.8, 0.2, 0.1]), truth) == 1
    assert area(np.array([0.9, 0.1, 0.5, 0.5]), truth) == 0.5
    assert area(np.full(4, 0.5), truth) == 0.5
    assert area(np.array([0.1, 0.2]), np.array([True, True])) == 0.5


def test_a_decision_has_precision_recall_and_f1() -> None:
    figures = decided(np.array([True, True, False, False]), np.array([True, False, True, False]))
    assert figures == {"macro-F1": 0.5, "F1": 0.5, "precision": 0.5, "recall": 0.5}
    assert decided(np.array([False]), np.array([False]))["precision"] == 0


def test_macro_f1_is_over_the_classes_that_occur() -> None:
    assert macro_f1(np.array([0, 1, 2]), np.array([0, 1, 1])) == pytest.approx((1 + 2 / 3) / 2)


def test_the_word_list_counts_words_not_parts_of_words() -> None:
    assert word_list("You IDIOTS, this is a joke") == 2
    assert word_list("a great shell of a hellish assessment") == 0


def test_only_corpora_that_are_there_are_measured(tmp_path: Path) -> None:
    head = EmotionHead.load()
    assert evaluate(head, tmp_path) == []
    lines = [
        {"text": "you idiots ruined my day", "angry": 1, "severity": 4},
        {"text": "what time do you open", "angry": 0, "severity": 0},
        {"text": "it arrived late", "angry": 0, "severity": 1},
    ]
    (tmp_path / "brand_tweets.dev.jsonl").write_text("\n".join(map(json.dumps, lines)))
    rows = evaluate(head, tmp_path)
    assert [row.model for row in rows] == ["level angry or more", "chance of anger >= 0.5", "word list"]
    assert rows[0].figures["AUC"] == 1
    assert rows[2].figures["recall"] == 1
