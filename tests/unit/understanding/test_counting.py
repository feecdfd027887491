"""Numbers in words are the numbers they say."""

from __future__ import annotations

import re

import pytest

from amends.understanding.counting import SPOKEN, number_of


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("seven", 7),
        ("a hundred", 100),
        ("twenty-one", 21),
        ("two hundred and fifty", 250),
        ("three thousand two hundred", 3200),
        ("a thousand and one", 1001),
        ("twelve hundred", 1200),
    ],
)
def test_words_are_read(words: str, number: int) -> None:
    assert re.fullmatch(SPOKEN, words)
    assert number_of(words) == number
