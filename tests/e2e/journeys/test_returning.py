"""A customer is back in another browser: number, address and a code bring all of it back, and tell nobody else a thing
(METHOD M21)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.journeys.people import NewBrowser, open_chat, reference, said, until, write
from tests.e2e.journeys.system import A_ROUND, System

pytestmark = [pytest.mark.e2e, pytest.mark.rasa]

ADDRESS = "m.brandt@mail.example"
CODE_SENT = "Where the two belong together, a code of six digits is on its way to that address."
CODE_MAIL = "Your code for the chat"
WRONG = "That code does not fit, or its 15 minutes are over."


def test_a_returning_customer_proves_who_they_are_and_repeats_nothing(
    system: System, customer: Page, new_browser: NewBrowser
) -> None:
    case = _complain(customer)
    customer.context.close()

    phone = open_chat(new_browser(), system)
    write(phone, f"whats happening with {case}? my mail is {ADDRESS}")
    expect(said(phone, CODE_SENT)).to_be_visible()
    code = _code_in_the_mail(system, phone)
    write(phone, f"{(int(code) + 1) % 1_000_000:06d}")
    expect(said(phone, WRONG)).to_be_visible()
    write(phone, code)
    expect(said(phone, "you won't have to repeat it")).to_be_visible()
    expect(said(phone, "three weeks without a washing machine").first).to_be_visible()
    assert reference(phone) == case
    phone.reload()
    expect(said(phone, "three weeks without a washing machine").first).to_be_visible()


def test_a_wrong_address_and_an_unknown_number_hear_what_a_right_one_hears(
    system: System, customer: Page, new_browser: NewBrowser
) -> None:
    """Nobody learns from the chat which record exists, or whose it is."""
    case = _complain(customer)
    heard = [_try_a_code(new_browser, system, case, "thief@mail.example")]
    heard.append(_try_a_code(new_browser, system, "AM-99999", ADDRESS))
    assert heard[0] == heard[1]
    assert CODE_MAIL not in system.mails_to("thief@mail.example")


def _complain(page: Page) -> str:
    """Complain, ask for a person and leave an address; return the case's number."""
    write(page, "three weeks without a washing machine and nobody comes, get me a human")
    case = reference(page)
    write(page, f"you can reach me at {ADDRESS}")
    expect(said(page, "The answer goes to that address too.")).to_be_visible()
    return case


def _code_in_the_mail(system: System, page: Page) -> str:
    """Wait for the e-mail with the code, and read it there."""
    until(page, lambda: CODE_MAIL in system.mails_to(ADDRESS), "the code is in the mail", A_ROUND)
    found = re.search(r"Your code is (\d{6})", system.mails_to(ADDRESS)[CODE_MAIL])
    assert found
    return found[1]


def _try_a_code(new_browser: NewBrowser, system: System, case: str, address: str) -> list[str]:
    """Claim a record that is not one's own, and write a made-up code; return all that was said in answer."""
    page = open_chat(new_browser(), system)
    write(page, f"whats happening with {case}? my mail is {address}")
    expect(said(page, CODE_SENT)).to_be_visible()
    write(page, "123456")
    expect(said(page, WRONG)).to_be_visible()
    return page.locator("amends-chat .message.bot .text").all_inner_texts()
