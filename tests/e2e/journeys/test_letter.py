"""An apology in writing, by a person and under their name: in the chat, and by e-mail (METHOD M7)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.journeys.people import claim, press, reference, said, until, write
from tests.e2e.journeys.system import A_ROUND, System

pytestmark = [pytest.mark.e2e, pytest.mark.rasa]

ADDRESS = "y.demir@mail.example"


def test_a_letter_of_apology_arrives_in_the_chat_and_by_mail_under_a_persons_name(
    system: System, customer: Page, elena: Page
) -> None:
    write(customer, "nobody has said sorry to my mother for the broken chair")
    expect(said(customer, "I'm sorry.")).to_have_count(1)
    press(customer, "In writing")
    expect(said(customer, "A person will do that, under their own name.")).to_be_visible()
    case = reference(customer)
    write(customer, f"send it to {ADDRESS}")
    expect(said(customer, "The answer goes to that address too.")).to_be_visible()
    claim(elena, case)

    elena.get_by_role("link", name="Write the letter").click()
    expect(elena.locator("#letter")).to_have_value(re.compile("I'm sorry"))
    elena.get_by_role("button", name="Send the letter").click()
    expect(elena.get_by_role("link", name="The letter")).to_be_visible()

    letter = said(customer, re.compile("nobody has said sorry to my mother.*I'm sorry", re.DOTALL))
    expect(letter).to_contain_text("Elena")
    subject = f"Your record {case}: a letter from Elena"
    until(customer, lambda: subject in system.mails_to(ADDRESS), "it is in the mail", A_ROUND)
    assert letter.inner_text().split() == system.mails_to(ADDRESS)[subject].split()
