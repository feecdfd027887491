"""What may tell of danger, in real browsers: it comes by itself, is answered once, and danger brings a person."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from amends.store.tables import FIRST_REFERENCE, Case
from tests.e2e.desk_server import DeskServer, serve

pytestmark = pytest.mark.e2e

TITLE = "Read these: they may tell of danger"


@pytest.fixture(scope="module")
def desk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    """One desk for all of these tests; each has customers of its own."""
    with serve(tmp_path_factory.mktemp("danger-review")) as running:
        yield running


def test_danger_that_a_person_finds_brings_them_to_the_customer(desk: DeskServer, browser: Browser) -> None:
    customer = desk.customer(browser, "it hums and smells odd since tuesday")
    reference = customer.locator("amends-chat .case").inner_text().strip().split()[-1]
    elena = desk.agent(browser, 0)
    desk.shop.notice(_conversation_of(desk, reference), chance=0.4)
    elena.goto(f"{desk.url}/desk/alerts")
    expect(elena.get_by_role("heading", name=TITLE)).to_be_visible()
    card = _card(elena, "it hums and smells odd")
    card.get_by_role("button", name="This is danger: take it over").click()
    expect(elena.locator("#reply")).to_be_visible()
    expect(elena.locator("#log")).to_contain_text("Read by Elena: this is danger")
    expect(customer.locator("amends-chat .text", has_text="Elena").last).to_be_visible()
    _leave(customer, elena)


def test_it_comes_to_an_open_page_and_leaves_both_when_one_has_read_it(
    desk: DeskServer, browser: Browser
) -> None:
    elena, jonas = desk.agent(browser, 0), desk.agent(browser, 1)
    for page in (elena, jonas):
        page.goto(f"{desk.url}/desk/alerts")
    desk.shop.perhaps_danger("the plug gets warm, is that normal")
    _stir(desk, browser)
    for page in (elena, jonas):
        expect(_card(page, "the plug gets warm")).to_be_visible()
        expect(page.locator("#alerts-count .badge")).to_contain_text("to read for danger")
    button = _card(jonas, "the plug gets warm").get_by_role("button", name="Nobody is in danger")
    button.focus()
    jonas.keyboard.press("Enter")
    expect(jonas.locator("#to-read-title")).to_be_focused()
    for page in (elena, jonas):
        expect(page.locator(".danger-reviews .danger-review", has_text="the plug gets warm")).to_have_count(0)
    elena.get_by_role("button", name="Undo: read it again").first.click()
    for page in (elena, jonas):
        expect(_card(page, "the plug gets warm")).to_be_visible()
    _leave(elena, jonas)


def test_it_is_answered_without_a_script(desk: DeskServer, browser: Browser) -> None:
    desk.shop.perhaps_danger("the cable is a bit brown at the end")
    jonas = desk.agent(browser, 1, java_script_enabled=False)
    jonas.goto(f"{desk.url}/desk/alerts")
    _card(jonas, "the cable is a bit brown").get_by_role("button", name="Nobody is in danger").click()
    expect(
        jonas.locator(".danger-reviews .danger-review", has_text="the cable is a bit brown")
    ).to_have_count(0)
    expect(jonas.get_by_role("heading", name="Alerts")).to_be_visible()
    _leave(jonas)


def _card(page: Page, text: str) -> Locator:
    return page.locator(".danger-reviews .danger-review", has_text=text)


def _conversation_of(desk: DeskServer, reference: str) -> str:
    with desk.services.store.read() as session:
        number = int(reference.removeprefix("AM-")) - FIRST_REFERENCE
        return session.get_one(Case, number).conversation_id


def _stir(desk: DeskServer, browser: Browser) -> None:
    """Something happens at the front desk, of which every open desk hears."""
    _leave(desk.customer(browser, "where is my parcel"))


def _leave(*pages: Page) -> None:
    for page in pages:
        page.context.close()
