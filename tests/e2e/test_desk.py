"""The desk in real browsers: agents together, without a script, by keyboard alone, and as axe-core reads it.

Where AMENDS_JOURNEY names a folder, the tour leaves its pictures there (docs/).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from amends.cases.state import State
from amends.casework.record import find_case
from amends.clock import system_clock
from amends.follow_through.lateness import count_alerts
from amends.store.tables import Want
from tests.e2e.accessibility import need_the_checker, violations
from tests.e2e.desk_seeds import seed_pages
from tests.e2e.desk_server import DeskServer, serve

pytestmark = pytest.mark.e2e

SCRIPT_BYTES = 100_000
JOURNEY = os.environ.get("AMENDS_JOURNEY")


@pytest.fixture(scope="module")
def desk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    """One desk for all of these tests; each has customers of its own."""
    with serve(tmp_path_factory.mktemp("desk")) as running:
        yield running


def test_a_lead_approves_in_another_browser_and_the_customer_reads_the_offer(
    desk: DeskServer, browser: Browser
) -> None:
    customer = desk.customer(browser, "i want 200 euros, my parcel never came")
    jonas, elena = desk.agent(browser, 1), desk.agent(browser, 0)
    _claim(jonas, _reference(customer))
    jonas.keyboard.press("Escape")
    jonas.get_by_text("Offer", exact=True).click()
    jonas.fill("#offer-amount", "200")
    jonas.fill("#offer-why", "A parcel lost twice.")
    jonas.get_by_role("button", name="Offer it").click()
    expect(jonas.locator("#offer-fold .problem")).to_contain_text("A lead may: ask one.")
    jonas.get_by_role("button", name="Ask a lead for it").click()
    expect(jonas.locator("#record")).to_contain_text("not decided yet")
    expect(elena.get_by_role("heading", name="Waits for a lead's decision")).to_be_visible()
    elena.locator(".ask", has_text=_reference(customer)).get_by_role("button", name="Approve").click()
    expect(customer.locator("amends-chat .text", has_text="200 euros").last).to_be_visible()
    customer.get_by_role("button", name="Yes", exact=True).last.click()
    expect(jonas.locator("#record")).to_contain_text("approved by Elena")
    expect(jonas.locator("#record")).to_contain_text("(accepted)")
    _leave(customer, jonas, elena)


def test_two_agents_take_the_next_at_once_and_get_two_customers(desk: DeskServer, browser: Browser) -> None:
    jonas, elena = desk.agent(browser, 1), desk.agent(browser, 0)
    references = {desk.shop.case(desk.shop.complain(f"late {n}", heat=0.9)).reference for n in range(2)}
    for page in (jonas, elena):
        page.reload()
    for page in (jonas, elena):
        page.keyboard.press("n")
    for page in (jonas, elena):
        expect(page.locator("#reply")).to_be_visible()
    taken = {page.locator("h1 .ref").inner_text() for page in (jonas, elena)}
    assert len(taken) == 2
    assert len(taken | references) <= 4
    _leave(jonas, elena)


def test_an_agent_vanishes_and_the_customer_is_not_forgotten(desk: DeskServer, browser: Browser) -> None:
    customer = desk.customer(browser, "get me a human")
    jonas = desk.agent(browser, 1)
    reference = _reference(customer)
    _claim(jonas, reference)
    conversation_id = jonas.url.rpartition("/")[2]
    _leave(jonas)
    with desk.services.store.write() as session:
        case = find_case(session, conversation_id)
        assert case is not None
        case.assigned_at = system_clock() - timedelta(hours=1)
        for message in case.conversation.messages:
            message.sent_at -= timedelta(hours=1)
    elena = desk.agent(browser, 0)
    expect(elena.locator(f"#waiting-{reference}")).to_be_visible(timeout=60_000)
    expect(customer.locator("amends-chat .text", has_text="I'm sorry.").last).to_be_visible()
    assert desk.shop.case(conversation_id).state in (State.QUEUED, State.FOLLOW_UP)
    _leave(customer, elena)


def test_after_a_night_without_agents_the_first_one_finds_who_was_promised_a_time(
    browser: Browser, tmp_path: Path
) -> None:
    day = f"{system_clock() + timedelta(days=3):%a}"
    with serve(tmp_path, hours=f"{day} 08:00-18:00") as night:
        customer = night.customer(browser, "anyone there??")
        expect(customer.locator("amends-chat .text", has_text="The team is back")).to_be_visible()
        reference = _reference(customer)
        elena = night.agent(browser, 0)
        expect(elena.locator(f"#waiting-{reference}")).to_be_visible()
        _claim(elena, reference)
        expect(customer.locator("amends-chat .title")).to_have_text("Elena, a person")
        _leave(customer, elena)


def test_without_a_script_everything_can_be_read_and_answered(desk: DeskServer, browser: Browser) -> None:
    conversation_id = desk.shop.complain("the lamp came broken", name="No Script")
    jonas = desk.agent(browser, 1, java_script_enabled=False)
    jonas.goto(f"{desk.url}/desk/conversations/{conversation_id}")
    jonas.get_by_role("button", name="Claim this conversation").click()
    jonas.fill("#reply", "I'm sorry, but you were out.")
    jonas.get_by_role("button", name="Send", exact=True).click()
    expect(jonas.locator(".stopped")).to_be_visible()
    jonas.fill("#reply", "A new lamp is on its way. It comes on Friday.")
    jonas.get_by_role("button", name="Send and resolve…").click()
    expect(jonas.locator("#told")).to_have_value("A new lamp is on its way. It comes on Friday.")
    jonas.fill("#outcome", "Replacement sent.")
    jonas.select_option("#cause", "transport_damage")
    jonas.get_by_role("button", name="Resolve and tell").click()
    expect(jonas.locator("#record")).to_contain_text("It broke on the way")
    assert desk.shop.said(conversation_id) == ["A new lamp is on its way. It comes on Friday."]
    _leave(jonas)


def test_a_letter_is_written_without_a_script_and_read_in_the_chat(
    desk: DeskServer, browser: Browser
) -> None:
    customer = desk.customer(browser, "nobody has said sorry to my mother. get me a human")
    jonas = desk.agent(browser, 1, java_script_enabled=False)
    jonas.locator(f"#waiting-{_reference(customer)}").click()
    letter = f"{jonas.url}/letter"
    jonas.goto(letter)
    expect(jonas.get_by_text("Claim it to write the letter in your name.")).to_be_visible()
    jonas.get_by_role("link", name="Back to the conversation").click()
    jonas.get_by_role("button", name="Claim this conversation").click()
    jonas.get_by_role("link", name="Letter", exact=True).click()
    expect(jonas.locator("#letter")).to_have_value(re.compile(r"\n\nI'm sorry\.\n\n"))
    jonas.fill("#letter", "Hello,\n\nI'm sorry, but nobody told us.\n\nJonas")
    jonas.get_by_role("button", name="Send the letter").click()
    expect(jonas.locator(".stopped")).to_contain_text("takes the apology back")
    jonas.fill("#letter", "Hello,\n\nI'm sorry.\n\nI read all of it today.\n\nJonas")
    jonas.get_by_role("button", name="Send the letter").click()
    expect(jonas.locator("#log")).to_contain_text("I read all of it today.")
    expect(customer.locator("amends-chat .text", has_text="I read all of it today.")).to_be_visible()
    jonas.goto(letter)
    expect(jonas.get_by_text("Jonas sent this letter")).to_be_visible()
    _leave(customer, jonas)


def test_a_letter_that_is_being_written_survives_a_reload_and_can_begin_anew(
    desk: DeskServer, browser: Browser
) -> None:
    conversation_id = desk.shop.complain("nobody has said sorry", name="Ms Draft")
    jonas = desk.agent(browser, 1)
    jonas.goto(f"{desk.url}/desk/conversations/{conversation_id}")
    jonas.keyboard.press("c")
    expect(jonas.locator("#reply")).to_be_focused()
    jonas.keyboard.press("Tab")
    jonas.keyboard.press("l")
    expect(jonas.locator("#letter-advice")).to_contain_text("The apology stands alone.")
    jonas.fill("#letter", "Dear Ms Draft, it was late.")
    expect(jonas.locator("#letter-advice")).to_contain_text("does not say sorry")
    jonas.reload()
    expect(jonas.locator("#letter")).to_have_value("Dear Ms Draft, it was late.")
    jonas.get_by_role("link", name="Start again from the draft").click()
    expect(jonas.locator("#letter")).to_have_value(re.compile("^Dear Ms Draft,\n\nYou wrote to us"))
    _leave(jonas)


def test_what_goes_late_is_counted_on_a_leads_open_page(desk: DeskServer, browser: Browser) -> None:
    elena, jonas = desk.agent(browser, 0), desk.agent(browser, 1)
    seed_pages(desk)
    with desk.services.store.read() as session:
        late = count_alerts(session)
    jonas.goto(f"{desk.url}/desk/conversations/{desk.shop.complain('one more')}")
    jonas.get_by_role("button", name="Claim this conversation").click()
    expect(elena.locator("#alerts-count .badge")).to_contain_text(str(late))
    _leave(elena, jonas)


def test_by_keyboard_alone_from_the_queue_to_an_answer_with_a_saved_reply(
    desk: DeskServer, browser: Browser
) -> None:
    _save_a_reply(desk, browser)
    conversation_id = desk.shop.complain("THREE times i stayed home", heat=0.99, name="Ms Key")
    jonas = desk.agent(browser, 1)
    jonas.goto(f"{desk.url}/desk/conversations/{conversation_id}")
    jonas.keyboard.press("?")
    expect(jonas.get_by_role("dialog", name="Keys")).to_be_visible()
    jonas.keyboard.press("Escape")
    expect(jonas.get_by_role("dialog", name="Keys")).to_be_hidden()
    jonas.keyboard.press("c")
    expect(jonas.locator("#reply")).to_be_focused()
    jonas.keyboard.press("Alt+s")
    jonas.keyboard.type("hello")
    jonas.keyboard.press("Enter")
    expect(jonas.locator("#reply")).to_have_value("Hello Ms Key, I'm Jonas, a person. I'm sorry.")
    jonas.reload()
    expect(jonas.locator("#reply")).to_have_value("Hello Ms Key, I'm Jonas, a person. I'm sorry.")
    jonas.focus("#reply")
    jonas.keyboard.press("Control+Shift+Enter")
    expect(jonas.get_by_role("heading", name="Waiting for a person")).to_be_visible()
    assert desk.shop.said(conversation_id) == ["Hello Ms Key, I'm Jonas, a person. I'm sorry."]
    jonas.goto(f"{desk.url}/desk/conversations/{conversation_id}")
    expect(jonas.locator("#reply")).to_have_value("")
    _leave(jonas)


def test_a_key_works_in_the_very_moment_in_which_the_help_sheet_closes(
    desk: DeskServer, browser: Browser
) -> None:
    conversation_id = desk.shop.complain("nobody came", name="Ms Quick")
    jonas = desk.agent(browser, 1)
    jonas.goto(f"{desk.url}/desk/conversations/{conversation_id}")
    jonas.keyboard.press("?")
    expect(jonas.get_by_role("switch", name="Single keys on")).to_be_focused()
    jonas.evaluate("""() => {
        document.getElementById("help").close();
        const key = new KeyboardEvent("keydown", { key: "c", bubbles: true, cancelable: true });
        document.activeElement.dispatchEvent(key);
    }""")
    expect(jonas.locator("#reply")).to_be_focused()
    _leave(jonas)


def test_no_page_loads_more_script_than_it_may(desk: DeskServer, browser: Browser) -> None:
    elena = desk.agent(browser, 0)
    for path in _pages(desk):
        elena.goto(f"{desk.url}{path}")
        sources = elena.eval_on_selector_all("script[src]", "scripts => scripts.map((one) => one.src)")
        weight = sum(len(elena.request.get(source).body()) for source in sources)
        assert 0 < weight < SCRIPT_BYTES, (path, weight, sources)
    _leave(elena)


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 390), ("dark", 390), ("light", 1280), ("dark", 1600)]
)
def test_the_checker_of_accessibility_rules_finds_nothing_on_any_page_or_state(
    desk: DeskServer, browser: Browser, scheme: Literal["light", "dark"], width: int
) -> None:
    need_the_checker()
    elena = desk.agent(browser, 0, color_scheme=scheme, viewport={"width": width, "height": 900})
    found: dict[str, list[str]] = {}
    for name in _tour(desk, elena):
        found[name] = violations(elena)
        overflow = elena.evaluate("document.documentElement.scrollWidth - innerWidth")
        if overflow > 0:
            found[name].append(f"{overflow} pixels too wide")
        if JOURNEY and (scheme, width) == ("light", 1280) and name in ("queue", "case"):
            elena.screenshot(path=Path(JOURNEY) / f"desk-{name}.png")
    _leave(elena)
    assert not any(found.values()), {name: what for name, what in found.items() if what}


def _tour(desk: DeskServer, page: Page) -> Iterator[str]:
    """Go through every page of the desk and the states of a case."""
    mine = _brandt(desk)
    page.goto(f"{desk.url}/desk/")
    yield "queue"
    page.goto(f"{desk.url}/desk/?topic=privacy&want=vent&breached=1")
    yield "filtered to nothing"
    page.goto(f"{desk.url}/desk/conversations/{mine}")
    yield "waiting"
    page.get_by_role("button", name="Claim this conversation").click()
    expect(page.locator("#reply")).to_be_visible()
    page.fill("#note", "@Jonas did the carrier call you back?")
    page.get_by_role("button", name="Keep note").click()
    expect(page.locator(".slip")).to_be_visible()
    yield "case"
    page.fill("#reply", "I'm sorry, but you were out.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".stopped")).to_be_visible()
    page.locator("#asked-for li summary").last.click()
    page.locator("#asked-for li").last.get_by_role("button", name="Answered").click()
    expect(page.locator("#asked-for .problem")).to_be_visible()
    yield "an answer without a sentence"
    page.locator("#asked-for li input").last.fill("The depot.")
    page.locator("#asked-for li").last.get_by_role("button", name="Answered").click()
    expect(page.locator("#asked-for li.over")).to_be_visible()
    page.locator("#heat-fold summary").click()
    page.locator("#audit-fold summary").click()
    yield "stopped"
    for fold in ("saved", "offer", "pass", "resolve"):
        page.locator(f"#{fold}-fold > summary").click()
        yield fold
    page.keyboard.press("Escape")
    page.locator("[data-help]").click()
    yield "keys"
    page.keyboard.press("Escape")
    page.locator(".fix").first.click()
    yield "correct a message"
    letter = f"/desk/conversations/{mine}/letter"
    page.goto(f"{desk.url}{letter}")
    yield "letter"
    page.fill("#letter", "I'm sorry, but you were out.")
    page.get_by_role("button", name="Send the letter").click()
    expect(page.locator(".stopped")).to_be_visible()
    yield "letter stopped"
    seed_pages(desk)
    for name, path in (
        ("praise", "/desk/praise"), ("alerts", "/desk/alerts"), ("outbox", "/desk/outbox"),
        ("correct a case", f"/desk/conversations/{mine}/correct"),
        ("replies", "/desk/replies"), ("people", "/desk/people"), ("me", "/desk/me"), ("help", "/desk/help"),
        ("nothing here", "/desk/no/such/page"),
    ):  # fmt: skip
        page.goto(f"{desk.url}{path}")
        yield name


def _pages(desk: DeskServer) -> list[str]:
    conversation_id = desk.shop.complain("late")
    case = f"/desk/conversations/{conversation_id}"
    more = ("alerts", "outbox", "praise", "replies", "people", "me", "help")
    return ["/desk/", case, f"{case}/correct", f"{case}/letter", *(f"/desk/{name}" for name in more)]


def _brandt(desk: DeskServer) -> str:
    """A furious customer with a story, and some others who wait with her."""
    shop = desk.shop
    for text, heat, name in (
        ("charged twice this month and nobody answers the phone", 0.62, None),
        ("nobody has said sorry to my mother", 0.58, "Yusuf Demir"),
        ("could you look at my bill please, it seems off", 0.12, "Lena"),
    ):
        shop.complain(text, heat=heat, name=name, want=Want.APOLOGY)
    brandt = shop.complain(
        "THREE times i stayed home for your driver and nobody came. i sat there like an idiot",
        heat=0.93, marked="THREE times i stayed home", name="Ms Brandt", want=Want.COMPENSATION,
    )  # fmt: skip
    shop.say(brandt, "2nd time i even called, they said hes round the corner. 2 hrs later nothing", heat=0.86)
    shop.say(brandt, "lost a days pay too. order 88213", heat=0.6, marked="lost a days pay")
    shop.wants(
        brandt,
        "[demand.delivery] bring me <the parcel tomorrow before nine>. [demand.call-] and don't <call me> at work. "
        "[ask.who.case] who decided this?",
    )
    return brandt


def _save_a_reply(desk: DeskServer, browser: Browser) -> None:
    elena = desk.agent(browser, 0)
    elena.goto(f"{desk.url}/desk/replies")
    elena.fill("#title", "Hello")
    elena.fill("#text", "Hello {name}, I'm {me}, a person. I'm sorry.")
    elena.get_by_role("button", name="Save for everybody").click()
    expect(elena.locator(".reply-card")).to_have_count(1)
    _leave(elena)


def _claim(page: Page, reference: str) -> None:
    page.locator(f"#waiting-{reference}").click()
    page.get_by_role("button", name="Claim this conversation").click()
    expect(page.locator("#reply")).to_be_visible()


def _reference(customer: Page) -> str:
    return customer.locator("amends-chat .case").inner_text().strip().split()[-1]


def _leave(*pages: Page) -> None:
    for page in pages:
        page.context.close()
