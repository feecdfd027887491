"""What axe-core finds at the desk with everything running: nothing."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.accessibility import need_the_checker, violations
from tests.e2e.journeys.people import reference, sign_in, visitor, write
from tests.e2e.journeys.system import System

pytestmark = [pytest.mark.e2e, pytest.mark.rasa]

Scheme = Literal["light", "dark"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_checker_of_accessibility_rules_finds_nothing_at_the_desk(
    system: System, customer: Page, browser: Browser, scheme: Scheme, width: int
) -> None:
    """Sign-in, queue, a waiting case, one's own with a stopped reply and the form to resolve it, the audit trail."""
    need_the_checker()
    write(customer, "my kettle arrived broken, get me a human")
    case = reference(customer)
    context = visitor(browser, color_scheme=scheme, viewport={"width": width, "height": 850})
    page = context.new_page()
    page.goto(f"{system.url}/desk/")
    found = {"sign-in": violations(page)}
    page.close()
    desk = sign_in(context, system, "Jonas")
    expect(desk.locator(f"#waiting-{case}")).to_be_visible()
    found["queue"] = violations(desk)
    desk.locator(f"#waiting-{case}").click()
    expect(desk.get_by_role("button", name="Claim this conversation")).to_be_visible()
    found["waiting"] = violations(desk)
    desk.get_by_role("button", name="Claim this conversation").click()
    desk.fill("#reply", "I'm sorry, but you were out.")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".stopped")).to_be_visible()
    desk.get_by_text("Audit trail").click()
    found["stopped"] = violations(desk)
    desk.get_by_text("Resolve", exact=True).first.click()
    found["resolve"] = violations(desk)
    context.close()
    assert not any(found.values()), found
