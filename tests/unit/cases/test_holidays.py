"""Public holidays, read from data; no promise falls on one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.cases.holidays import Holidays, UnreadableHolidays, load_holidays
from amends.cases.hours import parse_opening_hours
from amends.sending.words import say_wait
from tests.languages import ENGLISH
from tests.processes import ROOT
from tests.unit.cases.test_wait import wait_with

FILE = ROOT / "data/holidays.yml"
GERMANY = load_holidays(FILE, "DE")


@pytest.mark.parametrize(
    ("country", "region", "days"),
    [
        ("DE", "", "2026-04-03 2026-04-06 2026-05-14 2026-05-25 2026-10-03 2027-12-25"),
        ("DE", "BY", "2026-01-06 2026-06-04 2026-11-01"),
        ("GB", "", "2026-04-06 2026-05-04 2026-05-25 2026-08-31 2022-01-03 2021-12-27 2021-12-28 2026-12-28"),
        ("GB", "SCT", "2026-01-02 2026-08-03 2026-11-30"),
        ("ES", "", "2026-01-06 2026-08-15 2026-11-01 2026-12-06 2027-12-06"),
        ("ES", "MD", "2026-05-02 2026-04-02 2026-11-01 2026-11-02 2026-12-07"),
        ("TR", "", "2026-03-20 2026-03-21 2026-03-22 2026-05-27 2026-05-30 2027-03-09 2026-07-15 2026-10-29"),
        ("VN", "", "2025-01-29 2026-02-16 2026-02-17 2026-02-20 2027-02-06 2026-04-26 2026-04-27 2026-09-02"),
        ("EE", "", "2026-02-24 2026-04-03 2026-06-23 2026-06-24 2026-08-20 2026-12-24 2026-12-26"),
    ],
)
def test_nobody_is_at_work_on_a_public_holiday(country: str, region: str, days: str) -> None:
    """Among them Eid, Tết, and days that are free instead of one on a weekend."""
    holidays = load_holidays(FILE, country, region)
    assert [day for day in days.split() if date.fromisoformat(day) not in holidays] == []


@pytest.mark.parametrize(
    ("country", "region", "days"),
    [
        ("DE", "", "2026-03-02 2026-01-06 2026-06-04"),
        ("GB", "SCT", "2026-04-06 2026-08-31"),
        ("ES", "", "2026-05-02 2026-11-02"),
        ("TR", "", "2026-03-19 2026-05-26 2026-10-28"),
        ("VN", "", "2026-02-13 2026-02-23 2026-02-24"),
        ("EE", "", "2026-02-23 2026-06-22"),
        ("", "", "2026-04-03 2026-12-25"),
    ],
)
def test_people_are_at_work_on_other_days_and_on_half_days(country: str, region: str, days: str) -> None:
    holidays = load_holidays(FILE, country, region)
    assert [day for day in days.split() if date.fromisoformat(day) in holidays] == []


def test_the_machine_s_language_changes_no_day(monkeypatch: pytest.MonkeyPatch) -> None:
    days = [date(2026, 1, 1) + timedelta(days=ahead) for ahead in range(365)]
    free = []
    for language in ("tr_TR.UTF-8", "en_US.UTF-8", "C"):
        for name in ("LANGUAGE", "LC_ALL", "LANG"):
            monkeypatch.setenv(name, language)
        free.append([day for day in days if day in Holidays("TR")])
    assert len(free[0]) == 14
    assert free[0] == free[1] == free[2]


def test_days_of_the_company_s_own(tmp_path: Path) -> None:
    file = tmp_path / "holidays.yml"
    file.write_text("version: '1'\nclosed: [2026-07-03, '12-24', '02-29']\n")
    own, german = load_holidays(file, ""), load_holidays(file, "DE")
    for day in (date(2026, 7, 3), date(2026, 12, 24), date(2031, 12, 24), date(2028, 2, 29)):
        assert day in own
        assert day in german
    assert date(2027, 7, 3) not in german
    assert date(2027, 2, 28) not in german


def test_over_easter_the_wait_is_told_as_it_is() -> None:
    hours = parse_opening_hours("Mon-Fri 08:00-18:00", "Europe/Berlin", GERMANY)
    thursday_evening = datetime(2026, 4, 2, 20, 0, tzinfo=hours.zone)
    told = say_wait(
        "AM-1", wait_with(hours, thursday_evening), hours=hours, now=thursday_evening, language=ENGLISH
    )
    assert told == (
        "Your case is AM-1. The team is back at 8:00 on Tuesday, 7 April. "
        "Someone will reply here by 8:30 on Tuesday, 7 April (Berlin time)."
    )


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31)), st.integers(1, 6000))  # noqa: DTZ001
def test_no_promise_ever_falls_on_a_holiday(moment: datetime, minutes: int) -> None:
    hours = parse_opening_hours("Mon-Sat 08:00-18:00", "Europe/Berlin", GERMANY)
    promised = hours.after(moment.replace(tzinfo=hours.zone), minutes)
    assert (promised - timedelta(seconds=1)).astimezone(hours.zone).date() not in GERMANY


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("version: '1'\nclosed: ['13-40']", "month must be in"),
        ("version: '1'\nclosed: ['Christmas']", r"closed\.0"),
        ("version: '1'\ncountries: {X: [{name: A, day: 12-25}]}", "public holidays come by AMENDS_COUNTRY"),
        ("version: '1'\nopen: []", "open: Extra inputs"),
        ("closed: []", "version"),
        ("[]", "valid dictionary"),
        ("{", "cannot be read"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "holidays.yml"
    file.write_text(text)
    with pytest.raises(UnreadableHolidays, match=problem):
        load_holidays(file, "")


@pytest.mark.parametrize(
    ("country", "region", "problem"),
    [
        ("XX", "", "AMENDS_COUNTRY: no holidays of `XX`"),
        ("UK", "", "AMENDS_COUNTRY: no holidays of `UK`"),
        ("DE", "XX", r"AMENDS_REGION: `DE` has no `XX`; write Augsburg, BB, BE"),
        ("TR", "IST", "`TR` has no `IST`; write nothing: it has no regions"),
    ],
)
def test_a_country_or_region_that_is_not_known_is_named(country: str, region: str, problem: str) -> None:
    with pytest.raises(UnreadableHolidays, match=problem):
        load_holidays(FILE, country, region)
