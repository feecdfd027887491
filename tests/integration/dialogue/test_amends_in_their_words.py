"""How customers ask for amends, and what they are asked for it (METHOD M4, M6, M14)."""

from __future__ import annotations

import pytest

from amends.dialogue.turn import Stage
from tests.integration.dialogue.customers import CALM, Customer, said


def late(customer: Customer, text: str, **how: object) -> list[str]:
    order = {"order_number": "88213"}
    return said(
        customer.says(
            "action_meet", f"my parcel 88213 is 9 days late. {text}", topic="late_delivery", facts=order
        )
    )


def test_a_sum_named_with_the_complaint_is_not_asked_for_again(customer: Customer) -> None:
    assert late(customer, "i want 10 euros") == ["sorry", "offer"]


def test_a_sum_that_we_took_is_no_idea_of_theirs(customer: Customer) -> None:
    met = customer.says("action_meet", "you charged me 30 euros", topic="billing")
    assert said(met) == ["sorry", "what_can_i_do"]


@pytest.mark.parametrize(
    "asked",
    ["what will you give me", "what are my options?", "what do you think is fair?", "so what do i get"],
)
def test_whoever_asks_what_we_give_is_told_it(customer: Customer, asked: str) -> None:
    assert late(customer, asked) == ["sorry", "offer"]


@pytest.mark.parametrize("asked", ["what can you do?", "how should i know what you can do?"])
def test_whoever_asks_what_we_can_do_is_told_the_three_ways_and_a_person(
    customer: Customer, asked: str
) -> None:
    customer.says("action_meet", "my parcel is late", topic="late_delivery")
    told = customer.says("action_start_listening", asked, intent="want_vent", emotion=CALM, complaint=0.2)
    assert (said(told), told.stage) == (["what_i_can_do"], Stage.ASKED)


def test_a_number_read_as_a_want_still_answers_what_was_asked(customer: Customer) -> None:
    late_order = customer.says("action_meet", "my parcel is late", topic="late_delivery")
    assert late_order.stage is Stage.ASKED
    customer.says("action_ask_fair_solution", "you tell me", intent="want_compensation")
    customer.says("action_leave_it_to_us", "you tell me", intent="affirm")
    assert customer.stage is Stage.DETAILS
    given = customer.says(
        "action_apologise", "sorry i mean 8821", intent="want_apology", sure=0.4, complaint=0.3
    )
    assert said(given) == ["offer"]
    assert customer.case().facts["order_number"] == "8821"


@pytest.mark.parametrize("step", ["action_ask_fair_solution", "action_apologise", "action_start_listening"])
def test_a_new_part_of_the_story_is_said_back_before_the_question(customer: Customer, step: str) -> None:
    customer.says("action_meet", "i am so angry")
    told = customer.says(step, "you charged me twice", topic="billing")
    assert told.lines[0].name == "reflection"
