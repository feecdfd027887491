"""How they are met: one apology where it is due, and never where it is not (METHOD M3, M4, M30)."""

from __future__ import annotations

import pytest

from amends.cases.escalation import Reason
from amends.cases.state import WAITING, State
from amends.dialogue.turn import Stage
from tests.integration.dialogue.customers import FURIOUS, Customer


def test_a_complaint_is_met_with_its_words_the_apology_and_the_question(customer: Customer) -> None:
    assert customer.says("[tell] nobody came, three times") == ["sorry", "what_can_i_do"]
    assert customer.heard[-2:] == [
        "I'm sorry.",
        "I'll stay with this until you have an answer. What can I do?",
    ]
    assert [button.title for button in customer.buttons][-1] == "A person, please"


def test_a_bare_wish_for_a_person_earns_no_apology(customer: Customer) -> None:
    assert customer.says("[demand.person] human please") == ["person_writes"]
    assert customer.case().escalation_reason is Reason.ASKED


def test_a_wish_for_a_person_after_a_failure_hears_one_first(customer: Customer) -> None:
    lines = customer.says("[tell] my kettle arrived broken, [demand.person] get me <a human>")
    assert lines == ["sorry", "person_writes"]


@pytest.mark.parametrize(
    "calm", ["[thank] all fine, lovely service", "[chat] hello", "[ask.when.company] when do you <open>?"]
)
def test_who_has_no_complaint_hears_no_apology(customer: Customer, calm: str) -> None:
    intent = "praise" if "lovely" in calm else "greet" if "hello" in calm else "out_of_scope"
    assert "sorry" not in customer.says(calm, intent=intent, complaint=0.05, topic=None)


def test_the_same_failure_is_apologised_for_once(customer: Customer) -> None:
    customer.says("[tell] nobody came, three times")
    customer.says("[tell] i sat there like an idiot")
    customer.says("[demand.person] get me <a person>")
    assert customer.apologies() == 1


def test_a_new_failure_earns_a_new_one(customer: Customer) -> None:
    customer.says("[tell] nobody came, three times")
    customer.says("[tell] and now you charged me twice as well", topic="billing")
    assert customer.apologies() == 2


def test_asked_what_we_can_do_they_hear_it_once(customer: Customer) -> None:
    customer.says("[tell] nobody came")
    assert customer.says("[answer.yes] yes") == ["what_i_can_do"]


def test_an_apology_that_is_enough_settles_it(customer: Customer) -> None:
    customer.says("[tell] nobody came")
    assert customer.presses("I want an apology") == ["ask_apology_way"]
    assert customer.presses("This is enough") == ["apology_recorded"]
    assert customer.case().state is State.RESOLVED


def test_an_apology_for_somebody_else_asks_how_she_would_like_it(customer: Customer) -> None:
    lines = customer.says(
        "[tell] your driver shouted at her. [demand.apology@other] say <sorry> to my mother"
    )
    assert lines == ["sorry", "ask_apology_way_for_her"]
    assert customer.says("[answer.fact] <in writing>") == [
        "what_you_want",
        "personal_apology",
        "person_writes",
    ]


def test_with_something_else_open_an_apology_that_is_enough_settles_nothing(customer: Customer) -> None:
    customer.says(
        "[tell] nobody came. [demand.apology] i want <an apology> [ask.why.order] and why <was he late>?"
    )
    customer.presses("This is enough")
    assert customer.case().state in WAITING


def test_heard_and_that_was_all(customer: Customer) -> None:
    customer.says("[tell] nobody came, three times")
    assert customer.presses("Just listen") == ["listening"]
    customer.says("[tell] i sat there like an idiot and lost a day's pay")
    assert "story_right" in customer.says("[answer.done] thats it")
    assert customer.says("[answer.yes] yes") == ["ask_wish"]
    assert customer.says("[answer.neither] nothing, i just wanted someone to know") == ["on_record"]
    assert customer.case().state is State.RESOLVED


def test_a_story_that_is_wrong_is_put_right(customer: Customer) -> None:
    customer.says("[tell] nobody came, three times")
    customer.presses("Just listen")
    customer.says("[answer.done] thats it")
    assert customer.says("[answer.no] no") == ["what_is_wrong"]
    assert customer.says("[correct] it was <four times>, not three") == ["put_right", "ask_wish"]


def test_what_is_not_understood_twice_brings_a_person(customer: Customer) -> None:
    assert customer.says("[chat] florble zint wug", intent="nlu_fallback", complaint=0.2, topic=None) == [
        "say_again"
    ]
    customer.says("[chat] florble zint", intent="nlu_fallback", complaint=0.2, topic=None)
    assert customer.case().escalation_reason is Reason.MISUNDERSTOOD


def test_heat_that_lasts_brings_a_person_unasked(customer: Customer) -> None:
    for told in (
        "it broke on day one",
        "the shop laughed at me",
        "the hotline hung up",
        "now the door is stuck",
    ):
        customer.says(f"[tell] {told}", emotion=FURIOUS)
    assert customer.case().state in WAITING


def test_who_cannot_give_the_fact_need_not(customer: Customer) -> None:
    customer.says("[tell] it is nine days late. [demand.refund] <the delivery fee> back")
    assert "person_finds_it" in customer.says("[answer.dont_know] i dont know <the number> dear")


def test_the_same_question_is_asked_twice_at_most(customer: Customer) -> None:
    customer.says("[tell] it is nine days late. [demand.refund] <the delivery fee> back")
    customer.says("[tell] it was for my sister")
    customer.says("[tell] she cried")
    assert customer.case().state in WAITING


def test_a_call_is_asked_where_to(customer: Customer) -> None:
    assert customer.says("[tell] nobody came. [demand.call] call me <back>")[-1] == "leave_number"


def test_another_language_brings_who_reads_it(customer: Customer) -> None:
    lines = customer.says("[tell] ich warte seit drei wochen auf mein paket und niemand hilft mir")
    assert lines[0] == "other_language"
    assert customer.stage is Stage.WAITING
