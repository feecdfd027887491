"""What Babel says of sums, days, times, cities and plurals, in English and in the languages that are to come."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from amends.languages.formats import Formats
from amends.redress.currency import currencies, decimal_places
from amends.understanding.money import CURRENCIES, find_amounts
from tests.languages import ENGLISH, LANGUAGES

MOMENT = datetime(2026, 3, 3, 8, 5, tzinfo=ZoneInfo("Europe/Berlin"))


def formats(locale: str, day: str) -> Formats:
    """Patterns as a language file would have them, with no currency's words but its code."""
    known = {"locale": locale, "day": day, "clock": "H:mm", "sum": "{amount} {currency}", "currencies": {}}
    return Formats.model_validate(known)


TO_COME = {
    "de": formats("de", "EEEE, d. MMMM"),
    "es": formats("es", "EEEE, d 'de' MMMM"),
    "tr": formats("tr", "d MMMM EEEE"),
    "vi": formats("vi", "EEEE, d MMMM"),
    "et": formats("et", "EEEE, d. MMMM"),
}


@pytest.mark.parametrize(
    ("code", "day", "city", "number", "amount"),
    [
        ("de", "Dienstag, 3. März", "Wien", "1.200", "6,95 EUR"),
        ("es", "martes, 3 de marzo", "Viena", "1.200", "6,95 EUR"),
        ("tr", "3 Mart Salı", "Viyana", "1.200", "6,95 EUR"),
        ("vi", "Thứ Ba, 3 tháng 3", "Vienna", "1.200", "6,95 EUR"),
        ("et", "teisipäev, 3. märts", "Viin", "1\N{NO-BREAK SPACE}200", "6,95 EUR"),
    ],
)
def test_the_cldr_knows_the_languages_to_come(
    code: str, day: str, city: str, number: str, amount: str
) -> None:
    known = TO_COME[code]
    assert known.say_day(MOMENT) == day
    assert known.say_clock(MOMENT) == "8:05"
    assert known.say_city("Europe/Vienna") == city
    assert known.say_number(1200) == number
    assert known.say_sum(Decimal("6.95"), "EUR", places=2) == amount


@pytest.mark.parametrize(
    ("code", "plurals"),
    [
        ("de", {"one", "other"}),
        ("es", {"one", "many", "other"}),
        ("tr", {"one", "other"}),
        ("vi", {"other"}),
        ("et", {"one", "other"}),
    ],
)
def test_the_plurals_that_each_language_has_to_bring(code: str, plurals: set[str]) -> None:
    assert TO_COME[code].categories == plurals
    assert {TO_COME[code].category(number) for number in (0, 1, 2, 5, 11, 21, 100, 1_000_000)} == plurals


def test_english_days_times_and_cities() -> None:
    known = ENGLISH.formats
    assert known.say_day(MOMENT) == "Tuesday, 3 March"
    assert known.say_clock(MOMENT) == "8:05"
    assert known.say_clock(MOMENT.replace(hour=14)) == "14:05"
    zones = ("Europe/Berlin", "America/New_York", "America/Argentina/Buenos_Aires", "UTC")
    assert [known.say_city(zone) for zone in zones] == ["Berlin", "New York", "Buenos Aires", "UTC"]


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        ("1", "EUR", "1 euro"),
        ("10", "EUR", "10 euros"),
        ("10.00", "EUR", "10 euros"),
        ("6.95", "GBP", "6.95 pounds"),
        ("1.50", "USD", "1.50 dollars"),
        ("1200", "CHF", "1,200 francs"),
        ("1234.50", "EUR", "1,234.50 euros"),
        ("500", "JPY", "500 JPY"),
        ("2.5", "KWD", "2.500 KWD"),
    ],
)
def test_sums_in_the_currency_s_own_places(amount: str, currency: str, said: str) -> None:
    assert ENGLISH.formats.say_sum(Decimal(amount), currency, places=decimal_places(currency)) == said


@pytest.mark.parametrize("currency", sorted(CURRENCIES.keys() & currencies().keys()))
@pytest.mark.parametrize("code", LANGUAGES.spoken)
def test_a_sum_that_we_say_is_read_back_as_the_same(code: str, currency: str) -> None:
    """What an offer backs is found in our own words again (METHOD R7)."""
    places = decimal_places(currency)
    for amount in (Decimal(1), Decimal("6.5"), Decimal(20), Decimal("1234.5"), Decimal(20_000)):
        exact = round(amount, places)
        said = LANGUAGES.of(code).formats.say_sum(exact, currency, places=places)
        read = [fact.value for fact in find_amounts(f"I can do this now: {said}. Shall I?")]
        assert [(Decimal(value.split()[0]), value.split()[1]) for value in read] == [(exact, currency)], said


def test_a_locale_that_the_cldr_does_not_know_is_refused() -> None:
    with pytest.raises(ValidationError, match="one of the CLDR"):
        formats("xx_YY", "EEEE")
