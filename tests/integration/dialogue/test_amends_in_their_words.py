"""How customers ask for amends, and what they are asked for it (METHOD M4, M6, M14)."""

from __future__ import annotations

import pytest

from amends.casework.handoff import ServiceLevels
from amends.dialogue.turn import Stage
from amends.store.store import Store
from tests.integration.dialogue.customers import CALM, Customer, said


def late(customer: Customer, text: str, *, order: str = "88213") -> list[str]:
    told = f"my parcel {order} is 9 days late. {text}"
    return said(customer.says("action_meet", told, topic="late_delivery", facts={"order_number": order}))


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


@pytest.fixture
def offered(customer: Customer) -> Customer:
    late(customer, "what will you give me")
    assert customer.stage is Stage.OFFER
    return customer


@pytest.mark.parametrize(
    "asked", ["Define 'voucher'. Does it expire?", "Under which rule is 10 euros computed?"]
)
def test_a_question_about_the_offer_leaves_it_as_it_is(offered: Customer, asked: str) -> None:
    answered = offered.says("action_take_no", asked, intent="out_of_scope", complaint=0.2, topic=None)
    assert said(answered) == ["not_known", "offer_stands"]
    assert offered.offers() == ["10.00 EUR made"]


def test_another_sum_is_a_wish_that_goes_word_for_word_to_a_person(offered: Customer) -> None:
    answered = offered.says(
        "action_take_no", "can you do 12?", intent="out_of_scope", complaint=0.2, topic=None
    )
    assert said(answered) == ["beyond_authority", "person_writes"]
    assert offered.case().remedy_asked == "can you do 12?"


def test_the_offer_goes_to_the_order_that_they_correct_it_to(offered: Customer) -> None:
    asked = offered.says("action_take_no", "no wait its 8812", intent="inform", complaint=0.2, topic=None)
    assert said(asked) == ["offer"]
    assert "for order 8812" in offered.heard()[-1]
    offered.says("action_give", "yes", intent="affirm", complaint=0.1, topic=None)
    assert offered.case().facts["order_number"] == "8812"


def test_another_order_is_decided_anew_so_that_its_caps_hold(
    offered: Customer, sqlite_store: Store, levels: ServiceLevels
) -> None:
    for _ in range(4):
        other = Customer(sqlite_store, levels)
        late(other, "what will you give me", order="8812")
        other.says("action_give", "yes", intent="affirm", complaint=0.1, topic=None)
        assert other.offers() == ["10.00 EUR accepted"]
    asked = offered.says("action_take_no", "no wait its 8812", intent="inform", complaint=0.2, topic=None)
    assert asked.stage is Stage.WAITING
    assert offered.offers() == ["10.00 EUR declined"]
