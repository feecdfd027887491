"""Words are where they say, fold alike, and swear also where they are masked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.understanding.words import split_words, swears


@given(st.text(max_size=200))
def test_words_are_where_they_say(text: str) -> None:
    assert all(text[word.start : word.end] == word.text for word in split_words(text))


def test_stretched_words_numbers_and_masks_fold() -> None:
    folded = [word.folded for word in split_words("sooooo 88213 [NAME] @shop Don’t")]
    assert folded == ["soo", "0000", "<masked>", "<masked>", "don't"]


@pytest.mark.parametrize(
    ("text", "sworn"), [("bloody", True), ("sh*t", True), ("lamp", False), ("2*3", False)]
)
def test_a_word_swears_also_where_it_is_masked(text: str, sworn: bool) -> None:
    (word, *_) = split_words(text)
    assert swears(word) is sworn
