"""What we cannot read or answer is no dead end, and forgets nothing of what was told (METHOD M4, M5, M11)."""

from __future__ import annotations

import pytest

from amends.dialogue.turn import Stage
from tests.integration.dialogue.customers import CALM, Customer, said


def unread(customer: Customer, text: str, intent: str = "out_of_scope") -> list[str]:
    action = "action_not_for_us" if intent == "out_of_scope" else "action_not_understood"
    return said(customer.says(action, text, intent=intent, emotion=CALM, complaint=0.2, topic=None))


@pytest.fixture
def complained(customer: Customer) -> Customer:
    customer.says("action_meet", "the vase arrived in pieces")
    return customer


def test_a_question_of_another_kind_is_not_answered_in_the_same_words_twice(customer: Customer) -> None:
    unread(customer, "do you have the blue kettle")
    unread(customer, "how much is shipping")
    first, second = customer.heard()
    assert first != second


def test_whoever_told_what_happened_is_not_asked_whether_something_did(complained: Customer) -> None:
    assert unread(complained, "Is the code transferable?") == ["not_known"]


def test_who_asks_again_what_we_cannot_answer_gets_the_person_who_can(complained: Customer) -> None:
    unread(complained, "Is the code transferable?")
    assert unread(complained, "What does section 4.2 say?") == ["person_writes"]


def test_what_is_no_question_belongs_to_their_story(complained: Customer) -> None:
    heard = complained.says(
        "action_not_for_us", "mornings, she naps after lunch", intent="out_of_scope", emotion=CALM, topic=None
    )
    assert heard.stage is Stage.ASKED
    assert set(said(heard)) <= {"noted", "go_on_or_choose"}
    assert "mornings, she naps after lunch" in complained.case().story


def test_a_detail_that_is_none_belongs_to_their_story_too(complained: Customer) -> None:
    heard = complained.says("action_take_details", "we were married 41 years", intent="inform", emotion=CALM)
    assert "details_noted" not in said(heard)


def test_a_question_about_the_offer_does_not_decline_it(complained: Customer) -> None:
    complained.says("action_ask_fair_solution", "a voucher of 5 euros please", intent="want_compensation")
    offered = complained.says("action_take_fact", "88213", intent="inform", facts={"order_number": "88213"})
    assert said(offered) == ["offer"]
    asked = complained.says("action_take_no", "Does it expire?", intent="out_of_scope", complaint=0.2)
    assert said(asked) == ["not_known", "offer_stands"]
    assert complained.stage is Stage.OFFER


@pytest.mark.parametrize("asked", ["blorp", "what happens now"])
def test_a_yes_to_a_person_who_was_offered_brings_them(complained: Customer, asked: str) -> None:
    if asked == "blorp":
        unread(complained, asked, "nlu_fallback")
    else:
        complained.says("action_tell_status", asked, intent="ask_case")
    yes = complained.says("action_not_understood", "yes", intent="affirm", emotion=CALM)
    assert yes.stage is Stage.WAITING
    assert "person" in complained.wants()


def test_a_word_that_is_heard_is_not_told_to_go_on_twice(complained: Customer) -> None:
    heard = complained.says("action_hear_more", "unbelievable", intent="abuse")
    assert said(heard) == ["noted", "go_on_or_choose"]


def test_a_yes_to_what_we_can_do_is_told_what_that_is(complained: Customer) -> None:
    told = complained.says("action_not_understood", "yes", intent="affirm", emotion=CALM, complaint=0.1)
    assert (said(told), told.stage) == (["what_i_can_do"], Stage.ASKED)


def test_a_no_to_saying_it_in_other_words_settles_nothing(complained: Customer) -> None:
    unread(complained, "blorp", "nlu_fallback")
    told = complained.says("action_settle_heard", "no", intent="deny", emotion=CALM, complaint=0.1)
    assert (said(told), told.stage) == (["go_on_or_choose"], Stage.ASKED)
    assert complained.case().resolved_at is None
