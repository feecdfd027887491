"""Customers and agents in real browsers: what they do, and what they see."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.e2e.journeys.system import PATIENCE, System

NewBrowser = Callable[..., BrowserContext]
"""Opens an empty browser profile."""


def visitor(browser: Browser, **look: Any) -> BrowserContext:
    """An empty browser profile in Berlin, in English; `look` goes to the browser."""
    asked = {"viewport": {"width": 1280, "height": 860}, **look}
    context = browser.new_context(locale="en-GB", timezone_id="Europe/Berlin", **asked)
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    return context


def open_chat(context: BrowserContext, system: System) -> Page:
    """Open the shop's page and the chat on it."""
    page = context.new_page()
    page.goto(system.url)
    page.locator(".launcher").click()
    expect(page.locator("textarea")).to_be_visible()
    return page


def sign_in(context: BrowserContext, system: System, name: str) -> Page:
    """Sign a demo agent in at their desk."""
    email, password = system.sign_in(name)
    page = context.new_page()
    page.goto(f"{system.url}/desk/")
    page.fill("#email", email)
    page.fill("#password", password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Waiting for a person")).to_be_visible()
    return page


def write(page: Page, text: str) -> None:
    """Type a message into the chat and send it with Enter."""
    page.locator("amends-chat textarea").fill(text)
    page.locator("amends-chat textarea").press("Enter")


def said(page: Page, text: str | re.Pattern[str]) -> Locator:
    """Return the chat's bubbles that hold a text."""
    return page.locator("amends-chat .text", has_text=text)


def press(page: Page, title: str) -> None:
    """Press a button that the chat offers."""
    page.locator("amends-chat").get_by_role("button", name=title, exact=True).click()


def reference(page: Page) -> str:
    """Return the case number that the customer sees."""
    expect(page.locator("amends-chat .case")).to_contain_text("AM-")
    found = re.search(r"AM-\d+", page.locator("amends-chat .case").inner_text())
    assert found
    return found[0]


def claim(page: Page, case: str) -> None:
    """Open a waiting case from the queue and claim it."""
    page.locator(f"#waiting-{case}").click()
    page.get_by_role("button", name="Claim this conversation").click()
    expect(page.locator("#reply")).to_be_visible()


def is_above(page: Page, case: str, other: str) -> bool:
    """Whether a case stands above another in the queue of those who wait."""
    rows = page.locator("[id^=waiting-AM]").evaluate_all("rows => rows.map((row) => row.id)")
    return bool(rows.index(f"waiting-{case}") < rows.index(f"waiting-{other}"))


def reply(page: Page, text: str) -> None:
    """Send a reply from the desk."""
    page.fill("#reply", text)
    page.keyboard.press("Control+Enter")


def resolve(page: Page, *, told: str, outcome: str) -> None:
    """Resolve the open case from the desk, and tell the customer how."""
    page.locator("#resolve-fold > summary").click()
    for demand in page.locator("#resolve-fold select[name^=end-]").all():
        done = demand.locator("option[value=done]").count()
        demand.select_option("done" if done else "withdrawn")
    page.fill("#told", told)
    page.fill("#outcome", outcome)
    page.get_by_role("button", name="Resolve and tell").click()


def until(page: Page, check: Callable[[], bool], message: str, timeout: float = PATIENCE) -> None:
    """Wait for something that is not on a page, `timeout` milliseconds at most."""
    deadline = time.monotonic() + timeout / 1000
    while not check() and time.monotonic() < deadline:
        page.wait_for_timeout(200)
    assert check(), message


QUESTIONS = (
    "How well did we hear you?",
    "Did you get the apology you wanted?",
    "How fair is the outcome?",
    "How easy was it to get here?",
)


def answer_survey(page: Page, *marks: str, stays: str) -> None:
    """Press an answer to each of the four questions, and to whether they stay."""
    for question, answer in zip((*QUESTIONS, "Will you stay with us?"), (*marks, stays), strict=True):
        expect(said(page, question)).to_be_visible()
        press(page, answer)
