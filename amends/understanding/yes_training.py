"""Trains the heads of yes-or-no questions (yes_head.py) from answered texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from amends.understanding.answered import COMPLAINT, Answered, complaint_examples, want_examples
from amends.understanding.head import Head
from amends.understanding.matrix import SEED, fit_binary, matrix_of
from amends.understanding.reading import WANTS
from amends.understanding.sentence import features_of
from amends.understanding.yes_head import YesHead, answering_about, fit_answering

PENALTIES = {"wants": 0.1, COMPLAINT: 0.03}
"""How little the weights are held back (scikit-learn's C); by cross-validation on the training parts."""

FOLDS = 4


def batch_folds(examples: Sequence[Answered], family: str) -> NDArray[np.int64]:
    """`FOLDS` folds over the domains whose name begins with `family`; the others are always learnt from.

    What was written in one sitting is left out together: else a pair on one incident would tell of each other.
    """
    batches = sorted({example.domain for example in examples if example.domain.startswith(family)})
    order = np.random.default_rng(SEED).permutation(len(batches)) % FOLDS
    fold_of = dict(zip(batches, order.tolist(), strict=True))
    return np.array([fold_of.get(example.domain, -1) for example in examples])


def domain_folds(examples: Sequence[Answered], domains: Sequence[str]) -> NDArray[np.int64]:
    """Each of `domains` is a fold of its own, so that it is read by a head that saw nothing like it."""
    return np.array(
        [domains.index(example.domain) if example.domain in domains else -1 for example in examples]
    )


def fit_yes(
    names: Sequence[str],
    examples: Sequence[Answered],
    folds: NDArray[np.int64],
    *,
    penalty: float,
    even: bool = False,
) -> YesHead:
    """A head that answers `names` for a message; `folds` says what it is calibrated on.

    `even`: yes and no of each domain count the same while calibrating, however many there are, and each domain may
    lie higher or lower than another.
    """
    rows, idf = matrix_of(features_of([example.text for example in examples]))
    weights = np.array([example.weight for example in examples])
    fitted, biases, answering = [], [], {}
    for place, name in enumerate(names):
        known = np.array([example.answers[place] is not None for example in examples])
        yes = np.array([bool(example.answers[place]) for example in examples])
        scores = _unseen(rows, yes, weights, known, folds, penalty)
        measured = known & (folds >= 0)
        counted = evened(examples, yes, weights) if even else weights
        apart = [example.domain for example, used in zip(examples, measured, strict=True) if used]
        answering[name] = fit_answering(
            scores[measured], yes[measured], counted[measured], apart if even else None
        )
        columns, bias = _fit(rows, yes, weights, np.flatnonzero(known), penalty)
        fitted.append(columns)
        biases.append(bias)
    head = Head(
        tuple(names),
        np.vstack(fitted).astype(np.float32),
        np.array(biases, dtype=np.float32),
        idf,
        {"examples": len(examples), "answering": answering_about(answering)},
    )
    return YesHead(head, answering)


def evened(
    examples: Sequence[Answered], yes: NDArray[np.bool_], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The weights such that yes and no of each domain weigh the same together."""
    domains = np.array([example.domain for example in examples])
    counted = weights.copy()
    for domain in set(domains.tolist()):
        for answer in (True, False):
            group = (domains == domain) & (yes == answer)
            if group.any():
                counted[group] /= counted[group].sum()
    return counted


def _unseen(
    rows: Any,
    yes: NDArray[np.bool_],
    weights: NDArray[np.float64],
    known: NDArray[np.bool_],
    folds: NDArray[np.int64],
    penalty: float,
) -> NDArray[np.float64]:
    """The score of each measured example from a machine that did not see its fold."""
    scores = np.zeros(len(yes))
    for fold in range(int(folds.max()) + 1):
        left_out = np.flatnonzero(folds == fold)
        columns, bias = _fit(rows, yes, weights, np.flatnonzero(known & (folds != fold)), penalty)
        scores[left_out] = rows[left_out] @ columns + bias
    return scores


def _fit(
    rows: Any,
    yes: NDArray[np.bool_],
    weights: NDArray[np.float64],
    places: NDArray[np.int64],
    penalty: float,
) -> tuple[NDArray[np.float32], float]:
    """A machine for the examples at `places`; yes and no weigh the same together."""
    answer, given = yes[places], weights[places]
    share = np.where(answer, 0.5 / given[answer].sum(), 0.5 / given[~answer].sum())
    used = np.flatnonzero(np.diff(rows[places].tocsc().indptr))
    narrow, bias = fit_binary(
        rows[places][:, used].astype(np.float64), answer, given * share * given.sum(), penalty=penalty
    )
    columns = np.zeros(rows.shape[1], dtype=np.float32)
    columns[used] = narrow
    return columns, bias


def train_wants(repository: Path, corpora: Path, out: Path, *, report: Callable[[str], None]) -> YesHead:
    """Train the wants and write the artefact. Raises SourceError where a source is missing."""
    examples = want_examples(repository, corpora)
    head = fit_yes(WANTS, examples, batch_folds(examples, "wants"), penalty=PENALTIES["wants"])
    head.head.save(out, "wants")
    report(f"Wrote {out / 'wants'}.safetensors and .json, learnt from {len(examples):,} texts.")
    return head


def train_complaint(repository: Path, corpora: Path, out: Path, *, report: Callable[[str], None]) -> YesHead:
    """Train whether somebody complains and write the artefact. Raises SourceError where a source is missing.

    It is calibrated with our lines and the reviews left out in turn, yes and no weighing the same.
    """
    examples = complaint_examples(repository, corpora)
    head = fit_yes(
        (COMPLAINT,),
        examples,
        domain_folds(examples, ("ours", "reviews")),
        penalty=PENALTIES[COMPLAINT],
        even=True,
    )
    head.head.save(out, COMPLAINT)
    report(f"Wrote {out / COMPLAINT}.safetensors and .json, learnt from {len(examples):,} texts.")
    return head
