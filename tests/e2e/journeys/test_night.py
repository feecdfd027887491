"""A night without agents: a time and a number at once, the top of the list in the morning, told by e-mail when gone
(METHOD M4, M9, M10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from amends.cases.state import State
from tests.e2e.journeys.people import (
    NewBrowser,
    claim,
    open_chat,
    reference,
    reply,
    resolve,
    said,
    sign_in,
    until,
    write,
)
from tests.e2e.journeys.system import A_ROUND, System, running

pytestmark = [pytest.mark.e2e, pytest.mark.rasa]

ADDRESS = "k.aydin@mail.example"


def zone_where_it_is_night() -> str:
    """Return a time zone in which it is between one and two at night now, whenever this runs."""
    ahead = (1 - datetime.now(UTC).hour + 11) % 24 - 11
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


@pytest.fixture(scope="module")
def night(
    browser: Browser, trained_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[System]:
    """Everything running, hours after the team went home."""
    hours = {"AMENDS_OPENING_HOURS": "Mon-Sun 08:00-18:00", "AMENDS_TIMEZONE": zone_where_it_is_night()}
    with running(tmp_path_factory.mktemp("night") / "var", trained_model, hours) as everything:
        yield everything


def test_who_writes_at_night_is_given_a_time_and_is_first_in_the_morning_and_told_when_gone(
    night: System, new_browser: NewBrowser
) -> None:
    customer = open_chat(new_browser(), night)
    write(customer, "5 days without a heating and my kids are freezing. get me a human")
    expect(said(customer, "The team is back")).to_be_visible()
    expect(said(customer, "Someone will reply here by")).to_be_visible()
    expect(customer.locator("amends-chat .line")).to_contain_text("Someone will reply")
    case = reference(customer)
    write(customer, f"im going to bed. write to {ADDRESS}")
    expect(said(customer, "The answer goes to that address too.")).to_be_visible()
    _expect_mail(night, customer, f"Your record {case}: when a person writes")
    promised = night.case(case).promised_by
    assert night.case(case).state is State.FOLLOW_UP
    customer.context.close()

    assert promised is not None
    morning = night.levels.hours.after(night.now, 0)
    night.pass_time(case, seconds=(morning - night.now).total_seconds() + 300)
    early = open_chat(new_browser(), night)
    write(early, "you charged me twice this month, a person please")
    expect(early.locator("amends-chat .case")).to_contain_text("AM-")
    jonas = sign_in(new_browser(), night, "Jonas")
    expect(jonas.locator("[id^=waiting-AM]").first).to_have_attribute("id", f"waiting-{case}")
    claim(jonas, case)
    reply(jonas, "Hello, I'm Jonas, a person. I'm sorry. A fitter comes at nine today.")
    expect(jonas.locator("#log")).to_contain_text("A fitter comes at nine today.")
    resolve(jonas, told="A fitter comes to you at nine today.", outcome="Emergency visit booked.")

    told = _expect_mail(night, jonas, f"Your record {case}: how it was settled")
    assert "A fitter comes to you at nine today." in told
    until(jonas, lambda: night.case(case).state is State.TOLD, "the mail server took it, so they were told")
    assert [entry.detail["by"] for entry in night.case(case).audit if entry.event == "tell"] == ["mail"]


def _expect_mail(system: System, page: Page, subject: str) -> str:
    """Wait for an e-mail to the customer; return its text."""
    until(page, lambda: subject in system.mails_to(ADDRESS), f"no e-mail came: {subject}", A_ROUND)
    return system.mails_to(ADDRESS)[subject]
