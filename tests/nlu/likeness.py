"""How alike two messages are, letter by letter: what must not be both learnt from and measured on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

SAME = 0.6
"""From this share of common letter groups on, two messages are the same one written twice."""

SHORTEST = 25
"""Shorter messages (in characters) share too few letter groups to be compared; only equal ones are the same."""


def near_duplicates(measured: Sequence[str], learnt: Sequence[str]) -> list[tuple[str, str]]:
    """The (measured, learnt) pairs that are the same message or nearly so.

    Likeness is the share of character 4-grams (inside words, case and punctuation aside) that both have, of all that
    either has (Jaccard, 0..1).
    """
    learnt_words, measured_words = [_plain(text) for text in learnt], [_plain(text) for text in measured]
    grams = CountVectorizer(analyzer="char_wb", ngram_range=(4, 4), binary=True, dtype=np.float32)
    theirs = grams.fit_transform([*learnt_words, *measured_words])
    ours, theirs = theirs[len(learnt) :], theirs[: len(learnt)]
    common = (ours @ theirs.T).tocoo()
    our_sizes, their_sizes = np.asarray(ours.sum(axis=1)).ravel(), np.asarray(theirs.sum(axis=1)).ravel()
    likeness = common.data / (our_sizes[common.row] + their_sizes[common.col] - common.data)
    alike = {(int(common.row[i]), int(common.col[i])) for i in np.flatnonzero(likeness >= SAME)}
    long = {
        (row, col) for row, col in alike if min(len(measured_words[row]), len(learnt_words[col])) >= SHORTEST
    }
    places = {text: place for place, text in enumerate(learnt_words)}
    equal = {(row, places[text]) for row, text in enumerate(measured_words) if text and text in places}
    return [(measured[row], learnt[col]) for row, col in sorted(long | equal)]


def _plain(text: str) -> str:
    return " ".join("".join(sign for sign in text.casefold() if sign.isalnum() or sign.isspace()).split())
