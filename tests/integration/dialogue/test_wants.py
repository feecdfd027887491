"""What they want is honoured where it was said, and asked where it is doubtful (METHOD M4..M7)."""

from __future__ import annotations

import pytest

from amends.dialogue.turn import Stage
from tests.integration.dialogue.customers import FURIOUS, Customer, said


@pytest.mark.parametrize(
    ("want", "lines", "stage"),
    [
        ("vent", ["sorry", "listening"], Stage.LISTENING),
        ("compensation", ["sorry", "ask_fair"], Stage.IDEA),
        ("apology", ["sorry", "ask_apology_way"], Stage.APOLOGY),
    ],
)
def test_a_want_said_with_the_first_message_is_not_asked_for(
    customer: Customer, want: str, lines: list[str], stage: Stage
) -> None:
    met = customer.says("action_meet", "the vase arrived in pieces", wants={want: 0.85})
    assert (said(met), met.stage) == (lines, stage)
    assert customer.wants() == [want]


def test_a_doubtful_want_is_asked_and_never_guessed(customer: Customer) -> None:
    met = customer.says(
        "action_meet", "the vase arrived in pieces", wants={"compensation": 0.7, "apology": 0.3}
    )
    assert said(met) == ["sorry", "what_can_i_do"]
    assert customer.wants() == []


def test_of_several_wants_all_are_on_the_record_and_to_be_heard_comes_first(customer: Customer) -> None:
    met = customer.says(
        "action_meet", "the vase arrived in pieces", wants={"vent": 0.85, "compensation": 0.9, "apology": 0.8}
    )
    assert met.stage is Stage.LISTENING
    assert set(customer.wants()) == {"vent", "compensation", "apology"}


def test_in_fury_the_heat_comes_down_before_anything_is_solved(customer: Customer) -> None:
    met = customer.says("action_meet", "STILL NO REFUND", emotion=FURIOUS, wants={"compensation": 0.9})
    assert said(met) == ["sorry", "what_can_i_do"]


def test_who_says_in_fury_what_would_be_fair_is_taken_at_their_word(customer: Customer) -> None:
    met = customer.says(
        "action_meet", "i want a new vase, send another one", emotion=FURIOUS, wants={"compensation": 0.9}
    )
    assert said(met) == ["sorry", "ask_order_number"]


@pytest.mark.parametrize("action", ["action_take_details", "action_take_fact", "action_take_idea"])
def test_whoever_asks_for_a_person_beside_something_else_gets_one(customer: Customer, action: str) -> None:
    customer.says("action_meet", "the vase arrived in pieces")
    coming = customer.says(action, "88213 and get me a human", stage=Stage.DETAILS, wants={"person": 0.9})
    assert coming.stage is Stage.WAITING


@pytest.mark.parametrize(
    "told",
    [
        "my kettle arrived broken, get me a human",
        "it's the third time. let me speak to your boss",
        "no heating since friday and i want to talk to someone",
    ],
)
def test_a_person_asked_for_in_plain_words_comes_however_unsure_the_reading(
    customer: Customer, told: str
) -> None:
    met = customer.says("action_meet", told, wants={"person": 0.3})
    assert met.stage is Stage.WAITING


@pytest.mark.parametrize(
    "told", ["i don't want to speak to a person", "i spoke to a person on the phone and he hung up"]
)
def test_a_person_who_is_only_mentioned_is_not_brought(customer: Customer, told: str) -> None:
    met = customer.says("action_meet", told, wants={"person": 0.3})
    assert said(met) == ["sorry", "what_can_i_do"]
