"""One name out of several for a message, with an honest confidence: how intent and topic are read.

Each name has a linear score against all others; their softmax, cooled by a temperature that was fitted on
examples the model had not seen, is the confidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from amends.understanding.features import Vector
from amends.understanding.head import ArtefactError, Head, softmax
from amends.understanding.matrix import cross_fitted, fit_names, matrix_of

REMEDY = "Train the model again with `rasa train`."

PENALTY = 0.3
"""How little the weights are held back (scikit-learn's C); by cross-validation on data/nlu."""

FOLDS = 2
"""Halves: thirds were measured as no better on what is held back, and take half as long again to fit."""

NONSENSE = 3
"""How many unknown words make nonsense; fewer may be somebody's name."""

TEMPERATURES = np.geomspace(0.1, 3.0, 60)


class TooFewExamplesError(Exception):
    """Training data in which there is nothing to choose between; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Names that are noticed together, from the summed confidence on that finds the share `finds` (0..1) of them."""

    names: frozenset[str]
    finds: float


@dataclass(frozen=True, slots=True)
class ChoiceHead:
    """Ranks names for a message; `temperature` > 0 makes the confidence honest.

    `least`: for names nobody may miss, the confidence from which they are taken (`least_for`). `noticed_from`: the
    summed confidence from which the watched names are noticed (`noticed_from`), None without a watch. `known`: the
    words it was taught with; a message with none of them is not ranked, however sure the encoder makes the head.
    """

    head: Head
    temperature: float
    least: Mapping[str, float] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    noticed_from: float | None = None

    def rank(self, vector: Vector) -> list[tuple[str, float]]:
        """Every name with its confidence (together 1), the likeliest first; empty where nothing can be read.

        That is where there are no words, or NONSENSE words or more and not one of them known.
        """
        written = spelt(vector)
        if not vector.words or (len(written) >= NONSENSE and self.known.isdisjoint(written)):
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
            least = {str(one): float(chance) for one, chance in head.about["least"].items()}
            known = frozenset(str(head.about["words"]).split())
            noticed = head.about.get("noticed", {}).get("from")
            noticed_from = None if noticed is None else float(noticed)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ArtefactError(f"{folder / name}.json has no temperature or thresholds. {REMEDY}") from error
        if not temperature > 0:
            raise ArtefactError(f"{folder / name}.json has a temperature of {temperature}. {REMEDY}")
        return cls(head, temperature, least, known, noticed_from)


def train_choice(
    vectors: Sequence[Vector],
    names: Sequence[str],
    alarms: Mapping[str, float] | None = None,
    watch: Watch | None = None,
) -> ChoiceHead:
    """A head for the names that occur; `vectors` and `names` go together.

    `alarms`: names nobody may miss, and what share (0..1) of all other messages each may take by mistake. `watch`:
    names that are noticed together.

    Raises TooFewExamplesError with fewer than two names, or a name with fewer than `FOLDS` examples.
    """
    distinct, places, counts = np.unique(np.array(names), return_inverse=True, return_counts=True)
    if len(distinct) < 2:
        raise TooFewExamplesError("there are fewer than two names to choose between")
    if counts.min() < FOLDS:
        scarce = distinct[int(np.argmin(counts))]
        raise TooFewExamplesError(f"`{scarce}` has {counts.min()} examples; it needs {FOLDS} or more")
    matrix, idf = matrix_of(vectors)
    unseen = cross_fitted(matrix, places, penalty=PENALTY, folds=FOLDS)
    temperature = best_temperature(unseen, places)
    weights, bias = fit_names(matrix, places, penalty=PENALTY)
    known = [str(name) for name in distinct]
    chances = np.array([softmax(row / temperature) for row in unseen])
    least = least_for(chances, places, known, alarms or {})
    noticed = noticed_among(chances, places, known, watch) if watch else {}
    words = frozenset(word for vector in vectors for word in spelt(vector))
    about = {
        "temperature": temperature,
        "least": least,
        "found": {
            name: round(float((chances[places == known.index(name), known.index(name)] >= one).mean()), 4)
            for name, one in least.items()
        },
        "noticed": noticed,
        "words": " ".join(sorted(words)),
        "examples": len(vectors),
        "cross_fitted_accuracy": round(float(np.mean(unseen.argmax(axis=1) == places)), 4),
    }
    head = Head(tuple(known), weights, bias, idf, about)
    return ChoiceHead(head, temperature, least, words, noticed.get("from"))


def spelt(vector: Vector) -> frozenset[str]:
    """The words of a message that are spelt with two letters or more, as they are compared."""
    return frozenset(
        word.folded for word in vector.words if len(word.folded) > 1 and word.folded[0].isalpha()
    )


def least_for(
    chances: NDArray[np.float64], places: NDArray[np.int64], names: Sequence[str], alarms: Mapping[str, float]
) -> dict[str, float]:
    """The confidence from which each name of `alarms` is taken: as low as its share of false alarms allows.

    `chances`: (examples, names) of examples the head had not seen; names that do not occur are left out. Never
    more than a half: what is likelier than everything else together is taken in any case.
    """
    found: dict[str, float] = {}
    for name, share in alarms.items():
        if name in names:
            place = list(names).index(name)
            others = chances[places != place, place]
            found[name] = round(min(float(np.quantile(others, 1 - share)), 0.5), 4)
    return found


def noticed_among(
    chances: NDArray[np.float64], places: NDArray[np.int64], names: Sequence[str], watch: Watch
) -> dict[str, float]:
    """`from`: the summed confidence that finds the watched share of unseen examples; `alarms`: of the others, how many.

    `chances`: (examples, names) of examples the head had not seen. Empty where no watched name occurs.
    """
    watched = np.isin(np.array(names), sorted(watch.names))
    truth = watched[places]
    if not truth.any():
        return {}
    together = chances[:, watched].sum(axis=1)
    least = round(float(np.quantile(together[truth], 1 - watch.finds)), 4)
    return {"from": least, "alarms": round(float((together[~truth] >= least).mean()), 4)}


def best_temperature(scores: NDArray[np.float64], places: NDArray[np.int64]) -> float:
    """The divisor of `scores` (examples, names) that makes the right `places` likeliest."""

    def surprise(temperature: float) -> float:
        scaled = scores / temperature
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        right = scaled[np.arange(len(places)), places]
        return float(np.mean(np.log(np.exp(scaled).sum(axis=1)) - right))

    return float(min(TEMPERATURES, key=surprise))
