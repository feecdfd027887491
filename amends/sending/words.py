"""How times, waits and what an offer gives are said (VOICE; METHOD M9)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from amends.cases.hours import OpeningHours
from amends.cases.wait import Wait
from amends.languages.language import Language
from amends.languages.line import Line
from amends.redress.currency import decimal_places
from amends.store.tables import AuthorityRequest, Offer

LONGEST_IN_MINUTES = 90
"""From so many minutes on a wait is said in hours."""


def say_wait(reference: str, wait: Wait, *, language: Language, hours: OpeningHours, now: datetime) -> str:
    """Say how long the wait is: minutes where somebody is there, a time where nobody is."""
    line = wait_line(reference, wait, language=language, hours=hours, now=now)
    return language.say(line.name, **line.slots)


def wait_line(reference: str, wait: Wait, *, language: Language, hours: OpeningHours, now: datetime) -> Line:
    """Return the sentence of the front desk that says how long the wait is."""
    if wait.minutes is not None:
        known = {"reference": reference, "minutes": say_minutes(wait.minutes, language)}
        return (
            Line("wait_line", {**known, "count": str(wait.ahead)}) if wait.ahead else Line("wait_next", known)
        )
    when = say_time(wait.promised_by, language=language, hours=hours, now=now)
    if hours.is_open(now):
        return Line("wait_desk_empty", {"reference": reference, "when": when})
    opens = say_time(hours.next_open(now), language=language, hours=hours, now=now, zone=False)
    return Line("wait_closed", {"reference": reference, "opens": opens, "when": when})


def say_minutes(minutes: int, language: Language) -> str:
    """Say a number of minutes: `1 minute`, `4 minutes`, `about 2 hours`."""
    if minutes < LONGEST_IN_MINUTES:
        return language.say("minutes", count=str(minutes))
    return language.say("about_hours", count=str(round(minutes / 60)))


def say_time(
    moment: datetime,
    *,
    language: Language,
    hours: OpeningHours,
    now: datetime,
    zone: bool = True,
    day: bool = False,
) -> str:
    """Say a time in the company's zone: `14:05 (Berlin time)`, `8:30 tomorrow`, `8:30 on Monday, 3 March`.

    `day`: name the day in any case, for what may be read another day than it is written.
    """
    local, today = moment.astimezone(hours.zone), now.astimezone(hours.zone).date()
    when = language.formats.say_clock(local)
    if local.date() == today + timedelta(days=1) and not day:
        when = language.say("clock_tomorrow", clock=when)
    elif local.date() != today or day:
        when = language.say("clock_on_day", clock=when, day=language.formats.say_day(local))
    if not zone:
        return when
    return language.say("in_city_time", when=when, city=language.formats.say_city(str(hours.zone)))


def say_day(moment: datetime, *, language: Language, hours: OpeningHours) -> str:
    """Say a day in the company's zone: `Monday, 3 March`."""
    return language.formats.say_day(moment.astimezone(hours.zone))


def say_thing(offer: Offer | AuthorityRequest, language: Language) -> str:
    """Say what an offer or a request gives: `a voucher of 10 euros`, `6.95 euros back the way you paid`."""
    amount = say_money(offer.amount, offer.currency, language)
    return language.say(f"thing_{offer.kind}", amount=amount, what=offer.what)


def say_voucher(offer: Offer, language: Language) -> str:
    """Say what a voucher is, after "your": `voucher of 10 euros`."""
    return language.say("your_voucher", amount=say_money(offer.amount, offer.currency, language))


def say_money(amount: Decimal, currency: str, language: Language) -> str:
    """Say an amount in the currency's own places: `6.95 euros`, `10 euros`, `500 JPY`."""
    return language.formats.say_sum(amount, currency, places=decimal_places(currency))
