"""One conversation has one speaker: of two agents one, and never the bot beside a person (DESIGN, Handoff; R8)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.journeys.people import claim, reference, said, write
from tests.e2e.journeys.system import System

pytestmark = [pytest.mark.e2e, pytest.mark.rasa]


def test_of_two_agents_who_claim_one_case_one_wins_and_the_other_is_told(
    system: System, customer: Page, elena: Page, jonas: Page
) -> None:
    write(customer, "get me a human")
    case = reference(customer)
    for desk in (elena, jonas):
        desk.locator(f"#waiting-{case}").click()
        expect(desk.get_by_role("button", name="Claim this conversation")).to_be_visible()
    conversation = system.case(case).conversation_id
    jonas.route("**/desk/events*", lambda route: route.abort())  # he does not see it coming
    jonas.goto(f"{system.url}/desk/conversations/{conversation}")
    elena.get_by_role("button", name="Claim this conversation").click()
    expect(elena.locator("#reply")).to_be_visible()
    jonas.get_by_role("button", name="Claim this conversation").click()
    expect(jonas.locator("main")).to_contain_text("Elena has")
    expect(jonas.locator("#reply")).to_have_count(0)
    expect(customer.locator("amends-chat .title")).to_have_text("Elena, a person")


def test_while_a_person_has_it_the_bot_is_silent_whatever_happens(
    system: System, customer: Page, elena: Page
) -> None:
    """Also after `/restart`, a reload, and a Rasa that died and came back."""
    write(customer, "a person please")
    case = reference(customer)
    claim(elena, case)
    expect(customer.locator("amends-chat .title")).to_have_text("Elena, a person")
    last = system.messages(system.case(case))[-1].id
    for text in ("/restart", "/session_start", "are you a bot?", "the charger caught fire", "HELLO"):
        write(customer, text)
        expect(elena.locator("#log")).to_contain_text(text)
    system.kill("rasa run")
    customer.reload()
    write(customer, "still nobody?")
    expect(elena.locator("#log")).to_contain_text("still nobody?")
    system.wait_for_the_bot(customer)
    write(customer, "hello again")
    expect(elena.locator("#log")).to_contain_text("hello again")
    customer.wait_for_timeout(3000)
    after = [message for message in system.messages(system.case(case)) if message.id > last]
    assert {message.speaker.value for message in after} == {"customer"}

    elena.get_by_role("button", name="Hand back to the assistant").click()
    expect(said(customer, "I'm the automated assistant again")).to_be_visible()
    expect(customer.locator("amends-chat .title")).to_have_text("Automated assistant")
