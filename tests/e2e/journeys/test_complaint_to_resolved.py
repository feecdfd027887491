"""A customer in one browser and an agent in another, from complaint to resolved case (METHOD M1..M10).

Where AMENDS_JOURNEY names a folder, the journey leaves its transcript and its pictures there (docs/).
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from amends.cases.state import State
from amends.store.tables import Case
from tests.e2e.journeys.people import claim, reference, said, until, write
from tests.e2e.journeys.system import System

pytestmark = [pytest.mark.e2e, pytest.mark.rasa]

JOURNEY = os.environ.get("AMENDS_JOURNEY")


def test_from_complaint_to_resolved_case(system: System, customer: Page, elena: Page) -> None:
    """Met, heard, handed over, answered by a person in the same window, told, settled."""
    write(customer, "THREE times i stayed home for your driver and nobody came. i sat there like an idiot")
    expect(said(customer, "Three times at home, and nobody came.")).to_be_visible()
    expect(said(customer, "I'm sorry.")).to_have_count(1)
    customer.get_by_role("button", name="Just listen").click()
    expect(said(customer, "I'm listening.")).to_be_visible()
    write(customer, "2nd time i even called, they said hes round the corner. 2 hrs later nothing")
    expect(said(customer, "and then two hours of nothing")).to_be_visible()
    expect(customer.locator("amends-chat .title")).to_have_text("Automated assistant")
    write(customer, "can i talk to a real person now")
    expect(said(customer, "I'm bringing someone in now")).to_be_visible()
    expect(customer.locator("amends-chat .line")).to_contain_text("You are next.")
    case = reference(customer)

    expect(elena.locator(f"#waiting-{case}")).to_be_visible()
    claim(elena, case)
    expect(elena.locator("main")).to_contain_text("THREE times i stayed home")
    expect(customer.locator("amends-chat .title")).to_have_text("Elena, a person")

    elena.locator("#reply").press_sequentially("I'm sorry, M", delay=450)
    expect(customer.locator("amends-chat").get_by_text("Elena is writing")).to_be_visible()
    elena.fill("#reply", "I'm sorry you feel that way, but the courier says you were out.")
    elena.keyboard.press("Control+Enter")
    expect(elena.locator(".stopped")).to_be_visible()
    expect(elena.locator("#reply")).to_have_value(re.compile("you were out"))
    elena.get_by_role("button", name="Use this").click()
    expect(elena.locator(".stopped[role=alert]")).to_have_count(0)
    expect(elena.get_by_role("button", name="Bring it back")).to_be_visible()  # what was typed is never lost
    elena.fill("#reply", "Hello, I'm Elena, a person. I have read all of it. I'm sorry. Which day suits you?")
    elena.keyboard.press("Control+Enter")
    expect(said(customer, "Which day suits you?")).to_be_visible()
    expect(said(customer, "you feel")).to_have_count(0)

    # As long as a person types; the window says so every four seconds, and one call may get lost on the way.
    customer.locator("amends-chat textarea").press_sequentially("friday, aft", delay=450)
    expect(elena.locator("#typing")).to_contain_text("writing")
    write(customer, "friday, after four")
    expect(elena.locator("#log")).to_contain_text("friday, after four")
    if JOURNEY:
        _picture(customer, "widget.png")
        _picture(elena, "desk.png")

    elena.get_by_text("Resolve", exact=True).first.click()
    elena.fill("#told", "Your parcel comes on Friday between four and six. The driver calls you first.")
    elena.fill("#outcome", "Redelivery booked for Friday, 16:00 to 18:00.")
    elena.get_by_role("button", name="Resolve and tell").click()
    expect(said(customer, "between four and six")).to_be_visible()
    expect(said(customer, "Is that settled for you?")).to_be_visible()
    until(customer, lambda: system.case(case).state is State.TOLD, "they saw it, so they were told")
    customer.get_by_role("button", name="Yes", exact=True).click()
    expect(said(customer, "It stays on the record as")).to_be_visible()

    record = system.case(case)
    assert record.accepted is True
    assert record.outcome == "Redelivery booked for Friday, 16:00 to 18:00."
    assert [apology.said_by for apology in record.apologies] == ["bot", f"agent:{record.assignee_id}"]
    events = [entry.event for entry in record.audit]
    assert [e for e in events if e in ("opened", "hand_off", "claim", "resolve", "tell", "accepted")] == [
        "opened",
        "hand_off",
        "claim",
        "resolve",
        "tell",
        "accepted",
    ]
    if JOURNEY:
        _write_transcript(system, record)


def _picture(page: Page, name: str) -> None:
    assert JOURNEY
    page.screenshot(path=Path(JOURNEY) / name)


def _write_transcript(system: System, case: Case) -> None:
    assert JOURNEY
    lines = ["# A whole journey", "", "From the end-to-end test, word for word (`make journey`).", ""]
    for message in system.messages(case):
        name = message.agent.name if message.agent else message.speaker.value
        lines.append(f"- **{name}**: {message.text}")
    lines += ["", "What the record says of it:", ""]
    lines += [f"- {entry.event} ({entry.actor.partition(':')[0]})" for entry in case.audit]
    (Path(JOURNEY) / "journey.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
