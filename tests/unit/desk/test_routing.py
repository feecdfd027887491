"""Who is asked to take a case (METHOD M12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from amends.desk.routing import MOST_OPEN, Colleague, Need, choose_agent
from tests.conftest import MONDAY_NOON

ANN = Colleague(1, True, False, frozenset({"en"}), frozenset(), 0)
BEN = replace(ANN, id=2)
TURKISH = Need("tr", frozenset({"billing"}))

COLLEAGUES = st.lists(
    st.builds(
        Colleague,
        st.integers(1, 50),
        st.booleans(),
        st.booleans(),
        st.frozensets(st.sampled_from(["en", "de", "tr"])),
        st.frozensets(st.sampled_from(["billing", "refund"])),
        st.integers(0, 7),
    ),
    max_size=8,
    unique_by=lambda one: one.id,
)


def test_whoever_speaks_the_language_comes_first_then_authority_then_skill() -> None:
    speaks = replace(ANN, id=3, languages=frozenset({"tr"}), open_cases=4)
    leads = replace(ANN, id=4, is_lead=True)
    knows = replace(ANN, id=5, skills=frozenset({"billing"}))
    need = replace(TURKISH, authority=True)
    assert choose_agent(need, [ANN, knows, leads, speaks]) == speaks
    assert choose_agent(need, [ANN, knows, leads]) == leads
    assert choose_agent(need, [ANN, knows]) == knows
    assert choose_agent(need, [ANN]) == ANN


def test_among_equals_the_one_with_least_is_asked_then_who_waited_longest() -> None:
    assert choose_agent(Need("en"), [replace(ANN, open_cases=2), BEN]) == BEN
    lately, before = MONDAY_NOON, MONDAY_NOON - timedelta(hours=1)
    idle = replace(BEN, given_at=before)
    assert choose_agent(Need("en"), [replace(ANN, given_at=lately), idle]) == idle
    assert choose_agent(Need("en"), [idle, replace(ANN, given_at=None)]) == ANN


def test_whoever_let_it_pass_is_not_asked_again() -> None:
    assert choose_agent(replace(Need("en"), passed_by=frozenset({1})), [ANN, BEN]) == BEN
    assert choose_agent(replace(Need("en"), passed_by=frozenset({1, 2})), [ANN, BEN]) is None


@given(COLLEAGUES)
def test_nobody_who_is_busy_or_full_is_asked_and_somebody_always_is_if_anybody_can(
    colleagues: list[Colleague],
) -> None:
    can = [one for one in colleagues if one.free and one.open_cases < MOST_OPEN]
    chosen = choose_agent(TURKISH, colleagues)
    assert (chosen in can) if can else chosen is None


@given(COLLEAGUES)
def test_shared_by_turns_nobody_gets_two_before_every_equal_has_one(colleagues: list[Colleague]) -> None:
    equals = {one.id: replace(ANN, id=one.id, given_at=None) for one in colleagues}
    asked = []
    for number in range(len(equals)):
        chosen = choose_agent(Need("en"), equals.values())
        assert chosen is not None
        asked.append(chosen.id)
        given_at = MONDAY_NOON + timedelta(minutes=number)
        equals[chosen.id] = replace(chosen, open_cases=chosen.open_cases + 1, given_at=given_at)
    assert sorted(asked) == sorted(equals)
