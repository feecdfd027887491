"""While they wait each message gets what it deserves, and nothing that would fit anything (METHOD M31, M32)."""

from __future__ import annotations

import pytest

from amends.cases.escalation import Severity
from tests.integration.dialogue.customers import Customer

FILLERS = ("added", "status_waiting", "still_here")


@pytest.fixture
def waiting(customer: Customer) -> Customer:
    """A customer who was told that a person comes."""
    customer.says("[tell] they cut me off by mistake. [demand.repair] put <the line> back on")
    return customer


def test_a_question_is_named_with_who_answers_it_and_when(waiting: Customer) -> None:
    assert waiting.says("[ask.who.case] who <was Mueller>?") == ["asked_too", "replies_by"]
    assert "who was Mueller" in waiting.said
    assert "Someone replies here by 12:30" in waiting.said
    assert ("“who was Mueller”", "passed_on") in waiting.ledger()


def test_what_the_record_knows_is_answered(waiting: Customer) -> None:
    assert waiting.says("[ask.when.case] when does <somebody come>?") == ["status_waiting"]
    assert ("“when does somebody come”", "answered") in waiting.ledger()


def test_a_fact_is_said_back(waiting: Customer) -> None:
    assert waiting.says("[answer.fact] its order <7719203>") == ["added_order"]
    assert "7719203: that's on your case." in waiting.said


def test_another_demand_is_named(waiting: Customer) -> None:
    assert waiting.says("[demand.refund] and take <the 7.50> off") == ["what_you_want"]
    assert "take the 7.50 off" in waiting.said


def test_a_refusal_is_heeded(waiting: Customer) -> None:
    assert waiting.says("[demand.call-] and don't <call me>") == ["heeded"]


def test_what_was_said_before_is_on_the_case_already(waiting: Customer) -> None:
    assert waiting.says("[demand.repair] put <the line> back on") == ["on_case_already"]
    assert [request.times for request in waiting.requests()] == [2]


def test_a_nudge_hears_what_is_true_and_never_the_same_words(waiting: Customer) -> None:
    said = []
    for _ in range(3):
        assert waiting.says("[chat] hello??") == ["still_here"]
        said.append(waiting.said)
    assert len(set(said)) == 3
    assert all("12:30" in one for one in said)


def test_their_story_is_said_back_in_their_words(waiting: Customer) -> None:
    lines = waiting.says("[tell] my router went dead again")
    assert not lines
    assert waiting.heard == ["Your router went dead again."]


def test_a_story_without_an_echo_is_said_to_be_on_the_case(waiting: Customer) -> None:
    assert waiting.says("[tell] blue one with the thing on top") == ["added"]


def test_a_correction_is_said_back(waiting: Customer) -> None:
    assert waiting.says("[correct] no it was <Tuesday>") == ["put_right"]
    assert "Tuesday" in waiting.said


def test_danger_brings_its_words_and_another_place_in_the_line(waiting: Customer) -> None:
    lines = waiting.says("[tell] the box on the wall is smoking now ## hazard=fire:present")
    assert lines[0] == "danger_fire"
    assert waiting.case().severity == Severity.DANGER


def test_no_apology_is_said_twice_while_they_wait(waiting: Customer) -> None:
    for text in ("[tell] nobody cares", "[ask.why.case] why is it so <slow>?", "[chat] hello"):
        waiting.says(text)
    assert waiting.apologies() == 1


def test_who_leaves_knows_their_number(waiting: Customer) -> None:
    assert waiting.says("[chat] bye", intent="leave") == ["goodbye_record"]
