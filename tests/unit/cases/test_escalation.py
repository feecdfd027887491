"""When a person is brought in without being asked for."""

from __future__ import annotations

import pytest

from amends.cases.escalation import LASTING, Reason, Severity, must_hand_off, severity_of


def test_heat_that_lasts_brings_a_person() -> None:
    assert must_hand_off([0.8] * LASTING) is Reason.HEAT


def test_heat_that_falls_does_not() -> None:
    assert must_hand_off([0.95, 0.9, 0.85, 0.8]) is None


def test_one_calm_message_breaks_the_heat() -> None:
    assert must_hand_off([0.9, 0.9, 0.2, 0.9]) is None


def test_who_pours_it_out_is_listened_to_for_longer() -> None:
    assert must_hand_off([0.8] * LASTING, listening=True) is None
    assert must_hand_off([0.8] * (LASTING + 3), listening=True) is Reason.HEAT


@pytest.mark.parametrize(("times", "reason"), [(0, None), (1, None), (2, Reason.MISUNDERSTOOD)])
def test_two_misunderstandings_bring_a_person(times: int, reason: Reason | None) -> None:
    assert must_hand_off([], misunderstood=times) is reason


@pytest.mark.parametrize("reason", [Reason.SAFETY, Reason.SELF_HARM, Reason.VIOLENCE])
def test_danger_is_the_gravest(reason: Reason) -> None:
    assert severity_of(reason) is Severity.DANGER
