"""Rules over tokens tell where in the customer's own text they matched, however it is spaced."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.understanding import tokens
from amends.understanding.tokens import Finder, one_of, shaped, words

WORD = "amends"


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder({"word": [words(WORD)], "pair": [[one_of("call", "ring"), *words("me")]]})


@given(before=st.text(" \t\n", max_size=9), after=st.text(" \t\n", max_size=9))
def test_a_match_is_placed_in_the_text_as_written(finder: Finder, before: str, after: str) -> None:
    text = f"we make{before} {WORD} {after}now"
    [found] = finder.find(text)
    assert text[found.start : found.end] == WORD


def test_blanks_beside_each_other_are_one_and_a_new_line_is_none(finder: Finder) -> None:
    assert [found.rule for found in finder.find("ring \t me")] == ["pair"]
    assert list(finder.find("ring\nme")) == []


def test_what_stands_beside_a_match_is_told() -> None:
    [found] = Finder({"number": [[shaped(r"\d+")]]}).find("Floor 3, please")
    assert (found.preceding, found.following) == ("floor", ",")


def test_a_finder_forgets_the_words_of_many_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "RENEWED_AFTER", 50)
    finder = Finder({"word": [words(WORD)]})
    sizes = []
    for number in range(120):
        assert [found.rule for found in finder.find(f"{WORD} word{number}")] == ["word"]
        sizes.append(len(finder.vocabulary))
    assert max(sizes) < min(sizes) + 60
