"""How a message feels: the calibrated heat, its level, the label and the words that show it.

One linear score, `heat`, falls where heated words are quoted, denied or somebody else's (stance.py). Three calibrated
curves of one slope map it to the chance that a person would call the message at least irritated, at least angry, and
furious. Intensity is their mean: the expected level, scaled to 0..1. The level follows from the same chances:

    furious    P(furious) >= 0.5
    angry      P(at least angry) >= 0.4: unless it is 60 % sure that somebody is not angry, they are
    irritated  P(at least irritated) >= 0.55: a detail given without heat is calm
    calm       else

so that low confidence counts as angry, never as calm (DESIGN, Understanding). All three chances rise with the
same score, therefore a higher level never has a lower intensity.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from amends.understanding.features import Vector
from amends.understanding.head import ARTEFACTS, ArtefactError, Head, sigmoid, softmax, spans_of
from amends.understanding.reading import LABELS, UNREAD, Emotion, Level
from amends.understanding.sentence import feature_of
from amends.understanding.stance import STANCES

NAME = "emotion"
HEAT = "heat"
REMEDY = "Restore it from the repository, or run `amends understanding train --corpora FOLDER`."

FURIOUS_FROM = 0.5
ANGRY_FROM = 0.4
IRRITATED_FROM = 0.55

MOST_SPANS = 5
"""How many words are shown as evidence at most."""

MAY_FEEL: dict[Level, frozenset[str]] = {
    Level.FURIOUS: frozenset({"anger", "frustration", "disappointment"}),
    Level.ANGRY: frozenset({"anger", "frustration", "disappointment", "sadness", "worry"}),
    Level.IRRITATED: frozenset({"frustration", "disappointment", "sadness", "worry"}),
    Level.CALM: frozenset({"disappointment", "sadness", "worry", "calm", "relief", "gratitude", "joy"}),
}
"""Which labels a level allows, so that no record says `furious, joy`."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Turns heat into chances: `slope` > 0 is shared, the offsets fall from irritated to furious."""

    slope: float
    irritated: float
    angry: float
    furious: float

    def chances(self, heat: float) -> tuple[float, float, float]:
        """The chances of at least irritated, at least angry, and furious: each 0..1, falling."""
        shared = self.slope * heat
        return sigmoid(shared + self.irritated), sigmoid(shared + self.angry), sigmoid(shared + self.furious)


@dataclass(frozen=True, slots=True)
class EmotionHead:
    """The emotion of a message from a trained head; pure, deterministic and safe to share between threads.

    `cooling`: what each of `STANCES` adds to the heat, 0 or less.
    """

    head: Head
    calibration: Calibration
    cooling: tuple[float, ...] = (0.0,) * len(STANCES)

    @classmethod
    def load(cls, folder: Path = ARTEFACTS) -> EmotionHead:
        """Read the artefact. Raises ArtefactError, saying what to run, where it is missing or damaged."""
        head = Head.load(folder, NAME, remedy=REMEDY)
        try:
            calibration = Calibration(**{key: float(v) for key, v in head.about["calibration"].items()})
            cooling = tuple(float(head.about["cooling"][name]) for name in STANCES)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ArtefactError(
                f"{folder / NAME}.json has no usable calibration or cooling ({error}). {REMEDY}"
            ) from error
        if head.names != (HEAT, *LABELS) or calibration.slope <= 0:
            raise ArtefactError(f"{folder / NAME}.json is not an emotion head. {REMEDY}")
        return cls(head, calibration, cooling)

    def read(self, text: str) -> Emotion:
        """How the writer of `text` feels. Text without a single word is UNREAD, which counts as angry."""
        return self.emotion(feature_of(text))

    def emotion(self, vector: Vector) -> Emotion:
        """How the writer of a message feels, from its feature. Without a single word it is UNREAD."""
        if not vector.words:
            return UNREAD
        scores = self.head.scores(vector)
        irritated, angry, furious = self.calibration.chances(self._heat(scores, vector))
        level = level_of(irritated, angry, furious)
        return Emotion(
            label=self._label(scores[1:], level),
            intensity=round((irritated + angry + furious) / 3, 4),
            level=level,
            confidence=round(max(angry, 1 - angry), 4),
            evidence=self._evidence(vector, level),
        )

    @property
    def half(self) -> float:
        """The intensity at which the chance of anger is a half."""
        return sum(self.calibration.chances(-self.calibration.angry / self.calibration.slope)) / 3

    def angry(self, text: str) -> float:
        """The calibrated chance that a person would call the writer angry, 0..1."""
        vector = feature_of(text)
        return self.calibration.chances(self._heat(self.head.scores(vector), vector))[1]

    def _heat(self, scores: NDArray[np.float64], vector: Vector) -> float:
        return float(scores[0] + np.dot(self.cooling, vector.stances))

    def _label(self, scores: NDArray[np.float64], level: Level) -> str:
        chances = dict(zip(LABELS, softmax(scores), strict=True))
        return max(sorted(MAY_FEEL[level]), key=lambda label: chances[label])

    def _evidence(self, vector: Vector, level: Level) -> tuple[tuple[int, int], ...]:
        if level is Level.CALM:
            return ()
        return spans_of(vector, self.head.contributions(vector, HEAT), MOST_SPANS)


def level_of(irritated: float, angry: float, furious: float) -> Level:
    """The level of three falling chances (each 0..1); the module's docstring says why these thresholds."""
    if furious >= FURIOUS_FROM:
        return Level.FURIOUS
    if angry >= ANGRY_FROM:
        return Level.ANGRY
    return Level.IRRITATED if irritated >= IRRITATED_FROM else Level.CALM
