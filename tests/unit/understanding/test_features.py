"""Features are the same everywhere, and point back into the text."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.understanding.features import STYLES, mark_names, style_of, vector_of
from amends.understanding.words import split_words

BUCKETS = 512


@given(st.text(max_size=200))
def test_every_mark_is_between_nothing_and_one(text: str) -> None:
    vector = vector_of(text, BUCKETS)
    assert vector.marks.shape == (len(mark_names()),)
    assert ((vector.marks >= 0) & (vector.marks <= 1)).all()
    assert (vector.buckets < BUCKETS).all()
    assert (vector.grams[:, 1:] < len(vector.words)).all()


def test_features_do_not_depend_on_the_process() -> None:
    text = "THREE times i stayed home!!"
    code = f"from amends.understanding.features import vector_of; print(vector_of({text!r}, 512).buckets.tolist())"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == str(vector_of(text, BUCKETS).buckets.tolist())


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("WHERE IS MY PARCEL", "capitals"),
        ("where is my parcel!!!", "marks"),
        ("where is it???", "mark_run"),
        ("nooooo", "stretched"),
        ("where is my fucking parcel", "profanity"),
        ("you promised", "you"),
        ("order 88213", "digits"),
        ("well...", "trailing"),
        ("😡", "emoji"),
    ],
)
def test_how_it_is_written_shows(text: str, style: str) -> None:
    place = STYLES.index(style)
    plain = style_of("where is the parcel", split_words("where is the parcel"))
    assert style_of(text, split_words(text))[place] > plain[place]


def test_empty_text_has_no_words_and_no_buckets() -> None:
    vector = vector_of("  ", BUCKETS)
    assert vector.words == ()
    assert vector.buckets.size == 0
    assert np.isfinite(vector.marks).all()
