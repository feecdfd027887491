"""Whose anger it is, whether it is any, and what stands beside glad words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.understanding.stance import STANCES, stance_of
from amends.understanding.words import split_words


def marks(text: str) -> set[str]:
    """The stances of a text that are not nothing."""
    return {name for name, value in zip(STANCES, stance_of(text, split_words(text)), strict=True) if value}


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("my sister was furious, i am fine", "heat of others"),
        ("someone yelled at the till", "heat of others"),
        ("the sign says “useless”, whatever that means", "heat quoted"),
        ("not angry, just tired", "heat denied"),
        ("i'm no longer upset", "heat denied"),
        ("it isn't a disgrace", "heat denied"),
        ("holy shit that was quick, thank you", "glad swearing"),
        ("WE GOT SEATS, WONDERFUL", "glad shouting"),
    ],
)
def test_a_stance_is_seen(text: str, mark: str) -> None:
    assert mark in marks(text)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("i wasn't happy, i was livid", "heat denied"),
        ("not only angry but robbed", "heat denied"),
        ("i was not told, and i am angry", "heat denied"),
        ("my sister paid, i am furious", "heat of others"),
        ('a useless 5" screen', "heat quoted"),
        ("holy shit it's broken, thank you", "glad swearing"),
        ("I AM FURIOUS, THANKS", "glad shouting"),
    ],
)
def test_a_stance_is_not_seen_where_it_is_none(text: str, mark: str) -> None:
    assert mark not in marks(text)


def test_heat_of_ones_own_has_no_stance() -> None:
    assert not marks("i am so angry")


@given(st.text(max_size=200))
def test_every_stance_is_between_nothing_and_one(text: str) -> None:
    stances = stance_of(text, split_words(text))
    assert len(stances) == len(STANCES)
    assert all(0 <= value <= 1 for value in stances)
