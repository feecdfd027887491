"""Whoever tells it is heard, also where a part of it was doubtfully read as something else (METHOD M4, M5)."""

from __future__ import annotations

import pytest

from amends.dialogue.turn import Answer, Stage
from tests.integration.dialogue.customers import CALM, Customer, said


@pytest.fixture
def heard(customer: Customer) -> Customer:
    customer.says("action_meet", "the vase arrived in pieces")
    customer.says("action_start_listening", "just listen", intent="want_vent", complaint=0.2)
    return customer


def from_zero(customer: Customer, *, person: float) -> Answer:
    return customer.says("action_listen_on", "each time i start from zero", wants={"person": person})


def test_words_that_may_ask_for_a_person_offer_one_to_whoever_is_being_heard(heard: Customer) -> None:
    answer = from_zero(heard, person=0.7)
    assert answer.stage is Stage.LISTENING
    assert said(answer)[-1] == "person_if_wanted"


def test_words_that_plainly_ask_for_one_bring_them(heard: Customer) -> None:
    assert from_zero(heard, person=0.9).stage is Stage.WAITING


@pytest.mark.parametrize(
    ("action", "intent", "text"),
    [
        ("action_take_praise", "praise", "he loved the yellow ones"),
        ("action_tell_status", "ask_case", "and yesterday the guy hung up on me"),
    ],
)
def test_doubtful_praise_or_status_is_their_story(
    heard: Customer, action: str, intent: str, text: str
) -> None:
    heard.says(action, text, intent=intent, sure=0.6, emotion=CALM)
    assert text in heard.case().story
    assert heard.stage is Stage.LISTENING


def test_a_question_about_the_case_is_answered_however_doubtfully_it_was_read(heard: Customer) -> None:
    told = heard.says("action_tell_status", "what happens to my case?", intent="ask_case", sure=0.5)
    assert said(told) == ["status_open"]


def test_the_same_question_again_is_noticed_and_a_third_time_offers_a_person(customer: Customer) -> None:
    asked = "where is my refund"
    customer.says("action_meet", asked, topic="refund")
    again = customer.says("action_hear_more", asked, topic="refund")
    assert said(again) in (["ask_wish"], ["thank_for_telling", "story", "story_right"])
    customer.stage = Stage.ASKED
    third = customer.says("action_hear_more", asked, topic="refund")
    assert said(third)[-1] in ("person_if_wanted", "ask_wish")
