"""Figures of how well something was read: pure, on arrays and on pairs of truth and guess."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from amends.understanding.calibration import calibration_error

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


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


def named(pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Accuracy and macro-F1 of pairs of true and read names."""
    truth, guess = np.array([pair[0] for pair in pairs]), np.array([pair[1] for pair in pairs])
    scores = [f1(guess == name, truth == name) for name in np.unique(truth)]
    return {"accuracy": float((truth == guess).mean()), "macro-F1": float(np.mean(scores))}


def area(chances: Floats, truth: Bools) -> float:
    """How often a yes is ranked above a no; a tie is half (the area under the ROC curve)."""
    yes, no = np.sort(chances[truth]), chances[~truth]
    if not len(yes) or not len(no):
        return 0.5
    above = len(yes) - np.searchsorted(yes, no, side="right")
    ties = np.searchsorted(yes, no, side="right") - np.searchsorted(yes, no, side="left")
    return float((above + ties / 2).sum() / (len(yes) * len(no)))
