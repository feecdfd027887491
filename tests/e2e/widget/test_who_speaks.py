"""Who speaks, where the customer stands, and that what others write is only text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.fake_front_desk import FakeFrontDesk
from tests.e2e.widget.visiting import GREETING, message, state_of, write

pytestmark = pytest.mark.e2e


def test_it_always_says_whether_a_person_or_the_assistant_speaks(
    front_desk: FakeFrontDesk, page: Page
) -> None:
    front_desk.set_status(phase="person", case="AM-20418", speaker={"kind": "person", "name": "Elena"})
    expect(page.get_by_role("heading", name="Elena, a person")).to_be_visible()
    expect(page.locator(".strip")).to_contain_text("Case AM-20418")
    front_desk.write("agent", "I've read all of it.", name="Elena")
    expect(page.locator(".message.agent .name")).to_have_text("Elena, a person")
    front_desk.set_typing("person", True)
    expect(page.locator(".indicator")).to_have_text("Elena is writing")
    front_desk.set_typing("person", False)
    expect(page.locator(".indicator")).to_be_hidden()
    front_desk.set_status(phase="bot", speaker={"kind": "bot", "name": None})
    expect(page.get_by_role("heading", name="Automated assistant")).to_be_visible()


def test_the_line_says_how_long_it_takes(front_desk: FakeFrontDesk, page: Page) -> None:
    line = page.locator(".strip .line")
    front_desk.set_status(phase="queued", case="AM-20418", ahead=0, wait_minutes=4)
    expect(line).to_have_text("You are next. A person is usually here within 4 minutes.")
    front_desk.set_status(ahead=1, wait_minutes=1)
    expect(line).to_have_text("1 person is ahead of you. A person is usually here within 1 minute.")
    front_desk.set_status(ahead=None, wait_minutes=None)
    expect(line).to_have_text("A person was asked to join you here.")
    front_desk.set_status(phase="resolved")
    expect(line).to_have_text("Resolved. If anything is still open, write here.")


def test_a_promise_is_shown_in_the_customers_time_zone_and_stays_when_it_is_broken(
    front_desk: FakeFrontDesk, page: Page
) -> None:
    line = page.locator(".strip .line")
    page.clock.set_fixed_time(datetime(2026, 11, 23, 18, 0, tzinfo=UTC))
    front_desk.set_status(phase="follow_up", promised_by="2026-11-24T07:30:00Z")
    expect(line).to_have_text("Someone will reply here by 8:30 tomorrow.")
    front_desk.set_status(promised_by="2026-11-26T07:30:00Z")
    expect(line).to_have_text("Someone will reply here by 8:30 on Thursday 26 November.")
    front_desk.set_status(promised_by="2026-11-23T17:30:00Z")
    late = "You were promised an answer by 18:30, and that time has passed. Your case is still open."
    expect(line).to_have_text(late)


def test_days_are_separated(front_desk: FakeFrontDesk, page: Page) -> None:
    front_desk.do(lambda: front_desk.latest.messages.clear())
    yesterday = datetime.now(UTC) - timedelta(days=1)
    front_desk.do(lambda: front_desk.latest.add("bot", GREETING, at=yesterday))
    page.reload()
    expect(page.locator(".day:visible")).to_have_text(["Yesterday"])
    write(page, "good morning")
    expect(page.locator(".day:visible")).to_have_text(["Yesterday", "Today"])


def test_the_bot_is_said_to_read_only_when_it_takes_long(front_desk: FakeFrontDesk, page: Page) -> None:
    front_desk.hold = True
    write(page, "a hard one")
    expect(page.locator(".indicator")).to_have_text("Reading…")
    front_desk.write("bot", "Here it is.")
    expect(page.locator(".indicator")).to_be_hidden()


def test_a_person_sees_the_customer_type_and_the_bot_does_not(front_desk: FakeFrontDesk, page: Page) -> None:
    write(page, "to the bot")
    expect(state_of(page, "to the bot")).to_contain_text("Answered")
    assert front_desk.latest.writing == []
    front_desk.set_status(phase="person", speaker={"kind": "person", "name": "Elena"})
    expect(page.get_by_role("heading", name="Elena, a person")).to_be_visible()
    write(page, "to Elena")
    expect(state_of(page, "to Elena")).to_contain_text("Answered")
    assert front_desk.latest.writing == [True, False]


@pytest.mark.parametrize("sender", ["bot", "agent", "system"])
def test_markup_is_shown_and_never_run(front_desk: FakeFrontDesk, page: Page, sender: str) -> None:
    evil = "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"
    front_desk.write(sender, evil, name=evil)
    expect(message(page, evil)).to_be_visible()
    assert page.locator(".log img, .log script, [role=log] img, [role=log] script").count() == 0
    assert page.evaluate("window.ran") is None


def test_only_plain_https_addresses_become_links(front_desk: FakeFrontDesk, page: Page) -> None:
    front_desk.write(
        "agent",
        "See https://shop.example/a_(b). Not http://shop.example, javascript:alert(1) or "
        "https://bank.example@elsewhere.example/x",
    )
    links = page.locator("[role=log] a")
    expect(links).to_have_count(1)
    expect(links).to_have_attribute("href", "https://shop.example/a_(b)")
    expect(links).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(links).to_have_attribute("target", "_blank")
