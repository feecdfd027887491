"""Deadlines: by severity, in open time, never put off, and the end within ten days (METHOD M9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.cases.deadlines import PACE, Target, first_answer_due, next_update_due, resolve_by, sooner
from amends.cases.escalation import Severity
from amends.cases.holidays import load_holidays
from amends.cases.hours import parse_opening_hours
from tests.processes import ROOT

HOURS = parse_opening_hours(
    "Mon-Fri 08:00-18:00, Sat 09:00-13:00", "Europe/Berlin", load_holidays(ROOT / "data/holidays.yml", "DE")
)
TARGET = Target(first_answer_minutes=30, update_hours=16, resolve_days=10)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2029, 12, 31)).map(lambda m: m.replace(tzinfo=UTC))  # noqa: DTZ001
SEVERITIES = st.sampled_from(Severity)
FRIDAY_EVENING = datetime(2026, 3, 6, 17, 50, tzinfo=HOURS.zone)


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HOURS.zone)


@pytest.mark.parametrize(
    ("severity", "due"),
    [
        (Severity.LOW, "2026-03-07 09:20"),
        (Severity.MEDIUM, "2026-03-07 09:20"),
        (Severity.HIGH, "2026-03-07 09:05"),
        (Severity.DANGER, "2026-03-06 17:55"),
    ],
)
def test_the_graver_the_sooner_a_person_writes(severity: Severity, due: str) -> None:
    assert first_answer_due(FRIDAY_EVENING, severity=severity, target=TARGET, hours=HOURS) == berlin(due)


def test_every_severity_has_a_pace_and_a_graver_one_never_has_more_time() -> None:
    paces = [PACE[severity] for severity in sorted(Severity)]
    assert paces == sorted(paces, reverse=True)
    assert paces[0] == 1


@given(MOMENTS, SEVERITIES, st.integers(1, 60))
def test_the_end_is_within_the_days_promised_and_after_the_start(
    received: datetime, severity: Severity, days: int
) -> None:
    target = replace(TARGET, resolve_days=days)
    end = resolve_by(received, severity=severity, target=target, hours=HOURS)
    assert received < end <= received + timedelta(days=days)


@given(MOMENTS, SEVERITIES)
def test_the_end_is_a_time_at_which_somebody_can_keep_it(received: datetime, severity: Severity) -> None:
    end = resolve_by(received, severity=severity, target=TARGET, hours=HOURS)
    worked = HOURS.last_open(received + timedelta(days=10) * float(PACE[severity]))
    assert end == worked or worked <= received


@given(MOMENTS, MOMENTS, SEVERITIES)
def test_who_waits_longer_is_due_earlier(one: datetime, other: datetime, severity: Severity) -> None:
    early, late = sorted([one, other])
    for due in (first_answer_due, next_update_due, resolve_by):
        first = due(early, severity=severity, target=TARGET, hours=HOURS)
        assert first <= due(late, severity=severity, target=TARGET, hours=HOURS)


@given(MOMENTS, SEVERITIES)
def test_a_graver_case_is_never_due_later(moment: datetime, severity: Severity) -> None:
    for due in (first_answer_due, next_update_due, resolve_by):
        graver = due(moment, severity=Severity.DANGER, target=TARGET, hours=HOURS)
        assert graver <= due(moment, severity=severity, target=TARGET, hours=HOURS)


def test_a_deadline_is_never_put_off() -> None:
    early, late = berlin("2026-03-02 09:00"), berlin("2026-03-02 10:00")
    assert sooner(early, late) == sooner(late, early) == sooner(None, early) == early
