"""How a language writes sums, days, times and numbers: its patterns, filled in by Babel with the words of the CLDR."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_timezone_location
from babel.numbers import format_decimal
from pydantic import BaseModel, ConfigDict, Field, field_validator

WHOLE = "#,##0"


class Formats(BaseModel):
    """A language's patterns (Unicode TR 35) and its own words for currencies, by ISO 4217 and plural category."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    locale: Locale = Field(description="as the CLDR names it: `en_GB`, `de`")
    day: str = Field(description="a day with its weekday: `EEEE, d MMMM`")
    clock: str = Field(description="a time of day: `H:mm`")
    sum: str = Field(description="a sum of money: `{amount} {currency}`")
    currencies: dict[str, dict[str, str]] = Field(description="a currency without words is said by its code")

    @field_validator("locale", mode="before")
    @classmethod
    def _known(cls, value: object) -> Locale:
        try:
            return Locale.parse(str(value))
        except (UnknownLocaleError, ValueError) as error:
            raise ValueError(f"{error}; write one of the CLDR, such as `en_GB`") from error

    def say_day(self, day: date) -> str:
        """Say a day with its weekday: `Monday, 3 March`."""
        return str(format_date(day, self.day, locale=self.locale))

    def say_clock(self, moment: datetime) -> str:
        """Say the time of day of a moment, in its own time zone: `14:05`."""
        return str(format_time(moment, self.clock, tzinfo=moment.tzinfo, locale=self.locale))

    def say_city(self, zone: str) -> str:
        """Say the city of an IANA time zone: `Berlin`, in Spanish `Berlín`."""
        return str(get_timezone_location(zone, locale=self.locale, return_city=True)).rpartition("/")[2]

    def say_number(self, number: int) -> str:
        """Say a whole number: `4`, `1,200`."""
        return str(format_decimal(number, WHOLE, locale=self.locale))

    def say_sum(self, amount: Decimal, currency: str, *, places: int) -> str:
        """Say a sum: `6.95 euros`, `10 euros`, `500 JPY`. `places`: the decimal places of the currency."""
        exact = round(amount, places)
        whole = exact == exact.to_integral_value()
        number = int(exact) if whole else exact
        pattern = WHOLE if whole else f"{WHOLE}.{'0' * places}"
        words = self.currencies.get(currency)
        named = words[self.category(number)] if words else currency
        return self.sum.format(amount=format_decimal(number, pattern, locale=self.locale), currency=named)

    def category(self, number: int | Decimal) -> str:
        """Return the plural category of a number (CLDR): `one`, `few`, `many`, `other`."""
        return str(self.locale.plural_form(number))

    @property
    def categories(self) -> frozenset[str]:
        """Every plural category that the language has."""
        return frozenset(self.locale.plural_form.tags) | {"other"}
