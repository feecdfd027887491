"""One plain spelling, and the way back to the text as given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.apology.folding import fold_word, foldings


@given(st.text(max_size=100))
def test_every_folded_character_knows_where_it_came_from(text: str) -> None:
    for folded in foldings(text):
        assert len(folded.origin) == len(folded.text)
        assert all(0 <= at < len(text) for at in folded.origin)
        assert list(folded.origin) == sorted(folded.origin)


@pytest.mark.parametrize("written", ["ｓｏｒｒｙ", "𝐬𝐨𝐫𝐫𝐲", "SORRY", "sоrrу", "s̶o̶r̶r̶y̶", "ѕorry", "ꜱᴏʀʀʏ"])
def test_look_alikes_are_one_spelling(written: str) -> None:
    assert fold_word(written) == "sorry"


def test_what_stands_inside_a_word_is_read_both_ways() -> None:
    assert [folded.text for folded in foldings("so\u200brry")] == ["sorry", "so rry"]
    assert [folded.text for folded in foldings("**sorry** but")] == ["sorry but"]
