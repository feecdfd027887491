"""Texts as a sparse matrix, and linear models fitted to it: the part of training that all heads share.

scikit-learn is imported where it is used: reading a message needs none of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from amends.understanding.features import mark_names, vector_of
from amends.understanding.head import BUCKETS, MARK_WEIGHT, Floats, rarity, weigh

SEED = 20
"""Fixes every shuffle, so that the same texts give the same head."""


def matrix_of(texts: Sequence[str], idf: Floats | None = None) -> tuple[Any, Floats]:
    """The rows a head sees, (texts, buckets + marks) as csr_matrix, and the rarity of the buckets.

    The rarity is counted on these texts unless `idf` is given.
    """
    vectors = [vector_of(text, BUCKETS if idf is None else len(idf)) for text in texts]
    if idf is None:
        idf = rarity(vectors, len(vectors))
    marks = np.arange(len(idf), len(idf) + len(mark_names()))
    columns = [np.concatenate([vector.buckets, marks]) for vector in vectors]
    values = [
        np.concatenate([weigh(vector, idf) if vector.buckets.size else [], vector.marks * MARK_WEIGHT])
        for vector in vectors
    ]
    starts = np.cumsum([0, *(len(row) for row in columns)])
    shape = (len(vectors), len(idf) + len(marks))
    return csr_matrix((np.concatenate(values), np.concatenate(columns), starts), shape=shape), idf


def fit_binary(
    matrix: Any, yes: NDArray[np.bool_], weights: NDArray[np.float64], *, penalty: float
) -> tuple[Floats, float]:
    """A logistic regression for yes or no: (weights of the columns, bias)."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=penalty, solver="liblinear", random_state=SEED)
    model.fit(matrix, yes, sample_weight=weights)
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def fit_names(
    matrix: Any, places: NDArray[np.int64], *, penalty: float, weights: NDArray[np.float64] | None = None
) -> tuple[Floats, Floats]:
    """One logistic regression for each name against the rest: (weights (names, columns), bias (names,)).

    `places`: the place of each example's name. A name's examples weigh as much together as all the others;
    `weights` of the examples come on top. Columns that no example has are left out while fitting.
    """
    used = np.flatnonzero(np.diff(matrix.tocsc().indptr))
    narrow = matrix[:, used]
    total = int(places.max()) + 1
    fitted, bias = np.zeros((total, matrix.shape[1]), dtype=np.float32), np.zeros(total, dtype=np.float32)
    given = np.ones(len(places)) if weights is None else weights
    for name in range(total):
        yes = places == name
        balanced = given * np.where(yes, 0.5 / given[yes].sum(), 0.5 / given[~yes].sum()) * given.sum()
        fitted[name, used], bias[name] = fit_binary(narrow, yes, balanced, penalty=penalty)
    return fitted, bias


def cross_fitted(
    matrix: Any, places: NDArray[np.int64], *, penalty: float, folds: int
) -> NDArray[np.float64]:
    """The scores (examples, names) each example gets from a model that never saw it."""
    from sklearn.model_selection import StratifiedKFold

    scores = np.zeros((len(places), int(places.max()) + 1))
    for seen, unseen in StratifiedKFold(folds, shuffle=True, random_state=SEED).split(matrix, places):
        weights, bias = fit_names(matrix[seen], places[seen], penalty=penalty)
        scores[unseen] = matrix[unseen] @ weights.T + bias
    return scores
