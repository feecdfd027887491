"""The handoff's state machine, move by move."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.cases.state import (
    SETTLED,
    TRANSITIONS,
    WAITING,
    Move,
    NotAllowed,
    State,
    after,
    bot_may_speak,
    states_before,
)


@pytest.mark.parametrize(("state", "move"), list(itertools.product(State, Move)))
def test_every_move_is_either_in_the_table_or_refused(state: State, move: Move) -> None:
    if (state, move) in TRANSITIONS:
        assert after(state, move) is TRANSITIONS[state, move]
    else:
        with pytest.raises(NotAllowed) as refused:
            after(state, move)
        assert refused.value.fields == {"state": state, "move": move}


@given(st.lists(st.sampled_from(Move), max_size=40))
def test_no_case_is_closed_before_the_customer_was_told(moves: list[Move]) -> None:
    state, history = State.BOT, []
    for move in moves:
        if (state, move) not in TRANSITIONS:
            continue
        state = after(state, move)
        history.append(move)
        if state is State.CLOSED:
            since_resolved = history[len(history) - 1 - history[::-1].index(Move.RESOLVE) :]
            assert Move.TELL in since_resolved


@given(st.lists(st.sampled_from(Move), max_size=40))
def test_the_bot_is_silent_from_claim_until_a_person_lets_go(moves: list[Move]) -> None:
    state = State.BOT
    for move in moves:
        if (state, move) not in TRANSITIONS:
            continue
        before, state = state, after(state, move)
        if before is State.AGENT and state is not State.AGENT:
            assert move in (Move.RELEASE, Move.HAND_BACK, Move.RESOLVE)
        assert bot_may_speak(state) is (state is not State.AGENT)


def test_every_state_can_be_left_and_reached() -> None:
    reached = {State.BOT} | set(TRANSITIONS.values())
    left = {state for state, _ in TRANSITIONS}
    assert reached == set(State)
    assert left == set(State)


def test_only_those_who_wait_can_be_claimed() -> None:
    assert states_before(Move.CLAIM) == WAITING


def test_only_what_was_settled_can_be_reopened() -> None:
    assert states_before(Move.REOPEN) == SETTLED
