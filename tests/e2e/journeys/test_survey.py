"""The survey in the widget: five short questions, once, by keyboard, on every screen, or skipped (METHOD M2, M18)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from amends.desk.accounts import find_agent
from amends.desk.assignment import claim_case
from amends.desk.handling import settle_case
from amends.follow_through.survey import card_of
from amends.store.tables import ReportCard, Stay
from tests.e2e.accessibility import need_the_checker, violations
from tests.e2e.journeys.people import QUESTIONS, open_chat, press, reference, said, until, visitor, write
from tests.e2e.journeys.system import System
from tests.languages import LANGUAGES

pytestmark = [pytest.mark.e2e, pytest.mark.rasa]

FIRST, *_, LAST = (*QUESTIONS, "Will you stay with us?")
WIDTHS = (320, 390, 1280)


@pytest.fixture
def settled(browser: Browser, system: System) -> Iterator[Page]:
    """A customer whose case a person has settled, and who says that it is."""
    context = visitor(browser)
    page = open_chat(context, system)
    settle(page, system)
    yield page
    context.close()


def settle(page: Page, system: System) -> str:
    """Complain, be told by a person how it was resolved, and say that it is settled; return the case's number."""
    write(page, "my parcel is 9 days late, get me a human")
    case = reference(page)
    conversation_id = system.case(case).conversation_id
    with system.store.write() as session:
        elena = find_agent(session, system.sign_in("Elena")[0])
        assert elena is not None
        claim_case(session, conversation_id, elena, now=system.now, languages=LANGUAGES)
        settle_case(
            session, conversation_id, elena, outcome="It was found.", told="Your parcel comes on Friday.",
            client_id="told", now=system.now, languages=LANGUAGES,
        )  # fmt: skip
    page.reload()  # the test wrote to the record, not to the window
    expect(said(page, "Is that settled for you?")).to_be_visible()
    press(page, "Yes")
    expect(said(page, FIRST)).to_be_visible()
    return case


def card(system: System, case: str) -> ReportCard:
    """Return the report card as it is on record."""
    with system.store.read() as session:
        found = card_of(session, system.case(case))
        assert found is not None
        return found


def test_the_survey_is_answered_by_keyboard_alone(system: System, settled: Page) -> None:
    case = reference(settled)
    for question, answer in zip((*QUESTIONS, LAST), ("5", "4", "3", "5", "Not sure yet"), strict=True):
        expect(said(settled, question)).to_be_visible()
        choice = settled.locator("amends-chat").get_by_role("button", name=answer, exact=True)
        for _ in range(8):
            settled.keyboard.press("Shift+Tab")
            if choice.evaluate("(button) => button.getRootNode().activeElement === button"):
                break
        expect(choice).to_be_focused()
        settled.keyboard.press("Enter")
        expect(settled.locator("amends-chat textarea")).to_be_focused()
    expect(said(settled, "The team sees what you said.")).to_be_visible()
    kept = card(system, case)
    assert (kept.heard, kept.apology, kept.outcome, kept.effort, kept.stay) == (5, 4, 3, 5, Stay.UNSURE)


def test_who_skips_is_never_asked_again(system: System, settled: Page) -> None:
    """Not after a reload, and not when the case is taken up and settled once more."""
    case = reference(settled)
    press(settled, "4")
    expect(said(settled, QUESTIONS[1])).to_be_visible()
    press(settled, "Skip")
    expect(said(settled, "That is fine.")).to_be_visible()
    settled.reload()
    expect(said(settled, "That is fine.")).to_be_visible()
    expect(settled.locator("amends-chat").get_by_role("button", name="Skip")).to_have_count(0)
    write(settled, "yes its settled, thank you")
    until(settled, lambda: _answered(system, case), "they have their answer")
    expect(said(settled, FIRST)).to_have_count(1)
    kept = card(system, case)
    assert (kept.heard, kept.apology, kept.skipped_at is not None) == (4, None, True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_survey_fits_every_screen_and_the_checker_finds_nothing(
    system: System, settled: Page, scheme: Literal["light", "dark"]
) -> None:
    need_the_checker()
    settled.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found = {}
    for width in WIDTHS:
        settled.set_viewport_size({"width": width, "height": 740})
        expect(said(settled, FIRST)).to_be_visible()
        found[width] = violations(settled)
        choices = settled.locator("amends-chat .choices:visible").last
        assert choices.evaluate("(node) => node.scrollWidth <= node.clientWidth"), width
        expect(choices.get_by_role("button", name=re.compile("Skip"))).to_be_in_viewport()
    assert not any(found.values()), found


def _answered(system: System, case: str) -> bool:
    messages = system.messages(system.case(case))
    return all(message.answered_at for message in messages if message.speaker.value == "customer")
