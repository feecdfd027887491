"""From a score to honest chances: fitting the calibration, and measuring how honest it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from amends.understanding.emotion_head import Calibration
from amends.understanding.reading import Level

Floats = NDArray[np.float64]


def fit_calibration(heat: Floats, ranks: NDArray[np.int64], weights: Floats) -> Calibration:
    """The slope and three offsets that make the known levels likeliest (Platt's method, one slope for all).

    `ranks`: 0..3 for calm to furious; `weights` sum to 1. The targets are smoothed a little, so that perfectly
    separable examples don't give an endless slope.
    """
    from scipy.optimize import minimize

    cuts = np.array([Level.IRRITATED.rank, Level.ANGRY.rank, Level.FURIOUS.rank])
    smooth = 1 / (len(ranks) + 2)
    targets = np.clip((ranks[:, None] >= cuts).astype(float), smooth, 1 - smooth)

    def surprise(values: Floats) -> float:
        scores = np.exp(values[0]) * heat[:, None] + values[1:]
        losses = np.logaddexp(0, scores) - targets * scores
        return float((losses.sum(axis=1) * weights).sum())

    best = minimize(surprise, np.zeros(4), method="BFGS").x
    irritated, angry, furious = sorted((float(value) for value in best[1:]), reverse=True)
    return Calibration(
        round(float(np.exp(best[0])), 5), round(irritated, 5), round(angry, 5), round(furious, 5)
    )


def calibration_error(chances: Floats, yes: NDArray[np.bool_], bins: int = 10) -> float:
    """The expected calibration error: how far chances are from shares, over `bins` of equal width; 0..1."""
    places = np.minimum((chances * bins).astype(int), bins - 1)
    error = 0.0
    for place in range(bins):
        within = places == place
        if within.any():
            error += within.mean() * abs(float(chances[within].mean()) - float(yes[within].mean()))
    return float(error)
