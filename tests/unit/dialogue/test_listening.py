"""A listener notices (METHOD M5, R6): heat that rises or falls, and words that come again."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from amends.dialogue.listening import STEP, Noticed, notice
from tests.languages import ENGLISH

HEAT = st.lists(st.floats(0, 1), max_size=12)


def noticed(heat: Sequence[float], told: str, story: Sequence[str]) -> Noticed:
    return notice(heat, told, story, plain_words=ENGLISH.answers["plain words"])


def test_heat_that_rises_three_times_is_noticed_and_once_more_is_too() -> None:
    assert noticed([0.5, 0.6, 0.7], "lost a days pay", []) is Noticed.NOTHING
    assert noticed([0.5, 0.6, 0.7, 0.8], "lost a days pay", []) is Noticed.HOTTER
    assert noticed([0.5, 0.6, 0.7, 0.8, 0.9], "lost a days pay", []) is Noticed.STILL_HOTTER


def test_a_pause_in_the_rise_starts_the_count_anew() -> None:
    assert noticed([0.4, 0.5, 0.6, 0.6, 0.7], "lost a days pay", []) is Noticed.NOTHING


def test_heat_that_falls_and_stays_down_is_noticed() -> None:
    assert noticed([0.8, 0.9, 0.3, 0.2, 0.3], "anyway i got home at ten", []) is Noticed.CALMER


def test_a_bare_fact_or_two_told_coolly_is_not_yet_calm() -> None:
    assert noticed([0.8, 0.9, 0.2, 0.2], "then he left", []) is Noticed.NOTHING


def test_whoever_was_never_hot_has_not_cooled() -> None:
    assert noticed([0.3, 0.1, 0.05, 0.05], "then he left", []) is Noticed.NOTHING


def test_the_same_thing_told_again_is_noticed() -> None:
    story = ["three times i stayed home and nobody came", "lost a days pay"]
    assert noticed([0.7, 0.7], "I stayed home three times, three!!", story) is Noticed.REPEATS
    assert noticed([0.7, 0.7], "the driver said he had called", story) is Noticed.NOTHING


def test_the_very_same_words_are_noticed_however_few() -> None:
    assert noticed([0.7, 0.7], "where is my refund!!", ["Where is my refund"]) is Noticed.REPEATS
    assert noticed([0.7, 0.7], "hello", ["hello"]) is Noticed.NOTHING


def test_a_few_words_repeat_nothing() -> None:
    assert noticed([0.7], "a days pay", ["lost a days pay"]) is Noticed.NOTHING


@given(HEAT, st.text(max_size=60))
def test_heat_that_never_rises_never_brings_a_person(heat: list[float], told: str) -> None:
    falling = sorted(heat, reverse=True)
    assert noticed(falling, told, []) not in (
        Noticed.HOTTER,
        Noticed.STILL_HOTTER,
    )


@given(st.floats(0, 0.5), st.integers(5, 9))
def test_heat_that_rises_for_long_always_brings_a_person(start: float, count: int) -> None:
    heat = [min(1.0, start + number * (STEP + 0.03)) for number in range(count)]
    assert noticed(heat, "", []) is Noticed.STILL_HOTTER
