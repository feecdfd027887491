"""The reply box in a real browser: the gate speaks while an agent types, and no text is lost (METHOD M22)."""

from __future__ import annotations

import asyncio
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect

from amends.bootstrap import Services, build_services
from amends.desk.accounts import add_agent, find_agent
from amends.desk.handling import take_over
from amends.desk.sign_in import start_desk_session
from amends.settings import Settings
from amends.store.migrate import upgrade_engine
from amends.store.store import open_store
from amends.store.tables import Role
from amends.web.app import create_app
from tests.e2e.accessibility import need_the_checker, violations
from tests.integration.desk.conftest import ELENA, JONAS, PASSWORD, ObedientBot, Shop
from tests.languages import LANGUAGES
from tests.processes import free_port

pytestmark = pytest.mark.e2e

QUALIFIED = "I'm sorry you feel that way, but the courier says you were out."
BETTER = "I'm sorry. What can I do?"


@dataclass
class Desk:
    """A desk that is served, without a bot of its own."""

    url: str
    services: Services
    shop: Shop

    def token(self, email: str) -> str:
        """Return the session token of an agent who has just signed in."""
        with self.services.store.write() as session:
            agent = find_agent(session, email)
            assert agent is not None
            return start_desk_session(session, agent.id, hours=12, now=self.services.clock())

    def claimed(self, email: str) -> str:
        """A customer who complained, claimed by an agent; return the conversation's id."""
        conversation_id = self.shop.complain("nobody came", name="Ms Brandt")
        with self.services.store.write() as session:
            agent = find_agent(session, email)
            assert agent is not None
            take_over(session, conversation_id, agent, now=self.services.clock(), languages=LANGUAGES)
        return conversation_id


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with a lead and an agent."""
    path = tmp_path_factory.mktemp("furnished") / "amends.db"
    store = open_store(f"sqlite:///{path}")
    upgrade_engine(store.engine)
    with store.write() as session:
        add_agent(session, email=ELENA, name="Elena", role=Role.LEAD, password=PASSWORD)
        add_agent(session, email=JONAS, name="Jonas", role=Role.AGENT, password=PASSWORD)
    store.close()
    return path


@pytest.fixture
def desk(furnished: Path, tmp_path: Path) -> Iterator[Desk]:
    """The front desk, served on a port of its own."""
    shutil.copy(furnished, tmp_path / "amends.db")
    services = build_services(Settings(var=tmp_path))
    port = free_port()
    config = uvicorn.Config(
        create_app(services, ObedientBot()), host="127.0.0.1", port=port, log_level="error", ws="wsproto",
        timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    while not server.started:
        assert thread.is_alive()
        thread.join(0.05)
    yield Desk(f"http://127.0.0.1:{port}", services, Shop(services))
    server.should_exit = True
    thread.join(15)
    services.store.close()


def open_reply(context: BrowserContext, desk: Desk, email: str = JONAS) -> Page:
    """Open a conversation that the agent has claimed, at its reply box."""
    context.add_cookies([{"name": "amends_desk", "value": desk.token(email), "url": desk.url}])
    page = context.new_page()
    page.goto(f"{desk.url}/desk/conversations/{desk.claimed(email)}")
    expect(page.locator("#reply")).to_be_focused()
    return page


def test_the_gate_speaks_while_an_agent_types_and_its_rewrite_is_one_click(
    desk: Desk, context: BrowserContext
) -> None:
    page = open_reply(context, desk)
    advice = page.locator("#reply-advice")
    page.locator("#reply").press_sequentially(QUALIFIED)
    expect(advice).to_contain_text("This can't be sent.")
    expect(advice).to_contain_text("“but” takes the apology back")
    page.get_by_role("button", name="Use this").click()
    expect(page.locator("#reply")).to_have_value(BETTER)
    expect(page.locator("#reply")).to_be_focused()
    expect(advice).to_have_text("The apology stands alone.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#reply")).to_have_value(QUALIFIED)
    expect(advice).to_contain_text("This can't be sent.")
    expect(page.get_by_role("button", name="Undo")).to_be_hidden()


def test_what_was_typed_survives_the_rewrite_a_change_to_it_and_a_reload(
    desk: Desk, context: BrowserContext
) -> None:
    page = open_reply(context, desk)
    box = page.locator("#reply")
    box.fill(QUALIFIED)
    page.get_by_role("button", name="Use this").click()
    box.press_sequentially(" Tuesday?")
    page.reload()
    expect(box).to_have_value(f"{BETTER} Tuesday?")
    page.get_by_role("button", name="Undo").click()
    expect(box).to_have_value(QUALIFIED)
    page.get_by_role("button", name="Undo").click()
    expect(box).to_have_value(f"{BETTER} Tuesday?")
    box.press("Control+z")
    expect(box).to_have_value(QUALIFIED)


def test_the_exact_place_is_shown_in_the_text(desk: Desk, context: BrowserContext) -> None:
    page = open_reply(context, desk)
    page.locator("#reply").fill("😔 Ms Brandt,\nI'm sorry, but you were out.")
    page.get_by_role("button", name="Show “but” in the text").click()
    chosen = "(box) => box.value.slice(box.selectionStart, box.selectionEnd)"
    assert page.locator("#reply").evaluate(chosen) == "but"


def test_everything_works_by_keyboard_and_is_read_out(desk: Desk, context: BrowserContext) -> None:
    need_the_checker()
    page = open_reply(context, desk)
    page.keyboard.type("I'm sorry for the delay.")
    status = page.locator("#reply-advice")
    expect(status).to_contain_text("hangs on the apology")
    expect(status).to_have_attribute("aria-live", "polite")
    expect(page.locator("#reply")).to_have_attribute("aria-describedby", re.compile("reply-advice"))
    assert violations(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Use this")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#reply")).to_have_value("I'm sorry.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#log")).to_contain_text("I'm sorry.")
    expect(page.locator("#reply")).to_have_value("")
    expect(page.locator("#reply-advice")).to_be_empty()


def test_what_is_told_on_resolving_is_read_as_well(desk: Desk, context: BrowserContext) -> None:
    page = open_reply(context, desk)
    page.get_by_text("Resolve", exact=True).first.click()
    page.fill("#told", "Unfortunately we had to close this.")
    expect(page.locator("#told-advice")).to_contain_text("Unfortunately")
    page.locator("#told-advice").get_by_role("button", name="Use this").click()
    expect(page.locator("#told")).not_to_have_value("Unfortunately we had to close this.")
    expect(page.locator("#reply-advice")).to_be_empty()


def test_the_newest_text_is_what_is_judged_and_a_desk_that_fails_costs_nothing(
    desk: Desk, context: BrowserContext
) -> None:
    page = open_reply(context, desk)
    page.locator("#reply").fill(QUALIFIED)
    expect(page.locator("#reply-advice")).to_contain_text("This can't be sent.")
    page.route("**/advice", lambda route: route.abort())
    page.locator("#reply").fill("I'm sorry.")
    expect(page.locator("#reply-advice")).to_be_empty()
    page.locator("#reply").fill(QUALIFIED)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".stopped")).to_contain_text("Not sent.")
    expect(page.locator("#reply")).to_have_value(QUALIFIED)


def test_what_a_lead_decides_is_drawn_at_once_and_takes_nothing_away(
    desk: Desk, context: BrowserContext, browser: Browser
) -> None:
    page = open_reply(context, desk)
    page.locator("#offer-fold > summary").click()
    page.fill("#offer-amount", "200")
    page.fill("#offer-why", "A parcel lost twice.")
    page.get_by_role("button", name="Ask a lead for it").click()
    expect(
        page.get_by_text("You asked a lead for a voucher of 200 euros. Nothing is offered yet")
    ).to_be_visible()
    expect(page.locator("#offer-amount")).to_be_hidden()
    page.fill("#reply", "I am asking for more.")
    page.locator("#offer-fold > summary").click()
    page.fill("#offer-amount", "5")
    page.locator("#offer-why").press_sequentially("to begn with")
    for _ in "n with":
        page.keyboard.press("ArrowLeft")
    with browser.new_context() as other:
        other.add_cookies([{"name": "amends_desk", "value": desk.token(ELENA), "url": desk.url}])
        elena = other.new_page()
        elena.goto(f"{desk.url}/desk/")
        why = elena.get_by_placeholder("Why (not required)")
        why.fill("One of 20 will do.")
        with elena.expect_response("**/desk/queue*"):
            elena.evaluate("htmx.trigger('#lists', 'sse:queue')")
        expect(why).to_have_value("One of 20 will do.")
        elena.get_by_role("button", name="Decline").click()
        expect(elena.get_by_role("button", name="Decline")).to_have_count(0)
    expect(page.get_by_text("Elena declined a voucher of 200 euros: “One of 20 will do.”")).to_be_visible()
    expect(page.locator("#offer-why")).to_be_focused()
    page.keyboard.type("i")
    expect(page.locator("#offer-why")).to_have_value("to begin with")
    expect(page.locator("#offer-amount")).to_have_value("5")
    expect(page.locator("#reply")).to_have_value("I am asking for more.")


def test_without_scripts_the_desk_reads_it_on_sending(desk: Desk, browser: Browser) -> None:
    plain = browser.new_context(java_script_enabled=False)
    try:
        page = open_reply(plain, desk)
        page.fill("#reply", QUALIFIED)
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.locator(".stopped")).to_contain_text("takes the apology back")
        page.get_by_role("button", name="Use this").click()
        expect(page.locator("#reply")).to_have_value(BETTER)
        page.get_by_role("button", name="Bring it back").click()
        expect(page.locator("#reply")).to_have_value(QUALIFIED)
    finally:
        plain.close()
