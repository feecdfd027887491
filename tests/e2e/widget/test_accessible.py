"""By keyboard, for a screen reader, and for the checker of accessibility rules."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.accessibility import need_the_checker, violations
from tests.e2e.fake_front_desk import FakeFrontDesk
from tests.e2e.widget.visiting import LISTEN, WANTS, message, offering, visit, write

pytestmark = pytest.mark.e2e


def test_everything_works_by_keyboard_alone(
    front_desk: FakeFrontDesk, address: str, context: BrowserContext
) -> None:
    front_desk.answer = offering(front_desk, *WANTS)
    page = context.new_page()
    page.goto(address)
    launcher = page.get_by_role("button", name="Talk to us")
    launcher.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".box")).to_be_focused()
    page.keyboard.type("nobody came")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="A person, please")).to_be_visible()
    expect(page.locator(".box")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="A person, please")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".box")).to_be_focused()
    expect(message(page, "You said: A person, please")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    expect(launcher).to_be_focused()


def test_only_new_messages_are_read_out(
    front_desk: FakeFrontDesk, address: str, context: BrowserContext
) -> None:
    context.add_init_script(LISTEN)
    page = visit(context, address)
    write(page, "nobody came")
    expect(message(page, "You said: nobody came")).to_be_visible()
    assert page.evaluate("announced") == ["You said: nobody came"]
    page.reload()
    expect(message(page, "You said: nobody came")).to_be_visible()
    log = page.get_by_role("log", name="Messages")
    expect(log).to_have_attribute("aria-live", "polite")
    assert page.evaluate("announced") == []
    front_desk.write("agent", "I am Elena.", name="Elena")
    expect(message(page, "I am Elena.")).to_be_visible()
    assert page.evaluate("announced") == ["I am Elena."]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_checker_of_accessibility_rules_finds_nothing(
    front_desk: FakeFrontDesk, address: str, browser: Browser, scheme: str, width: int
) -> None:
    need_the_checker()
    visitor = browser.new_context(
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        viewport={"width": width, "height": 800},
    )
    front_desk.answer = offering(front_desk, *WANTS)
    page = visit(visitor, address)
    write(page, "three times")
    page.get_by_role("button", name="Just listen").wait_for()
    assert violations(page) == []
    front_desk.refusal = ("too_fast", "Please send this again in a moment.")
    write(page, "quick")
    expect(page.locator(".notice")).to_be_visible()
    front_desk.set_status(phase="person", case="AM-20418", speaker={"kind": "person", "name": "Elena"})
    front_desk.write("agent", "See https://shop.example.", name="Elena")
    front_desk.set_typing("person", True)
    expect(page.locator(".indicator")).to_be_visible()
    assert violations(page) == []
    visitor.close()


def test_new_messages_are_counted_while_the_chat_is_closed(front_desk: FakeFrontDesk, page: Page) -> None:
    page.get_by_role("button", name="Close the chat").click()
    front_desk.write("bot", "One thing more.")
    front_desk.write("bot", "And another.")
    launcher = page.get_by_role("button", name="Talk to us")
    expect(page.locator(".badge")).to_have_text("2")
    expect(launcher).to_have_accessible_name(re.compile("2 new messages$"))
    launcher.click()
    expect(message(page, "And another.")).to_be_visible()
    page.get_by_role("button", name="Close the chat").click()
    expect(page.locator(".badge")).to_be_hidden()
    assert front_desk.latest.seen == 3


def test_a_resized_window_and_a_turned_phone_stay_at_the_newest_message(
    front_desk: FakeFrontDesk, page: Page
) -> None:
    for number in range(12):
        front_desk.write("bot", f"This is sentence number {number} of a long story, and it goes on and on.")
    newest = message(page, "This is sentence number 11 of a long story, and it goes on and on.")
    for width, height in ((1280, 800), (320, 740), (740, 320), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        expect(newest).to_be_in_viewport(ratio=1)
