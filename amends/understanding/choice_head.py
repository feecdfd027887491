"""One name out of several for a message, with an honest confidence: how intent and topic are read.

Each name has a linear score against all others; their softmax, cooled by a temperature that was fitted on
examples the model had not seen, is the confidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from amends.understanding.head import ArtefactError, Head, softmax
from amends.understanding.matrix import cross_fitted, fit_names, matrix_of

REMEDY = "Train the model again with `rasa train`."

PENALTY = 10.0
"""How little the weights are held back (scikit-learn's C); by cross-validation on data/nlu."""

FOLDS = 4
TEMPERATURES = np.geomspace(0.1, 3.0, 60)


class TooFewExamplesError(Exception):
    """Training data in which there is nothing to choose between; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class ChoiceHead:
    """Ranks names for a message; `temperature` > 0 makes the confidence honest."""

    head: Head
    temperature: float

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Every name with its confidence (together 1), the likeliest first; empty where there are no words."""
        vector = self.head.read(text)
        if not vector.words:
            return []
        chances = softmax(self.head.scores(vector) / self.temperature)
        order = np.argsort(-chances, kind="stable")
        return [(self.head.names[place], round(float(chances[place]), 4)) for place in order]

    def save(self, folder: Path, name: str) -> None:
        """Write the artefact NAME into `folder`."""
        self.head.save(folder, name)

    @classmethod
    def load(cls, folder: Path, name: str) -> ChoiceHead:
        """Read the artefact NAME. Raises ArtefactError, saying what to run, where it is missing or damaged."""
        head = Head.load(folder, name, remedy=REMEDY)
        try:
            temperature = float(head.about["temperature"])
        except (KeyError, TypeError, ValueError) as error:
            raise ArtefactError(f"{folder / name}.json has no temperature. {REMEDY}") from error
        if not temperature > 0:
            raise ArtefactError(f"{folder / name}.json has a temperature of {temperature}. {REMEDY}")
        return cls(head, temperature)


def train_choice(texts: Sequence[str], names: Sequence[str]) -> ChoiceHead:
    """A head for the names that occur; `texts` and `names` go together.

    Raises TooFewExamplesError with fewer than two names, or a name with fewer than `FOLDS` examples.
    """
    distinct, places, counts = np.unique(np.array(names), return_inverse=True, return_counts=True)
    if len(distinct) < 2:
        raise TooFewExamplesError("there are fewer than two names to choose between")
    if counts.min() < FOLDS:
        scarce = distinct[int(np.argmin(counts))]
        raise TooFewExamplesError(f"`{scarce}` has {counts.min()} examples; it needs {FOLDS} or more")
    matrix, idf = matrix_of(texts)
    unseen = cross_fitted(matrix, places, penalty=PENALTY, folds=FOLDS)
    temperature = best_temperature(unseen, places)
    weights, bias = fit_names(matrix, places, penalty=PENALTY)
    about = {
        "temperature": temperature,
        "examples": len(texts),
        "cross_fitted_accuracy": round(float(np.mean(unseen.argmax(axis=1) == places)), 4),
    }
    return ChoiceHead(Head(tuple(str(name) for name in distinct), weights, bias, idf, about), temperature)


def best_temperature(scores: NDArray[np.float64], places: NDArray[np.int64]) -> float:
    """The divisor of `scores` (examples, names) that makes the right `places` likeliest."""

    def surprise(temperature: float) -> float:
        scaled = scores / temperature
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        right = scaled[np.arange(len(places)), places]
        return float(np.mean(np.log(np.exp(scaled).sum(axis=1)) - right))

    return float(min(TEMPERATURES, key=surprise))
