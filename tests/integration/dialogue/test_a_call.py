"""Whoever wants a call is asked for the number once, and told that it is there (METHOD M4, M7)."""

from __future__ import annotations

from amends.dialogue.turn import Stage
from tests.integration.dialogue.customers import Customer, said


def test_whoever_wants_a_call_is_asked_for_the_number(customer: Customer) -> None:
    coming = customer.says("action_hand_over", "can someone call me please", intent="ask_person")
    assert (said(coming), coming.stage) == (["person_writes", "leave_number"], Stage.WAITING)
    noted = customer.says(
        "action_add_while_waiting",
        "0171 2345678, after four",
        intent="inform",
        facts={"phone": "01712345678"},
    )
    assert said(noted) == ["added_number"]


def test_whoever_gave_it_is_not(customer: Customer) -> None:
    coming = customer.says(
        "action_hand_over", "call me on 0171 2345678", intent="ask_person", facts={"phone": "01712345678"}
    )
    assert said(coming) == ["person_writes"]


def test_an_apology_by_phone_needs_the_number_too(customer: Customer) -> None:
    customer.says("action_apologise", "nobody said sorry to me", intent="want_apology")
    coming = customer.says("action_take_apology_way", "by phone i think", intent="choose", complaint=0.2)
    assert said(coming) == ["personal_apology", "person_writes", "leave_number"]


def test_a_person_in_the_chat_needs_no_number(customer: Customer) -> None:
    assert said(customer.says("action_hand_over", "get me a human", intent="ask_person")) == ["person_writes"]
