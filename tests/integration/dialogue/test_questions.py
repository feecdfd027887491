"""A question gets an answer, or is passed on as one (METHOD M26)."""

from __future__ import annotations

import pytest

from amends.cases.state import WAITING
from amends.dialogue.turn import Stage
from tests.integration.dialogue.customers import Customer


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("[ask.yes_no.bot] are you <a robot>?", "i_am_a_bot"),
        ("[ask.what.bot] what can you <do>?", "what_i_can_do"),
        ("[ask.yes_no.bot] can you <decide that>?", "what_i_can_do"),
    ],
)
def test_what_we_are_and_can_do_is_answered(customer: Customer, question: str, line: str) -> None:
    assert customer.says(question) == [line]
    assert not customer.has_case()


def test_a_question_of_the_world_opens_no_case_and_earns_no_apology(customer: Customer) -> None:
    assert customer.says("[ask.when.company] when do you <open> tomorrow?", topic=None) == ["out_of_scope"]
    assert not customer.has_case()


def test_where_is_my_parcel_goes_to_who_can_look(customer: Customer) -> None:
    lines = customer.says("[tell] it was due on monday. [ask.where.order] where is <my parcel>?")
    assert lines == ["sorry", "asked_too", "person_writes"]
    assert "“where is my parcel”" in customer.said
    assert customer.case().state in WAITING


def test_beside_a_demand_the_question_is_named_too(customer: Customer) -> None:
    lines = customer.says(
        "[tell] he died. [demand.stop] stop <the letters>. [ask.who.case] who <signs these>?"
    )
    assert lines == ["sorry", "what_you_want", "asked_too", "beyond_authority", "person_writes"]


def test_a_question_while_a_fact_is_asked_for_is_kept_and_the_fact_asked_again(customer: Customer) -> None:
    customer.says("[tell] it is nine days late. [demand.refund] <the delivery fee> back")
    assert customer.says("[ask.when.order] when <does it come>?") == ["asked_too", "ask_order_number"]
    customer.says("[answer.fact] <88213>")
    lines = customer.says("[answer.yes] yes")
    assert lines[:2] == ["voucher", "asked_too"] or lines[:2] == ["given", "asked_too"]
    assert customer.case().state in WAITING


def test_how_their_case_stands_is_said_from_the_record(customer: Customer) -> None:
    customer.says("[tell] nobody came, three times")
    assert customer.says("[ask.what.case] what happens <with my case>?", intent="ask_case") == ["status_open"]
    assert customer.says("[answer.yes] yes") == ["person_writes"]


def test_a_question_once_settled_is_answered_from_the_record(customer: Customer) -> None:
    customer.says("[tell] order 88213 is nine days late. [demand.refund] my <delivery fee> back")
    customer.says("[answer.yes] yes")
    assert customer.says("[ask.when.offer] when do i <get it>?") == ["offer_follows"]
    assert customer.stage is Stage.SETTLED
