"""On which days nobody is at work: a country's public holidays, and the company's own (METHOD M9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator

_LANGUAGE: Final = "en_US"
"""What the library names the days in: without one it takes the machine's, and the same days differ in name."""

_REGION_UNSAID: Final = {"GB": "ENG"}
"""The region of a country where none is given: the few days common to the whole of Britain keep no office shut."""

_EACH_YEAR: Final = re.compile(r"(\d\d)-(\d\d)")


class UnreadableHolidays(ValueError):
    """The holidays cannot be read; the message names the file or the setting and says what to write."""


def _month_and_day(written: Any) -> Any:
    match = _EACH_YEAR.fullmatch(written) if isinstance(written, str) else None
    if match is None:
        return written
    month, day = int(match[1]), int(match[2])
    date(2024, month, day)  # a leap year: 29 February is a day
    return month, day


ClosedDay = Annotated[date | tuple[int, int], BeforeValidator(_month_and_day)]


class HolidayFile(BaseModel):
    """The company's own days: dates (2026-12-24), and days of every year, month first ("12-24")."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    closed: tuple[ClosedDay, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _no_countries(cls, data: Any) -> Any:
        if isinstance(data, dict) and "countries" in data:
            raise ValueError(
                "public holidays come by AMENDS_COUNTRY and AMENDS_REGION; write only days of your own, under `closed`"
            )
        return data


@dataclass(frozen=True)
class Holidays:
    """On which days nobody is at work: `closed` once, `yearly` (month, day) each year, and a country's holidays.

    `country` is ISO 3166, `region` the part of ISO 3166-2 behind it; both may be empty.
    """

    country: str = ""
    region: str = ""
    closed: frozenset[date] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()
    _years: dict[int, frozenset[date]] = field(default_factory=dict, compare=False, repr=False)

    def __contains__(self, day: date) -> bool:
        """Say whether `day` is free."""
        if day in self.closed or (day.month, day.day) in self.yearly:
            return True
        if not self.country:
            return False
        if day.year not in self._years:
            self._years[day.year] = frozenset(_public_holidays(self.country, self.region, day.year))
        return day in self._years[day.year]


NO_HOLIDAYS = Holidays()


@cache
def load_holidays(path: Path, country: str, region: str = "") -> Holidays:
    """Read the company's own days, beside the public holidays of a country; empty for the company's own alone.

    Raises UnreadableHolidays for a file that cannot be used, or a country or region that is not known.
    """
    try:
        file = HolidayFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UnreadableHolidays(f"{path}: this file cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UnreadableHolidays(": ".join(filter(None, (str(path), where, first["msg"])))) from error
    if country:
        _check_place(country, region)
    return Holidays(
        country,
        region or _REGION_UNSAID.get(country, ""),
        frozenset(day for day in file.closed if isinstance(day, date)),
        frozenset(day for day in file.closed if not isinstance(day, date)),
    )


def _check_place(country: str, region: str) -> None:
    from holidays import list_supported_countries  # takes a moment: only where holidays are asked for

    countries = list_supported_countries(include_aliases=False)
    if country not in countries:
        raise UnreadableHolidays(
            f"AMENDS_COUNTRY: no holidays of `{country}` are known; write a code such as DE, or nothing."
        )
    if region and region not in countries[country]:
        known = ", ".join(sorted(countries[country])) or "nothing: it has no regions"
        raise UnreadableHolidays(f"AMENDS_REGION: `{country}` has no `{region}`; write {known}.")


def _public_holidays(country: str, region: str, year: int) -> Iterator[date]:
    """The days themselves, and the working days that are free instead of those on a weekend."""
    from holidays import PUBLIC, country_holidays

    for observed in (False, True):
        yield from country_holidays(
            country,
            subdiv=region or None,
            years=year,
            expand=False,
            observed=observed,
            language=_LANGUAGE,
            categories=PUBLIC,
        )
