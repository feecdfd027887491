"""Dates of events in a text, resolved to the past: what was complained about has happened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from amends.understanding.counting import SMALL
from amends.understanding.reading import Fact
from amends.understanding.tokens import Pattern, RuleMatch, one_of, shaped, words

OLDEST_YEARS: Final = 10
"""An event further back is a typing mistake, not a date."""

ISO_DATE: Final = re.compile(r"20\d\d-\d\d-\d\d")

_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH: Final = {month: at for at, month in enumerate(_MONTHS, start=1)}
_MONTH_OF: Final = {month[:3]: at for month, at in _MONTH.items()} | _MONTH | {"sept": 9}
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_COUNTS: Final = {word: count for word, count in SMALL.items() if 1 <= count <= 10}
_BACK: Final = {"day": 2, "yesterday": 1, "last": 1}
"""How many days back a word of today's neighbourhood is, by its first word behind an article; else none."""

_DAY: Final = shaped(r"\d{1,2}(?:st|nd|rd|th)?")
_NTH: Final = shaped(r"\d{1,2}(?:st|nd|rd|th)")
_COUNT: Final = {"LOWER": {"REGEX": rf"\A(?:\d{{1,3}}|{'|'.join(_COUNTS)})\Z"}}
_NAMED: Final = one_of(*_MONTH_OF)
_DOT: Final = {"ORTH": ".", "OP": "?"}
_YEARS: Final[list[Pattern]] = [
    [],
    [{"ORTH": ",", "OP": "?"}, shaped(r"20\d\d")],
    [shaped("['’]"), shaped(r"\d\d")],
]
_SINCE: Final = one_of("on", "since", "from", "date", "dated")

RULES: Final[dict[str, list[Pattern]]] = {
    "iso": [[shaped(ISO_DATE.pattern)]],
    "numeric": [[shaped(r"\d{1,2}([./-])\d{1,2}\1(?:20)?\d\d")]],
    "day_month": [
        [one_of("the", often="?"), _DAY, one_of("of", often="?"), _NAMED, _DOT, *year] for year in _YEARS
    ],
    "month_day": [[_NAMED, _DOT, one_of("the", often="?"), _DAY, *year] for year in _YEARS],
    "near": [
        *(words("the", "day", "before", "yesterday"), words("last", "night")),
        *(
            [one_of("yesterday", "today", "tonight")],
            [*words("this"), one_of("morning", "afternoon", "evening")],
        ),
    ],
    "nth": [[one_of("on", "since", "from"), *words("the"), _NTH]],
    "short": [[_SINCE, shaped(r"\d{1,2}[./]\d{1,2}")]],
    "ago": [[_COUNT, one_of("day", "days", "week", "weeks", "month", "months"), *words("ago")]],
    "weekday": [[one_of(*_DAYS)]],
}
"""How customers name a day."""

_TO_COME: Final = frozenset(
    {"next", "by", "until", "till", "this", "coming", "every", "each", "before", "for"}
)
_NO_DAY: Final = frozenset({"of", "time", "floor", "day", "try", *_MONTH_OF})
"""What follows `on the 3rd` where it isn't a day of the month."""


def find_dates(matched: Iterable[RuleMatch], today: date) -> Iterator[Fact]:
    """The dates in what RULES matched as ISO 8601, none after `today` and none more than OLDEST_YEARS before it.

    A date without a year, and a weekday, is the latest one in the past. 3/4/2026 is read as 3 April; where
    that is no date, as month and day. What names the future ("next Tuesday") is no event. Of two readings of the
    same words the longer one counts.
    """
    oldest = today.replace(year=today.year - OLDEST_YEARS, day=1)
    told = (found for found in matched if found.rule in RULES)
    for found in sorted(told, key=lambda found: (found.start, -found.end)):
        when = _resolved(found, today)
        if when is not None and oldest <= when <= today:
            yield Fact("date", when.isoformat(), found.start, found.end)


def _resolved(found: RuleMatch, today: date) -> date | None:
    said = [token.lower_ for token in found.span]
    match found.rule:
        case "iso":
            return _date(*map(int, said[0].split("-")))
        case "numeric":
            first, second, year = map(int, re.split(r"[./-]", said[0]))
            return _date(year % 100 + 2000, second, first) or _date(year % 100 + 2000, first, second)
        case "day_month" | "month_day":
            return None if found.following == "times" else _of_month(said, today)
        case "near":
            return today - timedelta(days=next((days for word, days in _BACK.items() if word in said), 0))
        case "nth":
            return None if found.following in _NO_DAY else _latest(today, _number(said[-1]))
        case "short":
            day, month = map(int, re.split(r"[./]", said[-1]))
            return _past(today, None, month, day)
        case "ago":
            return _ago(_COUNTS.get(said[0]) or int(said[0]), said[1], today)
    to_come = found.preceding in _TO_COME or found.following in {"to", "-"}
    return None if to_come else today - timedelta(days=(today.weekday() - _DAYS.index(said[0]) - 1) % 7 + 1)


def _of_month(said: list[str], today: date) -> date | None:
    month = next(_MONTH_OF[word] for word in said if word in _MONTH_OF)
    day, *year = [_number(word) for word in said if word[0].isdigit()]
    return _past(today, year[0] % 100 + 2000 if year else None, month, day)


def _number(written: str) -> int:
    return int(re.sub(r"\D", "", written))


def _ago(count: int, unit: str, today: date) -> date | None:
    if unit.startswith("month"):
        return _months_before(today, count)
    return today - timedelta(days=count * (7 if unit.startswith("week") else 1))


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


def _past(today: date, year: int | None, month: int, day: int) -> date | None:
    if year:
        return _date(year, month, day)
    this_year = _date(today.year, month, day)
    if this_year is not None and this_year <= today:
        return this_year
    return _date(today.year - 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
