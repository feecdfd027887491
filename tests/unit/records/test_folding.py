"""Folding keeps places; an excerpt shows what was found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amends.records.folding import excerpt, fold, places_of, words_of


@given(st.text())
def test_a_folded_text_is_as_long_as_the_text(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_words_are_folded_once_and_few() -> None:
    assert words_of("Über-Größe über") == ("uber", "große")
    assert len(words_of(" ".join(f"w{n}" for n in range(50)))) == 8


@given(st.text("abc é", max_size=400), st.text("abc", min_size=1, max_size=3))
def test_an_excerpt_marks_only_what_was_looked_for(text: str, word: str) -> None:
    shown, marks = excerpt((word,), text)
    assert len(shown) <= 182
    assert all(fold(shown[a:b]) == word for a, b in marks)
    assert bool(marks) == bool(places_of((word,), text))
