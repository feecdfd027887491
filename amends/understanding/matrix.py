"""Features as a sparse matrix, and linear models fitted to it: the part of training that all heads share.

scikit-learn is imported where it is used: reading a message needs none of it.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from amends.understanding.features import BUCKETS, Vector, mark_names
from amends.understanding.head import DIMENSIONS, Floats, beside, rarity, weigh

SEED = 20
"""Fixes every shuffle, so that the same texts give the same head."""

ROUNDS = 200
CLOSE_ENOUGH = 0.1
"""When fitting stops; further rounds changed no figure."""

WORTH_SHARING = 1_000_000
"""Entries of a matrix: fewer are fitted sooner by one process than by several that have to be started first."""


def matrix_of(vectors: Sequence[Vector], idf: Floats | None = None) -> tuple[Any, Floats]:
    """The rows a head sees, (texts, buckets + marks + sentence) as csr_matrix, and the rarity of the buckets.

    The rarity is counted on these texts unless `idf` is given.
    """
    if idf is None:
        idf = rarity(vectors, len(vectors), BUCKETS)
    after = np.arange(len(idf), len(idf) + len(mark_names()) + DIMENSIONS)
    columns = [np.concatenate([vector.buckets, after]) for vector in vectors]
    values = [
        np.concatenate([weigh(vector, idf) if vector.buckets.size else [], beside(vector)])
        for vector in vectors
    ]
    starts = np.cumsum([0, *(len(row) for row in columns)])
    shape = (len(vectors), len(idf) + len(after))
    return csr_matrix((np.concatenate(values), np.concatenate(columns), starts), shape=shape), idf


def fit_binary(
    matrix: Any, yes: NDArray[np.bool_], weights: NDArray[np.float64], *, penalty: float
) -> tuple[Floats, float]:
    """A linear machine for yes or no: (weights of the columns, bias).

    A support vector machine with squared hinge loss: with the sentence's dense columns it is as accurate as a
    logistic regression and fitted in a tenth of the time. Chances come from calibrating its scores.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.svm import LinearSVC

    model = LinearSVC(C=penalty, tol=CLOSE_ENOUGH, max_iter=ROUNDS, random_state=SEED)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # stopping early is meant
        model.fit(matrix, yes, sample_weight=weights)
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def fit_names(
    matrix: Any, places: NDArray[np.int64], *, penalty: float, weights: NDArray[np.float64] | None = None
) -> tuple[Floats, Floats]:
    """One machine for each name against the rest: (weights (names, columns), bias (names,)).

    `places`: the place of each example's name. A name's examples weigh as much together as all the others;
    `weights` of the examples come on top. Columns that no example has are left out while fitting.
    """
    used = np.flatnonzero(np.diff(matrix.tocsc().indptr))
    narrow = matrix[:, used].astype(np.float64)
    total = int(places.max()) + 1
    fitted, bias = np.zeros((total, matrix.shape[1]), dtype=np.float32), np.zeros(total, dtype=np.float32)
    given = np.ones(len(places)) if weights is None else weights
    machines = _fit_each(narrow, [places == name for name in range(total)], given, penalty)
    for name, (columns, start) in enumerate(machines):
        fitted[name, used], bias[name] = columns, start
    return fitted, bias


def _fit_each(
    matrix: Any, groups: Sequence[NDArray[np.bool_]], given: NDArray[np.float64], penalty: float
) -> Sequence[tuple[Floats, float]]:
    """A machine for each group against the rest, on all processors where it is worth it.

    In processes, not in threads: the library's shuffles come from one source of chance a process.
    """
    from joblib import Parallel, delayed

    processes = (os.cpu_count() or 1) if matrix.nnz >= WORTH_SHARING else 1
    work = (delayed(_fit_one)(matrix, yes, given, penalty) for yes in groups)
    machines: list[tuple[Floats, float]] = Parallel(n_jobs=processes)(work)
    return machines


def _fit_one(
    matrix: Any, yes: NDArray[np.bool_], given: NDArray[np.float64], penalty: float
) -> tuple[Floats, float]:
    balanced = given * np.where(yes, 0.5 / given[yes].sum(), 0.5 / given[~yes].sum()) * given.sum()
    return fit_binary(matrix, yes, balanced, penalty=penalty)


def cross_fitted(
    matrix: Any, places: NDArray[np.int64], *, penalty: float, folds: int
) -> NDArray[np.float64]:
    """The scores (examples, names) each example gets from a model that never saw it."""
    from sklearn.model_selection import StratifiedKFold

    scores = np.zeros((len(places), int(places.max()) + 1))
    for seen, unseen in StratifiedKFold(folds, shuffle=True, random_state=SEED).split(places, places):
        weights, bias = fit_names(matrix[seen], places[seen], penalty=penalty)
        scores[unseen] = matrix[unseen] @ weights.T + bias
    return scores
