"""A rating in a few words is a rating, and takes no settled case up again (METHOD M18)."""

from __future__ import annotations

import pytest

from amends.dialogue.turn import Stage
from tests.integration.dialogue.customers import CALM, Customer, said


@pytest.fixture
def asked(customer: Customer) -> Customer:
    customer.says("action_meet", "the vase arrived in pieces")
    customer.says("action_settle_heard", "no", intent="deny", complaint=0.1, emotion=CALM)
    customer.says("action_is_settled", "thats all", intent="done", complaint=0.1, emotion=CALM)
    return customer


def test_a_number_among_a_few_words_is_taken(asked: Customer) -> None:
    rated = asked.says("action_come_back", "heard fine i guess, 4", complaint=0.3, stage=Stage.SURVEY)
    assert said(rated) == ["survey_apology"]


def test_a_complaint_with_a_number_in_it_takes_it_up_again(asked: Customer) -> None:
    back = asked.says("action_come_back", "the 4 cups broke too", complaint=0.8, stage=Stage.SURVEY)
    assert "taken_up_again" in said(back)
