"""The order of the queue."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from amends.cases.escalation import Severity
from amends.cases.urgency import urgency, why
from tests.conftest import MONDAY_NOON

HEAT = st.floats(0, 1)
MINUTES = st.integers(0, 3000)
CALM_KINDS = st.sampled_from([Severity.LOW, Severity.MEDIUM, Severity.HIGH])


def of(minutes: float, now: datetime = MONDAY_NOON, **other: Any) -> float:
    known = {"severity": Severity.LOW, "heat": 0.5, "promised_by": None} | other
    return urgency(waiting_since=now - timedelta(minutes=minutes), now=now, **known)


@given(HEAT, MINUTES, CALM_KINDS)
def test_danger_is_always_first(heat: float, minutes: int, kind: Severity) -> None:
    assert of(0, severity=Severity.DANGER, heat=0.0) > of(minutes % 1440, severity=kind, heat=heat)


@given(HEAT, MINUTES, CALM_KINDS)
def test_who_waits_longer_comes_earlier(heat: float, minutes: int, kind: Severity) -> None:
    assert of(minutes + 1, heat=heat, severity=kind) > of(minutes, heat=heat, severity=kind)


@given(MINUTES)
def test_who_is_hotter_comes_earlier(minutes: int) -> None:
    assert of(minutes, heat=0.9) > of(minutes, heat=0.4)


def test_nobody_waits_for_ever_behind_hotter_ones() -> None:
    assert of(40, heat=0.0) > of(5, heat=1.0)


def test_a_broken_promise_moves_up() -> None:
    assert of(20, promised_by=MONDAY_NOON - timedelta(minutes=1)) > of(20, promised_by=MONDAY_NOON)


@given(HEAT, MINUTES, CALM_KINDS)
def test_whom_we_let_down_is_next_whatever_was_promised_since(
    heat: float, minutes: int, kind: Severity
) -> None:
    let_down = of(0, severity=Severity.LOW, heat=0.0, missed=1, promised_by=MONDAY_NOON + timedelta(hours=1))
    assert let_down > of(minutes, severity=kind, heat=heat, promised_by=MONDAY_NOON)
    assert of(0, severity=Severity.DANGER, heat=0.0) > let_down


def test_the_rank_is_said_in_words() -> None:
    said = why(
        severity=Severity.DANGER,
        heat=0.9,
        waiting_since=MONDAY_NOON - timedelta(minutes=12),
        promised_by=MONDAY_NOON - timedelta(minutes=1),
        now=MONDAY_NOON,
    )
    assert said == "danger · furious · waiting 12 min · promise broken"
