"""Dates of events in a text, resolved to the past: what was complained about has happened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from amends.understanding.reading import Fact

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_COUNTS |= {"eight": 8, "nine": 9, "ten": 10}
_UNITS = {"day": 1, "week": 7}

OLDEST_YEARS = 10
"""An event further back is a typing mistake, not a date."""

_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
)
_MONTH += r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
_YEAR = r"(?:,?\s+(?P<year>20\d\d))?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
ISO_DATE = re.compile(r"(?<![\w.-])(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?![\w-])")
_NUMERIC = re.compile(
    r"(?<![\w./-])(?P<first>\d{1,2})(?P<mark>[./-])(?P<second>\d{1,2})(?P=mark)(?P<year>(?:20)?\d\d)(?![\w/-])"
)
_DAY_MONTH = re.compile(rf"(?<![\w.,])(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}{_YEAR}(?!\w)", re.IGNORECASE)
_MONTH_DAY = re.compile(
    rf"(?<!\w){_MONTH}\s+(?:the\s+)?{_DAY}{_YEAR}(?![\w:.,]?\d|\w|\s+times)", re.IGNORECASE
)
_RELATIVE = re.compile(
    r"\b(?P<word>the day before yesterday|yesterday|last night|today|this (?:morning|afternoon|evening)|tonight)\b",
    re.IGNORECASE,
)
_BACK = {"the day before yesterday": 2, "yesterday": 1, "last night": 1}
_ORDINAL = re.compile(
    r"\b(?:on|since|from) the (?P<day>\d{1,2})(?:st|nd|rd|th)\b(?!\s+(?:of|time|floor|day|try|"
    + "|".join(_MONTHS)
    + r"))",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"\b(?:on|since|from|dated?)\s+(?P<day>\d{1,2})(?P<mark>[./])(?P<month>\d{1,2})(?P=mark)?(?![\w/.]*\d)"
)
_MONTHS_AGO = re.compile(rf"\b(?P<count>\d{{1,2}}|{'|'.join(_COUNTS)})\s+months?\s+ago\b", re.IGNORECASE)
_AGO = re.compile(
    rf"\b(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)})\s+(?P<unit>days?|weeks?)\s+ago\b", re.IGNORECASE
)
_WEEKDAY = re.compile(rf"\b(?P<before>\w+\s+)?(?P<weekday>{'|'.join(_DAYS)})\b(?!\s+(?:to|-))", re.IGNORECASE)
_FUTURE = frozenset({"next", "by", "until", "till", "this", "coming", "every", "each", "before", "for"})


def find_dates(text: str, today: date) -> Iterator[Fact]:
    """The dates in a text as ISO 8601, none after `today` and none more than OLDEST_YEARS before it.

    A date without a year, and a weekday, is the latest one in the past. 3/4/2026 is read as 3 April; where
    that is no date, as month and day. What names the future ("next Tuesday") is no event.
    """
    for start, end, when in _candidates(text, today):
        if when is not None and today.replace(year=today.year - OLDEST_YEARS, day=1) <= when <= today:
            yield Fact("date", when.isoformat(), start, end)


def _candidates(text: str, today: date) -> Iterator[tuple[int, int, date | None]]:
    for match in ISO_DATE.finditer(text):
        yield *match.span(), _date(int(match["year"]), int(match["month"]), int(match["day"]))
    for match in _NUMERIC.finditer(text):
        year, first, second = int(match["year"]) % 100 + 2000, int(match["first"]), int(match["second"])
        yield *match.span(), _date(year, second, first) or _date(year, first, second)
    for pattern in (_DAY_MONTH, _MONTH_DAY):
        for match in pattern.finditer(text):
            month = _MONTHS.index(match["month"].lower()[:3]) + 1
            yield *match.span(), _past(today, match["year"], month, int(match["day"]))
    for match in _RELATIVE.finditer(text):
        yield *match.span(), today - timedelta(days=_BACK.get(match["word"].lower(), 0))
    for match in _ORDINAL.finditer(text):
        yield *match.span(), _latest(today, int(match["day"]))
    for match in _SHORT.finditer(text):
        yield *match.span(), _past(today, None, int(match["month"]), int(match["day"]))
    for match in _MONTHS_AGO.finditer(text):
        yield *match.span(), _months_before(today, _COUNTS.get(match["count"].lower()) or int(match["count"]))
    for match in _AGO.finditer(text):
        count = _COUNTS.get(match["count"].lower()) or int(match["count"])
        days = count * _UNITS[match["unit"].lower().rstrip("s")]
        yield *match.span(), today - timedelta(days=days)
    for match in _WEEKDAY.finditer(text):
        if (match["before"] or "").strip().lower() not in _FUTURE:
            back = (today.weekday() - _DAYS.index(match["weekday"].lower()) - 1) % 7 + 1
            yield *match.span("weekday"), today - timedelta(days=back)


def _latest(today: date, day: int) -> date | None:
    """The latest `day` of a month that is not after today."""
    this_month = _date(today.year, today.month, day)
    if this_month is not None and this_month <= today:
        return this_month
    before = today.replace(day=1) - timedelta(days=1)
    return _date(before.year, before.month, day)


def _months_before(today: date, months: int) -> date:
    """The same day some months before, or the last one of a shorter month."""
    first = (today.year * 12 + today.month - 1) - months
    year, month = first // 12, first % 12 + 1
    return next(found for day in range(today.day, 0, -1) if (found := _date(year, month, day)))


def _past(today: date, year: str | None, month: int, day: int) -> date | None:
    if year:
        return _date(int(year), month, day)
    this_year = _date(today.year, month, day)
    if this_year is not None and this_year <= today:
        return this_year
    return _date(today.year - 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
