"""What the front desk says by itself, and how it says times and waits (VOICE; METHOD M9)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from importlib import resources

import yaml

from amends.cases.hours import OpeningHours
from amends.cases.wait import Wait
from amends.redress.currency import minor_unit
from amends.store.tables import AuthorityRequest, Offer

CURRENCY_NAMES = {"EUR": "euros", "GBP": "pounds", "USD": "dollars", "CHF": "francs"}


@cache
def system_texts(lang: str = "en") -> dict[str, str]:
    """Return every sentence the front desk has, by name."""
    source = resources.files("amends.sending").joinpath(f"words_{lang}.yml").read_text(encoding="utf-8")
    texts: dict[str, str] = yaml.safe_load(source)
    return texts


def say(name: str, /, **slots: str) -> str:
    """Return the sentence `name` with its slots filled in. Raises KeyError for one that does not exist."""
    return system_texts()[name].format(**slots)


def say_wait(reference: str, wait: Wait, *, hours: OpeningHours, now: datetime) -> str:
    """Say how long the wait is: minutes where somebody is there, a time where nobody is."""
    if wait.minutes is not None:
        minutes = say_minutes(wait.minutes)
        if wait.ahead == 0:
            return say("wait_next", reference=reference, minutes=minutes)
        ahead = "1 person is" if wait.ahead == 1 else f"{wait.ahead} people are"
        return say("wait_line", reference=reference, ahead=ahead, minutes=minutes)
    when = say_time(wait.promised_by, hours=hours, now=now)
    if hours.is_open(now):
        return say("wait_desk_empty", reference=reference, when=when)
    opens = say_time(hours.next_open(now), hours=hours, now=now, zone=False)
    return say("wait_closed", reference=reference, opens=f"at {opens}", when=when)


def say_minutes(minutes: int) -> str:
    """Say a number of minutes: `1 minute`, `4 minutes`, `about 2 hours`."""
    if minutes < 90:
        return "1 minute" if minutes == 1 else f"{minutes} minutes"
    return f"about {round(minutes / 60)} hours"


def say_time(
    moment: datetime, *, hours: OpeningHours, now: datetime, zone: bool = True, day: bool = False
) -> str:
    """Say a time in the company's zone: `14:05 (Berlin time)`, `8:30 tomorrow`, `8:30 on Monday, 3 March`.

    `day`: name the day in any case, for what may be read another day than it is written.
    """
    local, today = moment.astimezone(hours.zone), now.astimezone(hours.zone).date()
    clock = f"{local.hour}:{local.minute:02d}"
    if local.date() == today and not day:
        when = clock
    elif local.date() == today + timedelta(days=1) and not day:
        when = f"{clock} tomorrow"
    else:
        when = f"{clock} on {local:%A}, {local.day} {local:%B}"
    city = str(hours.zone).rpartition("/")[2].replace("_", " ")
    return f"{when} ({city} time)" if zone else when


def say_day(moment: datetime, *, hours: OpeningHours) -> str:
    """Say a day in the company's zone: `Monday, 3 March`."""
    local = moment.astimezone(hours.zone)
    return f"{local:%A}, {local.day} {local:%B}"


def say_thing(offer: Offer | AuthorityRequest) -> str:
    """Say what an offer or a request gives: `a voucher of 10 euros`, `6.95 euros back the way you paid`."""
    return say(f"thing_{offer.kind}", amount=say_money(offer.amount, offer.currency), what=offer.what)


def say_money(amount: Decimal, currency: str) -> str:
    """Say an amount in the currency's own places: `6.95 euros`, `10 euros`, `500 JPY`."""
    exact = amount.quantize(minor_unit(currency))
    number = f"{exact.to_integral_value()}" if exact == exact.to_integral_value() else f"{exact}"
    return f"{number} {CURRENCY_NAMES.get(currency, currency)}"
