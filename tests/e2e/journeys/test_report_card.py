"""From an angry message to the report card, with a lead who approves an offer (METHOD M6, M10, M12, M14, M18)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from amends.cases.state import State
from tests.e2e.journeys.people import answer_survey, claim, press, reference, resolve, said, until, write
from tests.e2e.journeys.system import System

pytestmark = [pytest.mark.e2e, pytest.mark.rasa]

MARKS = ("5", "4", "5", "3")
"""Heard, apology, outcome, effort."""


def test_from_an_angry_message_to_the_report_card_with_a_lead_who_approves(
    system: System, customer: Page, jonas: Page, elena: Page
) -> None:
    """Three browsers at once: the customer asks for more than assistant and agent may give, and gets an answer."""
    write(customer, "my parcel is 9 days late and i paid for next day. make up for it. order 88213")
    expect(said(customer, "I'm sorry.")).to_have_count(1)
    expect(said(customer, "Shall I?")).to_be_visible()
    write(customer, "i want 120 euros back")
    expect(said(customer, "more than I may decide myself")).to_be_visible()
    case = reference(customer)

    claim(jonas, case)
    expect(jonas.locator("main")).to_contain_text("120 euros")
    _ask_a_lead(jonas, "120", "Nine days late, after paying for next day delivery.")
    asked = elena.locator(".ask", has_text=case)
    expect(asked).to_contain_text("Jonas asks")
    asked.get_by_role("button", name="Approve").click()
    expect(asked).to_have_count(0)

    expect(said(customer, "offers you 120 euros back")).to_be_visible()
    press(customer, "Yes")
    expect(said(customer, "Done: 120 euros back")).to_be_visible()
    expect(jonas.locator("#log")).to_contain_text("Done: 120 euros back")

    resolve(jonas, told="Your 120.00 euros are on their way.", outcome="Refund of 120 euros, approved.")
    expect(said(customer, "Is that settled for you?")).to_be_visible()
    until(customer, lambda: system.case(case).state is State.TOLD, "they saw it, so they were told")
    press(customer, "Yes")
    answer_survey(customer, *MARKS, stays="Yes")
    expect(said(customer, "The team sees what you said.")).to_be_visible()

    _find_on_the_report_card(elena, system, case)


def _ask_a_lead(page: Page, amount: str, why: str) -> None:
    """More than an agent may give: the desk says who may, and one more click asks them."""
    page.locator("#offer-fold > summary").click()
    page.select_option("#offer-kind", "refund")
    page.fill("#offer-amount", amount)
    page.fill("#offer-why", why)
    page.get_by_role("button", name="Offer it").click()
    expect(page.locator("#offer-fold .problem")).to_contain_text("A lead may: ask one.")
    page.get_by_role("button", name="Ask a lead for it").click()
    expect(page.locator("main")).to_contain_text("not decided yet")


def _find_on_the_report_card(page: Page, system: System, case: str) -> None:
    """The newest period has the four marks, and behind it stands the case."""
    page.goto(f"{system.url}/desk/insight?unit=day")
    card = page.get_by_role("region", name="Report card", exact=True)
    by_jonas = card.get_by_role("row", name=re.compile("Jonas"))
    for mark in MARKS:
        expect(by_jonas).to_contain_text(f"{mark}.0")
    by_jonas.get_by_role("link").first.click()
    page.get_by_role("link", name=case).click()
    expect(page.get_by_role("heading", name=case)).to_be_visible()
    expect(page.locator("main")).to_contain_text("The customer says that it is settled.")
