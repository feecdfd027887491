"""Public holidays, read from data; no promise falls on one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.cases.holidays import UnreadableHolidays, easter, load_holidays
from amends.cases.hours import parse_opening_hours
from amends.sending.words import say_wait
from tests.processes import ROOT
from tests.unit.cases.test_wait import wait_with

FILE = ROOT / "data/holidays.yml"
GERMANY, BRITAIN = load_holidays(FILE, "DE"), load_holidays(FILE, "GB")


@pytest.mark.parametrize(
    ("year", "day"),
    [(1961, "04-02"), (2000, "04-23"), (2008, "03-23"), (2024, "03-31"), (2026, "04-05"), (2038, "04-25")],
)
def test_easter_sunday(year: int, day: str) -> None:
    assert easter(year) == date.fromisoformat(f"{year}-{day}")


@given(st.integers(1900, 2199))
def test_easter_is_a_sunday_between_22_march_and_25_april(year: int) -> None:
    assert easter(year).weekday() == 6
    assert date(year, 3, 22) <= easter(year) <= date(year, 4, 25)


@pytest.mark.parametrize("day", ["2026-04-03", "2026-04-06", "2026-05-14", "2026-05-25", "2026-10-03"])
def test_german_holidays(day: str) -> None:
    assert date.fromisoformat(day) in GERMANY


@pytest.mark.parametrize(
    "day",
    ["2026-05-04", "2026-05-25", "2026-08-31", "2022-01-03", "2021-12-27", "2021-12-28", "2026-12-28"],
    ids=["first Monday", "last Monday", "summer", "New Year's on a Saturday", "Sat", "Sun", "Boxing Day"],
)
def test_british_holidays_that_move_and_their_substitutes(day: str) -> None:
    assert date.fromisoformat(day) in BRITAIN


def test_a_working_day_is_none() -> None:
    assert date(2026, 3, 2) not in GERMANY
    assert date(2026, 4, 3) not in load_holidays(FILE, "")


def test_a_day_of_the_company_s_own(tmp_path: Path) -> None:
    file = tmp_path / "holidays.yml"
    file.write_text("version: '1'\ncountries: {}\nclosed: [2026-07-03]\n")
    assert date(2026, 7, 3) in load_holidays(file, "")


def test_over_easter_the_wait_is_told_as_it_is() -> None:
    hours = parse_opening_hours("Mon-Fri 08:00-18:00", "Europe/Berlin", GERMANY)
    thursday_evening = datetime(2026, 4, 2, 20, 0, tzinfo=hours.zone)
    told = say_wait("AM-1", wait_with(hours, thursday_evening), hours=hours, now=thursday_evening)
    assert told == (
        "Your record is AM-1. The team is back at 8:00 on Tuesday, 7 April. "
        "A person writes to you here by 8:30 on Tuesday, 7 April (Berlin time)."
    )


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31)), st.integers(1, 6000))  # noqa: DTZ001
def test_no_promise_ever_falls_on_a_holiday(moment: datetime, minutes: int) -> None:
    hours = parse_opening_hours("Mon-Sat 08:00-18:00", "Europe/Berlin", GERMANY)
    promised = hours.after(moment.replace(tzinfo=hours.zone), minutes)
    assert (promised - timedelta(seconds=1)).astimezone(hours.zone).date() not in GERMANY


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("version: '1'\ncountries: {X: [{name: A}]}", "give one of"),
        ("version: '1'\ncountries: {X: [{name: A, day: 13-40}]}", "month must be in"),
        ("version: '1'\ncountries: {X: [{name: A, weekday: Mon}]}", "Mon..Sun"),
        ("version: '1'\ncountries: {X: [{name: A, day: 12-25, easter: 1}]}", "give one of"),
        ("countries: {}", "version"),
        ("{", "cannot be read"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "holidays.yml"
    file.write_text(text)
    with pytest.raises(UnreadableHolidays, match=problem):
        load_holidays(file, "")


def test_a_country_without_a_list_is_named_with_those_that_have_one() -> None:
    with pytest.raises(UnreadableHolidays, match=r"no holidays of `XX`; write one of DE, EE, ES, GB"):
        load_holidays(FILE, "XX")
