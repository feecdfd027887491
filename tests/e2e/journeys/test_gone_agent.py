"""An agent who claimed a case and vanished: it comes back, and up, and the customer is told so (METHOD M9, R8)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from amends.cases.state import State
from tests.e2e.journeys.people import (
    NewBrowser,
    claim,
    is_above,
    open_chat,
    reference,
    reply,
    said,
    sign_in,
    until,
    write,
)
from tests.e2e.journeys.system import A_ROUND, System

pytestmark = [pytest.mark.e2e, pytest.mark.rasa]


def test_a_case_whose_agent_vanished_comes_back_up_and_another_takes_it(
    system: System, customer: Page, elena: Page, new_browser: NewBrowser
) -> None:
    write(customer, "my parcel never came, get me a human")
    case = reference(customer)
    jonas = new_browser()
    claim(sign_in(jonas, system, "Jonas"), case)
    expect(customer.locator("amends-chat .title")).to_have_text("Jonas, a person")
    jonas.close()  # his machine is off: not a word, and nobody puts anything back

    write(customer, "hello? is anybody there")
    expect(said(customer, "hello? is anybody there")).to_be_visible()
    until(customer, lambda: "hello? is anybody there" in system.texts(case), "it is on record")
    system.pass_time(case, minutes=system.levels.silent_minutes + 2)

    expect(said(customer, "You have waited longer than you should")).to_be_visible(timeout=A_ROUND)
    expect(said(customer, "I'm sorry.").last).to_be_visible()
    expect(said(customer, f"Your case {case} is at the top of their list.")).to_be_visible()
    expect(customer.locator("amends-chat .title")).to_have_text("Automated assistant")

    other = open_chat(new_browser(), system)
    write(other, "i have a question about my bill, a person please")
    later = reference(other)
    expect(elena.locator(f"#waiting-{later}")).to_be_visible()
    assert is_above(elena, case, later)
    claim(elena, case)
    expect(elena.locator("main")).to_contain_text("hello? is anybody there")
    reply(elena, "Hello, I'm Elena, a person. I'm sorry. I have read all of it. Which address was it?")
    expect(said(customer, "Which address was it?")).to_be_visible()

    record = system.case(case)
    assert record.state is State.AGENT
    assert [entry.actor for entry in record.audit if entry.event == "release"] == ["system"]
    assert record.deadlines_missed == 1
