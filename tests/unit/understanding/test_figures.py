"""The figures are what they say they are."""

from __future__ import annotations

import numpy as np
import pytest

from amends.understanding.figures import area, decided, macro_f1, named


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
    assert named([("a", "a"), ("b", "c"), ("b", "b")]) == {
        "accuracy": pytest.approx(2 / 3),
        "macro-F1": pytest.approx((1 + 2 / 3) / 2),
    }
