"""How whole conversations ended, and what must never happen in one (METHOD M4, R2, R7)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from amends.tools.play.conversation import OFFERS, PROMISE, Ended
from amends.tools.play.lines import PlayLine
from amends.tools.play.outcomes import outcome_rows, outcomes_to_markdown, sum_up

SETTLED = Ended(PlayLine(1, "nobody came"), "takes what is offered", 4, "resolved", "AM-1", 1, None, ())
HANDED = replace(SETTLED, phase="queued", case="AM-2")
CHATTER = replace(SETTLED, phase="bot", case=None, apologies=0)


def test_shares_are_of_the_cases_and_chatter_is_none() -> None:
    outcomes = sum_up([SETTLED, HANDED, CHATTER], {"AM-2": "asked_for_a_person"})
    assert (outcomes.with_a_case, outcomes.settled, outcomes.with_a_person, outcomes.left_open) == (
        2,
        1,
        1,
        0,
    )
    assert outcomes.reasons == {"asked_for_a_person": 1}
    assert outcomes.clean
    assert ("Settled in this conversation, of the cases", "1 (50.0%)") in outcome_rows(outcomes)


@pytest.mark.parametrize(
    "fault",
    [
        replace(SETTLED, apologies=2),
        replace(SETTLED, dead_end="That is that."),
        replace(SETTLED, promises=("You will get 20 euros.",)),
        replace(SETTLED, broken="TimeoutError: no answer"),
    ],
)
def test_what_must_never_happen_is_counted(fault: Ended) -> None:
    assert not sum_up([SETTLED, fault], {}).clean


@pytest.mark.parametrize(
    "text", ["You will get 20 euros.", "We'll refund you.", "That is 10 % off.", "€5 is yours."]
)
def test_compensation_in_a_message_is_heard(text: str) -> None:
    assert PROMISE.search(text)


def test_an_offer_of_the_policy_is_none_of_those() -> None:
    assert OFFERS.search("I can do this now: a voucher of 10 euros. Shall I?")
    assert not PROMISE.search("You will see everything you wrote here.")


def test_the_report_names_every_kind_of_customer_and_nobodys_words() -> None:
    report = outcomes_to_markdown(sum_up([SETTLED, HANDED], {}), [SETTLED, HANDED], source="lines.jsonl")
    assert "| takes what is offered | 1 / 1 / 0 / 0 |" in report
    assert "nobody came" not in report
