"""Whoever comes back is told when we can't write to the address they give (METHOD M21)."""

from __future__ import annotations

from dataclasses import replace

from amends.casework.handoff import ServiceLevels
from amends.dialogue.turn import Stage
from amends.store.store import Store
from tests.integration.dialogue.customers import Customer, said

FIND = "action_find_case"


def test_an_address_that_is_none_is_said_to_be_so_and_asked_for_again(
    store: Store, levels: ServiceLevels
) -> None:
    customer = Customer(store, replace(levels, mail=True))
    given = {"case_ref": "AM-20001"}
    first = customer.says(FIND, "AM-20001, müller@example.com", intent="ask_case", facts=given)
    assert (said(first), first.stage) == (["unread_email"], Stage.FINDING)
    customer.says(FIND, "müller@example.com", intent="inform", facts=given)
    last = customer.says(
        FIND, "anna@example.com", intent="inform", facts=given | {"email": "anna@example.com"}
    )
    assert said(last) == ["code_sent"]
