"""One tag on any page: how the widget is embedded, looks, and what it weighs."""

from __future__ import annotations

import gzip
import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.fake_front_desk import FakeFrontDesk, serving
from tests.e2e.widget.visiting import BUDGET, EXAMPLES, PAGE, WANTS, WIDGET, offering, state_of, visit, write

pytestmark = pytest.mark.e2e


def test_one_script_tag_inserts_the_chat_and_says_that_it_is_an_automated_assistant(page: Page) -> None:
    expect(page.locator("amends-chat")).to_have_count(1)
    expect(page.get_by_role("dialog", name="Chat with Example Shop")).to_be_visible()
    expect(page.get_by_role("heading", name="Automated assistant")).to_be_visible()
    expect(page.locator(".intro")).to_contain_text("automated assistant")


def test_nothing_is_contacted_before_a_visitor_opens_the_chat(
    front_desk: FakeFrontDesk, address: str, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_role("button", name="Talk to us")).to_be_visible()
    assert front_desk.requests == []


def test_a_page_that_has_its_own_element_gets_no_second_one(
    front_desk: FakeFrontDesk, address: str, context: BrowserContext
) -> None:
    front_desk.page = PAGE.format(
        src="/widget/amends-chat.js", extra='<amends-chat theme="dark"></amends-chat>'
    )
    page = context.new_page()
    page.goto(address)
    expect(page.locator(".launcher")).to_have_count(1)


def test_a_shop_on_another_origin_with_a_strict_policy_can_embed_it(
    front_desk: FakeFrontDesk, address: str, context: BrowserContext
) -> None:
    shop = FakeFrontDesk()
    policy = (
        f"<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; script-src {address}; "
        f'connect-src {address} {address.replace("http", "ws")}">'
    )
    shop.page = PAGE.format(src=f"{address}/widget/amends-chat.js", extra=policy)
    with serving(shop) as elsewhere:
        page = visit(context, elsewhere)
        write(page, "from another origin")
        expect(state_of(page, "from another origin")).to_contain_text("Answered")
    expect(page.locator(".launcher")).to_have_css("position", "fixed")
    assert front_desk.latest.said() == ["from another origin"]


def test_on_a_phone_it_takes_the_whole_screen_with_room_for_a_finger(
    front_desk: FakeFrontDesk, address: str, browser: Browser
) -> None:
    front_desk.answer = offering(front_desk, *WANTS)
    phone = browser.new_context(
        viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    page = visit(phone, address)
    assert page.locator("dialog").bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 780}
    assert page.locator("dialog").evaluate("(node) => node.matches(':modal')")
    write(page, "nobody came")
    page.get_by_role("button", name="Just listen").wait_for()
    for button in page.locator("dialog button:visible").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["height"], box["width"]) >= 44, button
    assert page.evaluate("document.scrollingElement.scrollWidth") == 390
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    phone.close()


@pytest.mark.parametrize(
    ("scheme", "theme", "background"),
    [
        ("light", "auto", "rgb(255, 255, 255)"),
        ("dark", "auto", "rgb(23, 27, 33)"),
        ("light", "dark", "rgb(23, 27, 33)"),
        ("dark", "light", "rgb(255, 255, 255)"),
    ],
)
def test_it_follows_the_visitors_scheme_unless_the_page_names_one(
    front_desk: FakeFrontDesk, address: str, browser: Browser, scheme: str, theme: str, background: str
) -> None:
    visitor = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    front_desk.page = PAGE.format(
        src="/widget/amends-chat.js", extra=f'<amends-chat theme="{theme}"></amends-chat>'
    )
    page = visit(visitor, address)
    expect(page.locator("dialog")).to_have_css("background-color", background)
    visitor.close()


def test_a_page_sets_it_up_by_its_script_tag_and_themes_it_by_custom_properties(
    front_desk: FakeFrontDesk, address: str, context: BrowserContext
) -> None:
    page_style = "<style>amends-chat { --amends-accent: rgb(1, 2, 3); }</style>"
    front_desk.page = PAGE.format(src='/widget/amends-chat.js" data-position="left', extra=page_style)
    page = context.new_page()
    page.goto(address)
    expect(page.locator(".launcher")).to_have_css("background-color", "rgb(1, 2, 3)")
    expect(page.locator(".launcher")).to_have_css("left", "20px")


def test_the_page_can_open_and_close_it_by_its_attribute(page: Page) -> None:
    page.evaluate("document.querySelector('amends-chat').removeAttribute('open')")
    expect(page.locator("dialog")).to_be_hidden()
    page.evaluate("document.querySelector('amends-chat').setAttribute('open', '')")
    expect(page.locator("dialog")).to_be_visible()


def test_all_modules_together_stay_within_the_budget() -> None:
    modules = [*WIDGET.glob("*.js"), WIDGET / "words" / "en.js"]
    size = sum(len(gzip.compress(module.read_bytes(), 9)) for module in modules)
    assert size <= BUDGET, f"{size} bytes gzipped: take something out, or find out what grew"


def test_every_custom_property_and_attribute_is_documented() -> None:
    readme = (WIDGET / "README.md").read_text(encoding="utf-8")
    used = set(re.findall(r"--amends-[a-z-]+", (WIDGET / "style.js").read_text(encoding="utf-8")))
    assert used == set(re.findall(r"--amends-[a-z-]+", readme))


def test_no_module_loads_anything_from_elsewhere_or_parses_markup() -> None:
    for module in [*WIDGET.rglob("*.js"), WIDGET / "demo.html", WIDGET / "demo.css"]:
        source = module.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|insertAdjacentHTML|outerHTML|eval\(|new Function", source), module
        assert (
            set(re.findall(r"https?://[^\s\"'`)]+", source)) <= {"http://www.w3.org/2000/svg"} | EXAMPLES
        ), module
