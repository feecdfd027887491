"""Public holidays as data: which days of a year nobody is at work (METHOD M9; data/holidays.yml)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from amends.cases.weekdays import DAYS

LAST = -1


class UnreadableHolidays(ValueError):
    """The holidays cannot be read; the message names the file and says what to write."""


class Rule(BaseModel):
    """One holiday: a `day` of the year (MM-DD), days from Easter Sunday, or the nth weekday of a month."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    day: Annotated[str, Field(pattern=r"^\d\d-\d\d$")] | None = None
    easter: int | None = None
    weekday: str | None = None
    nth: int = Field(default=1, ge=LAST, le=5)
    month: int | None = Field(default=None, ge=1, le=12)
    instead: bool = False
    """On a weekend, the next working day that is no holiday is free instead."""

    @model_validator(mode="after")
    def _says_when(self) -> Rule:
        ways = [self.day is not None, self.easter is not None, self.weekday is not None]
        if sum(ways) != 1:
            raise ValueError("give one of `day: 12-25`, `easter: 1` or `weekday: Mon` with `nth` and `month`")
        if self.weekday is not None and (self.weekday not in DAYS or self.month is None or self.nth == 0):
            raise ValueError("a weekday is one of Mon..Sun, with `month: 5` and `nth: 1` (-1 is the last)")
        if self.day is not None:
            date(2024, int(self.day[:2]), int(self.day[3:]))
        return self

    def falls_on(self, year: int) -> date | None:
        """Return the holiday's day in a year, or None where the year has none (29 February)."""
        if self.easter is not None:
            return easter(year) + timedelta(days=self.easter)
        if self.day is not None:
            try:
                return date(year, int(self.day[:2]), int(self.day[3:]))
            except ValueError:
                return None
        return _nth_weekday(year, self.month or 1, DAYS.index(self.weekday or "Mon"), self.nth)


class HolidayFile(BaseModel):
    """The file of holidays: a list for each country (ISO 3166), and further days on which the company is closed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    countries: dict[str, tuple[Rule, ...]]
    closed: tuple[date, ...] = ()


@dataclass(frozen=True)
class Holidays:
    """On which days nobody is at work. Without rules and days: on none."""

    rules: tuple[Rule, ...] = ()
    closed: frozenset[date] = frozenset()
    _years: dict[int, frozenset[date]] = field(default_factory=dict, compare=False, repr=False)

    def __contains__(self, day: date) -> bool:
        """Say whether `day` is free."""
        if day in self.closed:
            return True
        if day.year not in self._years:
            self._years[day.year] = frozenset(_days(self.rules, day.year))
        return day in self._years[day.year]


NO_HOLIDAYS = Holidays()


@cache
def load_holidays(path: Path, country: str) -> Holidays:
    """Read a country's holidays and the company's own. `country` is empty for the company's own alone.

    Raises UnreadableHolidays for a file that cannot be used or a country that it does not list.
    """
    try:
        file = HolidayFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UnreadableHolidays(f"{path}: this file cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UnreadableHolidays(f"{path}: {where}: {first['msg']}") from error
    if country and country not in file.countries:
        known = ", ".join(sorted(file.countries))
        raise UnreadableHolidays(f"{path}: no holidays of `{country}`; write one of {known}, or add a list.")
    rules = file.countries[country] if country else ()
    return Holidays(rules, frozenset(file.closed))


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher)."""
    century, rest = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    moon -= (year % 19 + 11 * moon) // 319
    sunday = (2 * (century % 4) + 2 * (rest // 4) - rest % 4 - moon + 32) % 7
    month = (moon + sunday + 90) // 25
    return date(year, month, (moon + sunday + month + 19) % 32)


def _days(rules: tuple[Rule, ...], year: int) -> Iterator[date]:
    found = [(rule, day) for rule in rules if (day := rule.falls_on(year)) is not None]
    taken = {day for _, day in found}
    yield from taken
    for rule, day in sorted(found, key=lambda pair: pair[1]):
        if rule.instead and day.weekday() >= DAYS.index("Sat"):
            while day in taken or day.weekday() >= DAYS.index("Sat"):
                day += timedelta(days=1)
            taken.add(day)
            yield day


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date | None:
    first = date(year, month, 1)
    days = [first + timedelta(days=ahead) for ahead in range(31)]
    matching = [day for day in days if day.month == month and day.weekday() == weekday]
    try:
        return matching[nth if nth == LAST else nth - 1]
    except IndexError:
        return None
