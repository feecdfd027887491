"""What a customer demands and asks, in real browsers: ended by keyboard, told by name, and without a script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from amends.store.tables import Progress
from tests.e2e.desk_server import DeskServer, serve

pytestmark = pytest.mark.e2e

WANTS = (
    "[demand.replacement] send me <the right shoe>. [demand.refund] I want <my delivery fee> back. "
    "[demand.call-] don't <call me>. [ask.when.order] when will it come?"
)


@pytest.fixture(scope="module")
def desk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    """One desk for these tests; each has customers of its own."""
    with serve(tmp_path_factory.mktemp("desk")) as running:
        yield running


def test_by_keyboard_each_is_ended_the_case_resolved_and_the_customer_reads_it_by_name(
    desk: DeskServer, browser: Browser
) -> None:
    customer = desk.customer(browser, "two left shoes")
    reference = customer.locator("amends-chat .case").inner_text().strip().split()[-1]
    jonas = desk.agent(browser, 1)
    jonas.locator(f"#waiting-{reference}").click()
    jonas.get_by_role("button", name="Claim this conversation").click()
    conversation_id = jonas.url.rpartition("/")[2]
    expect(jonas.locator("#asked-for")).to_contain_text("They have demanded and asked nothing yet.")
    shoe, calls, fee, when = _heard(desk, conversation_id, customer)
    lines = jonas.locator("#asked-for li")
    expect(lines).to_contain_text(["No calls", "The right shoe", "Your delivery fee", "“when will it come”"])

    _leave_the_box(jonas)
    jonas.keyboard.press("d")
    expect(_summary(jonas, calls)).to_be_focused()
    _summary(jonas, fee).focus()
    jonas.keyboard.press("Enter")
    jonas.keyboard.press("Tab")
    jonas.keyboard.type("It was free.")
    jonas.keyboard.press("Tab")
    jonas.keyboard.press("Tab")
    jonas.keyboard.press("Enter")
    expect(_line(jonas, fee)).to_contain_text("refused")
    expect(_line(jonas, fee).get_by_role("button", name="Undo")).to_be_focused()
    jonas.keyboard.press("Enter")
    expect(_summary(jonas, fee)).to_be_focused()
    assert desk.shop.request(fee).state is Progress.OPEN

    _leave_the_box(jonas)
    jonas.keyboard.press("e")
    expect(jonas.locator(f"#end-{calls}")).to_be_focused()
    jonas.select_option(f"#end-{shoe}", "done")
    jonas.fill(f"#why-{shoe}", "It is with the courier.")
    jonas.focus(f"#why-{shoe}")
    (cancel,) = desk.shop.wants(conversation_id, "[demand.cancel] and cancel <the subscription>")
    _write(customer, "do you hear me")
    expect(jonas.locator(f"#end-{cancel}")).to_be_visible()
    expect(jonas.locator(f"#end-{shoe}")).to_have_value("done")
    expect(jonas.locator(f"#why-{shoe}")).to_have_value("It is with the courier.")
    expect(jonas.locator(f"#why-{shoe}")).to_be_focused()

    jonas.select_option(f"#end-{fee}", "refused")
    jonas.select_option(f"#end-{cancel}", "done")
    jonas.select_option(f"#end-{when}", "refused")
    jonas.fill("#told", "I have looked into all of it.")
    jonas.fill("#outcome", "Sent again.")
    jonas.get_by_role("button", name="Resolve and tell").click()
    expect(jonas.locator("#resolve-fold .problem")).to_contain_text("Say in a sentence why not")
    expect(jonas.locator(f"#end-{fee}")).to_have_value("refused")
    jonas.fill(f"#why-{fee}", "It was free.")
    jonas.get_by_role("button", name="Resolve and tell").click()
    expect(jonas.locator("#record")).to_contain_text("Sent again.")
    told = customer.locator("amends-chat .text", has_text="I have looked into all of it.")
    for said in (
        "Done: the right shoe. It is with the courier.",
        "This we can't do: your delivery fee back. It was free.",
        "Done: cancel the subscription.",
        "You asked “when will it come”. That we don't know.",
    ):
        expect(told).to_contain_text(said)
    _leave(customer, jonas)


def test_a_sentence_that_is_being_written_stays_while_the_customer_writes(
    desk: DeskServer, browser: Browser
) -> None:
    customer = desk.customer(browser, "two left shoes")
    reference = customer.locator("amends-chat .case").inner_text().strip().split()[-1]
    jonas = desk.agent(browser, 1)
    jonas.locator(f"#waiting-{reference}").click()
    jonas.get_by_role("button", name="Claim this conversation").click()
    conversation_id = jonas.url.rpartition("/")[2]
    shoe, *_ = _heard(desk, conversation_id, customer)
    _summary(jonas, shoe).click()
    jonas.fill(f"#sentence-{shoe}", "With the")
    desk.shop.wants(conversation_id, "[demand.replacement] give me <the right shoe>")
    _write(customer, "hello?")
    expect(_line(jonas, shoe)).to_contain_text("said 2 times")
    expect(jonas.locator(f"#sentence-{shoe}")).to_have_value("With the")
    expect(jonas.locator(f"#sentence-{shoe}")).to_be_focused()
    _leave(customer, jonas)


def test_without_a_script_each_is_ended_taken_back_and_resolved(desk: DeskServer, browser: Browser) -> None:
    conversation_id = desk.shop.complain("two left shoes", name="No Script")
    shoe, fee, calls, when = desk.shop.wants(conversation_id, WANTS)
    jonas = desk.agent(browser, 1, java_script_enabled=False)
    jonas.goto(f"{desk.url}/desk/conversations/{conversation_id}")
    jonas.get_by_role("button", name="Claim this conversation").click()
    _summary(jonas, when).click()
    _line(jonas, when).get_by_role("button", name="Answered").click()
    expect(_line(jonas, when).locator(".problem")).to_contain_text("Say in a sentence what the answer was")
    jonas.fill(f"#sentence-{when}", "On Friday.")
    _line(jonas, when).get_by_role("button", name="Answered").click()
    expect(_line(jonas, when)).to_contain_text("answered")
    assert jonas.url.endswith(f"#request-{when}")
    _line(jonas, when).get_by_role("button", name="Undo").click()
    expect(_line(jonas, when)).to_contain_text("open")
    jonas.locator("#resolve-fold > summary").click()
    for request, end in ((shoe, "done"), (fee, "withdrawn"), (when, "answered")):
        jonas.select_option(f"#end-{request}", end)
    jonas.fill("#told", "A new pair is on its way. It comes on Friday.")
    jonas.fill("#outcome", "Sent again.")
    jonas.get_by_role("button", name="Resolve and tell").click()
    expect(_line(jonas, calls)).to_contain_text("heeded")
    assert desk.shop.said(conversation_id) == [
        "A new pair is on its way. It comes on Friday.\nDone: the right shoe."
    ]
    _leave(jonas)


def _heard(desk: DeskServer, conversation_id: str, customer: Page) -> tuple[int, int, int, int]:
    """They say what they want; return the requests: the shoe, no calls, the fee, the question."""
    shoe, fee, calls, when = desk.shop.wants(conversation_id, WANTS)
    _write(customer, "did you read that")
    return shoe, calls, fee, when


def _write(customer: Page, text: str) -> None:
    customer.locator("amends-chat textarea").fill(text)
    customer.locator("amends-chat textarea").press("Enter")


def _line(page: Page, request: int) -> Locator:
    return page.locator(f"#request-{request}")


def _summary(page: Page, request: int) -> Locator:
    return page.locator(f"#request-fold-{request} > summary")


def _leave_the_box(page: Page) -> None:
    page.evaluate("document.activeElement.blur()")


def _leave(*pages: Page) -> None:
    for page in pages:
        page.context.close()
