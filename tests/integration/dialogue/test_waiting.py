"""Whoever waits for a person is still heard, and is not told the same words twice (METHOD M5, M9, M11)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from amends.casework.handoff import ServiceLevels
from amends.dialogue.turn import Stage
from amends.store.store import Store
from tests.integration.dialogue.customers import Customer, said

MORE = "action_add_while_waiting"


@pytest.fixture
def waiting(customer: Customer) -> Customer:
    customer.says("action_meet", "the vase arrived in pieces")
    customer.says("action_hand_over", "get me a human", intent="ask_person")
    return customer


def test_what_they_tell_while_they_wait_is_said_back_and_noted(waiting: Customer) -> None:
    noted = waiting.says(MORE, "i waited 3 hours for your driver")
    assert [line.name for line in noted.lines] == ["reflection", "added"]
    assert noted.stage is Stage.WAITING
    assert "i waited 3 hours for your driver" in waiting.case().story


def test_it_is_never_noted_in_the_same_words_twice_running(waiting: Customer) -> None:
    for text in ("it was for my mother", "she loved it", "nobody told me a thing"):
        waiting.says(MORE, text)
    noted = [text for text in waiting.heard() if not text.startswith("Nobody told")]
    assert len(set(noted)) == len(noted)


@pytest.mark.parametrize("nod", ["thank", "greet", "affirm", "deny", "done"])
def test_a_nod_is_not_answered_with_the_wait_that_was_told_just_now(waiting: Customer, nod: str) -> None:
    assert said(waiting.says(MORE, "ok", intent=nod)) == ["until_then"]


def test_a_nod_much_later_is_answered_with_where_they_stand(waiting: Customer) -> None:
    for text in ("it was for my mother", "she is 84", "she cried", "i drove there", "for nothing"):
        waiting.says(MORE, text)
    assert said(waiting.says(MORE, "thanks", intent="thank")) == ["status_waiting"]


def test_asked_again_the_promise_still_stands_and_is_said_in_fewer_words(waiting: Customer) -> None:
    first = waiting.says("action_tell_status", "what about my case", intent="ask_case")
    again = waiting.says("action_tell_status", "who is handling it", intent="ask_case")
    assert (said(first), said(again)) == (["status_waiting"], ["still_stands"])
    assert waiting.case().reference in waiting.heard()[-1]


def test_what_they_want_now_is_on_the_record_too(waiting: Customer) -> None:
    waiting.says(MORE, "no forget it, say sorry to me", intent="want_apology", wants={"apology": 0.9})
    waiting.says(MORE, "a new one would be better", intent="want_compensation", wants={"compensation": 0.9})
    assert {"apology", "compensation"} <= set(waiting.wants())
    assert waiting.case().remedy_asked == "a new one would be better"


@pytest.mark.parametrize(
    ("text", "facts", "line"),
    [
        ("write to müller@example.com", {}, "unread_email"),
        ("anna@example.com.Thanks", {}, "unread_email"),
        ("anna@example.com", {"email": "anna@example.com"}, "added_email"),
        ("it was me @ the door", {}, "added"),
    ],
)
def test_an_address_we_cannot_write_to_is_said_to_be_so(
    store: Store, levels: ServiceLevels, text: str, facts: dict[str, str], line: str
) -> None:
    customer = Customer(store, replace(levels, mail=True))
    customer.says("action_meet", "the vase arrived in pieces")
    customer.says("action_hand_over", "get me a human", intent="ask_person")
    assert said(customer.says(MORE, text, facts=facts)) == [line]
