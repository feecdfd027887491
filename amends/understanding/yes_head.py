"""Several yes-or-no questions about a message, each with an honest chance: what they want, whether they complain.

Each question has a linear score; a slope and an offset, fitted on messages the score was not learnt from, turn it
into a chance. A question also has the chance from which its answer is taken for yes, chosen on the same messages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from amends.understanding.features import Vector
from amends.understanding.head import ARTEFACTS, ArtefactError, Head, sigmoid
from amends.understanding.sentence import feature_of

REMEDY = "Restore it from the repository, or run `amends understanding train --corpora FOLDER`."

LEASTS = np.arange(0.2, 0.81, 0.02)
"""The thresholds that are tried."""


@dataclass(frozen=True, slots=True)
class Answering:
    """How one question's score is read: `slope` > 0, `offset`, and `least`, the chance that counts as yes."""

    slope: float
    offset: float
    least: float

    def chance(self, score: float) -> float:
        """The chance of yes, 0..1."""
        return sigmoid(self.slope * score + self.offset)


@dataclass(frozen=True, slots=True)
class YesHead:
    """The answers to a head's questions; pure, deterministic and safe to share between threads."""

    head: Head
    answering: Mapping[str, Answering]

    @classmethod
    def load(cls, name: str, folder: Path = ARTEFACTS) -> YesHead:
        """Read the artefact NAME. Raises ArtefactError, saying what to run, where it can't be used."""
        head = Head.load(folder, name, remedy=REMEDY)
        try:
            answering = {
                question: Answering(**{key: float(value) for key, value in numbers.items()})
                for question, numbers in head.about["answering"].items()
            }
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ArtefactError(
                f"{folder / name}.json has no usable calibration ({error}). {REMEDY}"
            ) from error
        if tuple(answering) != head.names or any(answer.slope <= 0 for answer in answering.values()):
            raise ArtefactError(f"{folder / name}.json is not a head of yes-or-no questions. {REMEDY}")
        return cls(head, answering)

    def chances(self, vector: Vector) -> dict[str, float]:
        """The chance of yes for each question; none where there are no words."""
        if not vector.words:
            return dict.fromkeys(self.head.names, 0.0)
        scores = self.head.scores(vector)
        return {
            name: round(self.answering[name].chance(float(score)), 4)
            for name, score in zip(self.head.names, scores, strict=True)
        }

    def read(self, text: str) -> dict[str, float]:
        """The chance of yes for each question about a text."""
        return self.chances(feature_of(text))


def fit_answering(
    scores: NDArray[np.float64],
    yes: NDArray[np.bool_],
    weights: NDArray[np.float64],
    domains: Sequence[str] | None = None,
) -> Answering:
    """The slope and offset that make the answers likeliest (Platt's method), and the best threshold.

    `scores` are of messages they were not learnt from; `weights` say how much each counts. The threshold is the
    one with the best F1 of yes; of equals the one nearest to 0.5.

    `domains`: where each message is from. While the slope is fitted each domain has an offset of its own, and the
    head's is their mean: that all scores of a domain lie too low tells nothing of how far apart its yes and no are.
    """
    from scipy.optimize import minimize

    places = np.zeros(len(yes), dtype=int) if domains is None else np.unique(domains, return_inverse=True)[1]
    smooth = 1 / (len(yes) + 2)
    targets, shares = np.clip(yes.astype(float), smooth, 1 - smooth), weights / weights.sum()

    def surprise(values: NDArray[np.float64]) -> float:
        scaled = np.exp(values[0]) * scores + values[1:][places]
        return float(((np.logaddexp(0, scaled) - targets * scaled) * shares).sum())

    slope, *offsets = minimize(surprise, np.zeros(2 + int(places.max())), method="BFGS").x
    chances = 1 / (1 + np.exp(-(np.exp(slope) * scores + np.array(offsets)[places])))
    best = max(LEASTS, key=lambda least: (_f1(chances >= least, yes, weights), -abs(least - 0.5)))
    return Answering(round(float(np.exp(slope)), 5), round(float(np.mean(offsets)), 5), round(float(best), 2))


def _f1(guess: NDArray[np.bool_], yes: NDArray[np.bool_], weights: NDArray[np.float64]) -> float:
    right = float(weights[guess & yes].sum())
    total = float(weights[guess].sum() + weights[yes].sum())
    return round(2 * right / total, 4) if total else 0.0


def answering_about(answering: Mapping[str, Answering]) -> dict[str, Any]:
    """The form in which the artefact's JSON keeps how questions are answered."""
    return {
        name: {"slope": one.slope, "offset": one.offset, "least": one.least}
        for name, one in answering.items()
    }
