"""Trends, line-up, search, customers' data, people, sign-in and what goes wrong, as a browser shows them.

Where AMENDS_JOURNEY names a folder, the tour leaves its pictures there (docs/).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text

from amends.cases.state import State
from amends.casework.record import find_case
from amends.tools.demo.keep import copy_history
from amends.web.desk import build_desk
from amends.web.front_desk import build_front_desk
from tests.e2e.accessibility import need_the_checker, violations
from tests.e2e.desk_server import DeskServer, serve, visitor
from tests.fakes import FakeBot
from tests.history import play_history

pytestmark = pytest.mark.e2e

JOURNEY = os.environ.get("AMENDS_JOURNEY")
CUSTOMERS = 160 if JOURNEY else 20
EVER = "from=2000-01-01&to=2100-01-01"

CONVERSATION = "/desk/conversations/{conversation_id}"
SEEN_IN_THE_OTHER_TOUR = {
    "/desk/", CONVERSATION, f"{CONVERSATION}/correct", f"{CONVERSATION}/messages/{{message_id}}/correct",
    f"{CONVERSATION}/letter",
}  # fmt: skip
"""Pages of the queue and the case: test_desk.py goes through them."""
NO_PAGES = {
    "/desk/queue", "/desk/waiting", "/desk/named", "/desk/counts", "/desk/events", f"{CONVERSATION}/changes",
    "/desk/cases.csv", "/desk/cases.json", "/desk/insight/report.csv",
}  # fmt: skip
"""Pieces of pages, and files that are no pages."""

Reach = Callable[[DeskServer, Page], None]


class Sight(NamedTuple):
    """A state of a page: the route that shows it, and how somebody comes to it."""

    name: str
    route: str
    reach: Reach


def at(path: str) -> Reach:
    """Come by an address."""

    def reach(desk: DeskServer, page: Page) -> None:
        page.goto(f"{desk.url}{path}")

    return reach


def _wrong_password(desk: DeskServer, page: Page) -> None:
    page.fill("#email", desk.sign_ins[0][0])
    page.fill("#password", "not this one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _signed_in(desk: DeskServer, page: Page) -> None:
    page.fill("#password", desk.sign_ins[0][1])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Waiting for a person")).to_be_visible()
    page.goto(f"{desk.url}/desk/me")


def _unfolded(desk: DeskServer, page: Page) -> None:
    page.goto(f"{desk.url}/desk/insight")
    page.evaluate("document.querySelectorAll('main details').forEach((fold) => (fold.open = true))")


def _keys(desk: DeskServer, page: Page) -> None:
    page.goto(f"{desk.url}/desk/line-up")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()


def _report(desk: DeskServer, page: Page) -> None:
    month = f"{desk.services.clock():%Y-%m}"
    written = page.request.get(f"{desk.url}/desk/insight/report.html?month={month}").text()
    page.goto("about:blank")
    page.set_content(written)


def _saved(desk: DeskServer, page: Page) -> None:
    page.goto(f"{desk.url}/desk/replies")
    page.fill("#title", "Hello")
    page.fill("#text", "Hello {name}, I'm {me}, a person. I'm sorry.")
    page.get_by_role("button", name="Save for everybody").click()
    expect(page.locator(".reply-card").first).to_be_visible()


def erasing(state: State | None, *, sure: bool) -> Reach:
    """Erase a customer whose case is in that state; None: somebody whom nobody knows."""

    def reach(desk: DeskServer, page: Page) -> None:
        address = f"{state}-{page.viewport_size}".translate(str.maketrans("{}': ,", "......")) + "@b.example"
        if state is not None:
            conversation_id = desk.shop.complain("the lamp came broken")
            with desk.services.store.write() as session:
                case = find_case(session, conversation_id)
                assert case is not None
                case.customer_email, case.state = address, state
        page.goto(f"{desk.url}/desk/privacy")
        page.fill("#erase", address)
        page.get_by_label("I am sure").set_checked(sure)
        page.get_by_role("button", name="Erase", exact=True).click()
        expect(page.locator(".note[role=status]")).to_be_visible()

    return reach


def _not_let_through(desk: DeskServer, page: Page) -> None:
    page.goto(f"{desk.url}/desk/me")
    page.evaluate("document.querySelectorAll('[name=csrf]').forEach((field) => (field.value = 'x'))")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="That was not let through")).to_be_visible()


BREAK, ONE = (
    "UPDATE report_cards SET stay =",
    "WHERE id = (SELECT max(id) FROM report_cards WHERE answered_at IS NOT NULL)",
)


def _broken(desk: DeskServer, page: Page) -> None:
    with desk.services.store.write() as session:
        session.execute(text(f"{BREAK} 'nonsense' {ONE}"))
    page.goto(f"{desk.url}/desk/insight/cases?of=cards&{EVER}")
    expect(page.get_by_role("heading", name="Something went wrong here")).to_be_visible()
    with desk.services.store.write() as session:
        session.execute(text(f"{BREAK} 'yes' {ONE}"))


TOUR = (
    Sight("sign-in", "/desk/sign-in", at("/desk/sign-in")),
    Sight("wrong password", "/desk/sign-in", _wrong_password),
    Sight("me", "/desk/me", _signed_in),
    Sight("insight", "/desk/insight", at("/desk/insight")),
    Sight("everything unfolded", "/desk/insight", _unfolded),
    Sight("by day, one topic", "/desk/insight", at("/desk/insight?unit=day&topic=late_delivery")),
    Sight("by month", "/desk/insight", at("/desk/insight?unit=month")),
    Sight("a topic without cases", "/desk/insight", at("/desk/insight?topic=nothing_like_it")),
    Sight("complaints", "/desk/insight/cases", at(f"/desk/insight/cases?of=complaints&{EVER}")),
    Sight("cards", "/desk/insight/cases", at(f"/desk/insight/cases?of=cards&{EVER}")),
    Sight("no cases", "/desk/insight/cases", at(f"/desk/insight/cases?of=open&topic=none&{EVER}")),
    Sight("report", "/desk/insight/report.html", _report),
    Sight("line-up", "/desk/line-up", at("/desk/line-up")),
    Sight("keys", "/desk/line-up", _keys),
    Sight("empty search", "/desk/search", at("/desk/search")),
    Sight("search", "/desk/search", at("/desk/search?q=order&state=")),
    Sight("nothing found", "/desk/search", at("/desk/search?q=xylophone&topic=privacy")),
    Sight("a search of signs", "/desk/search", at("/desk/search?q=%22%28%20OR%20%2A%27&from=never")),
    Sight("customers' data", "/desk/privacy", at("/desk/privacy")),
    Sight("not sure", "/desk/privacy", erasing(State.CLOSED, sure=False)),
    Sight("not settled", "/desk/privacy", erasing(State.QUEUED, sure=True)),
    Sight("nobody", "/desk/privacy", erasing(None, sure=True)),
    Sight("erased", "/desk/privacy", erasing(State.CLOSED, sure=True)),
    Sight("replies", "/desk/replies", _saved),
    Sight("people", "/desk/people", at("/desk/people")),
    Sight("alerts", "/desk/alerts", at("/desk/alerts")),
    Sight("praise", "/desk/praise", at("/desk/praise")),
    Sight("outbox", "/desk/outbox", at("/desk/outbox")),
    Sight("help", "/desk/help", at("/desk/help")),
    Sight("nothing here", "/desk/{path:path}", at("/desk/no/such/page")),
    Sight("not let through", "/desk/me", _not_let_through),
    Sight("broken", "/desk/insight/cases", _broken),
)
PICTURES = {"insight": 1150, "line-up": 1000, "search": 900}
"""Which of them are in docs/, and how tall."""


@pytest.fixture(scope="module")
def desk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    """A desk with some weeks behind it."""
    with serve(tmp_path_factory.mktemp("insight")) as running:
        with ThreadPoolExecutor(1) as aside:  # the browser's driver has the event loop of this thread
            world = aside.submit(play_history, running.services, CUSTOMERS, months=3).result()
        copy_history(world.store, running.services.store)
        world.store.close()
        yield running


def test_every_page_of_the_desk_is_on_a_tour(desk: DeskServer) -> None:
    routes = build_desk(build_front_desk(desk.services, FakeBot())).routes
    shown = {route.path for route in routes if isinstance(route, APIRoute) and "GET" in (route.methods or ())}
    assert shown == {sight.route for sight in TOUR} | SEEN_IN_THE_OTHER_TOUR | NO_PAGES


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 390), ("dark", 390), ("light", 1280), ("dark", 1280)]
)
def test_the_checker_of_accessibility_rules_finds_nothing_in_light_and_dark(
    desk: DeskServer, browser: Browser, scheme: Literal["light", "dark"], width: int
) -> None:
    need_the_checker()
    look = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme, "reduced_motion": "reduce"}
    context = visitor(browser, **look)
    page = context.new_page()
    found: dict[str, list[str]] = {}
    for sight in TOUR:
        sight.reach(desk, page)
        found[sight.name] = violations(page)
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if overflow > 0:
            found[sight.name].append(f"{overflow} pixels too wide")
        if JOURNEY and (scheme, width) == ("light", 1280) and sight.name in PICTURES:
            _take_picture(page, sight.name)
    context.close()
    assert not any(found.values()), {name: what for name, what in found.items() if what}


def test_one_key_searches_and_one_shows_the_keys_on_every_page(desk: DeskServer, browser: Browser) -> None:
    page = desk.agent(browser, 0)
    paths = sorted({sight.route for sight in TOUR} - {"/desk/sign-in", "/desk/insight/report.html"})
    for path in ["/desk/", *paths]:
        asked = f"?of=all&{EVER}" if path.endswith("/cases") else ""
        page.goto(f"{desk.url}{path.replace('{path:path}', 'no/such/page')}{asked}")
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.type") == "search", path
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
        page.keyboard.press("Escape")
    page.goto(f"{desk.url}/desk/line-up")
    page.keyboard.press("/")
    page.keyboard.type("order")
    page.keyboard.press("Enter")
    expect(page.locator("#found-title")).to_be_visible()
    page.keyboard.press("j")
    assert page.evaluate("'row' in document.activeElement.dataset")
    page.context.close()


def test_on_paper_there_is_no_menu_and_no_form(desk: DeskServer, browser: Browser) -> None:
    page = desk.agent(browser, 0)
    page.emulate_media(media="print")
    for path in ("/desk/insight", "/desk/line-up"):
        page.goto(f"{desk.url}{path}")
        expect(page.locator(".top")).to_be_hidden()
        assert page.locator("main button:visible").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.context.close()


def _take_picture(page: Page, name: str) -> None:
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": size["width"], "height": PICTURES[name]})
    page.screenshot(path=Path(str(JOURNEY)) / f"desk-{name}.png")
    page.set_viewport_size(size)
