"""Reloads, lost networks, a dead bot: nothing is lost or doubled, and nobody is left alone (METHOD R8)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from amends.cases.state import State
from tests.e2e.journeys.people import reference, said, until, write
from tests.e2e.journeys.system import System

pytestmark = [pytest.mark.e2e, pytest.mark.rasa]


def test_a_reload_a_second_tab_and_a_lost_network_lose_and_double_nothing(
    system: System, customer: Page
) -> None:
    write(customer, "my parcel is 9 days late")
    expect(said(customer, "What can I do?")).to_be_visible()
    customer.reload()
    expect(said(customer, "my parcel is 9 days late")).to_have_count(1)
    expect(said(customer, "What can I do?")).to_be_visible()
    second = customer.context.new_page()
    second.goto(system.url)
    expect(said(second, "my parcel is 9 days late")).to_have_count(1)
    customer.context.set_offline(True)
    write(customer, "are you even there")
    customer.wait_for_timeout(500)
    customer.context.set_offline(False)
    expect(said(second, "are you even there")).to_have_count(1)
    expect(said(customer, "are you even there")).to_have_count(1)
    case = system.case(reference(customer))

    def stored() -> int:
        return [message.text for message in system.messages(case)].count("are you even there")

    # Both tabs show it from their shared outbox at once; on record it is when the connection is back.
    until(customer, lambda: stored() > 0, "what was written offline is stored once there is a network")
    customer.wait_for_timeout(3000)
    assert stored() == 1


def test_with_a_dead_bot_the_customer_gets_an_apology_a_number_and_a_person(
    system: System, customer: Page
) -> None:
    system.kill("rasa run")
    write(customer, "my parcel is 9 days late and nobody answers")
    expect(said(customer, re.compile("(?:all you wrote)"))).to_be_visible()
    expect(said(customer, "I'm sorry.")).to_have_count(1)
    case = system.case(reference(customer))
    assert case.state in (State.QUEUED, State.FOLLOW_UP)
    assert case.concern == "my parcel is 9 days late and nobody answers"
    system.wait_for_the_bot(customer)
