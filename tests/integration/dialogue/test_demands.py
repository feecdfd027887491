"""What they demand is named or done in the next answer, whatever kind it is (METHOD M25)."""

from __future__ import annotations

import pytest

from amends.cases.escalation import Reason
from amends.cases.state import WAITING, State
from amends.dialogue.turn import Stage
from tests.integration.dialogue.customers import Customer

PASSED_ON = [
    ("[demand.stop] Stop <the letters in my father's name>.", "stop the letters in your father's name"),
    ("[demand.cancel] Cancel <my contract>.", "cancel your contract"),
    ("[demand.delivery] send someone before nine", "send someone before nine"),
    ("[demand.repair] I want <my internet> back on by tonight", "your internet back on by tonight"),
    ("[demand.correction] PUT <MY NAME> RIGHT", "put your name right"),
    ("[demand.unlock] unlock <my account> now", "unlock your account now"),
    ("[demand.explanation] I want to know <who decided that>", "know who decided that"),
    ("[demand.consequence] fire <that driver>", "fire that driver"),
    (
        "[demand.change] change <the form> so nobody else is caught",
        "change the form so nobody else is caught",
    ),
    ("[demand.written_answer] I want <it in writing>", "an answer in writing"),
    ("[demand.whereabouts] find <my parcel>", "find your parcel"),
    ("[demand.other] keep <my place> on the course", "keep your place on the course"),
]


@pytest.mark.parametrize(("demand", "named"), PASSED_ON)
def test_what_the_bot_cannot_do_goes_to_a_person_named_and_once(
    customer: Customer, demand: str, named: str
) -> None:
    lines = customer.says(f"[tell] this is the third time. {demand}")
    assert lines == ["sorry", "what_you_want", "beyond_authority", "person_writes"]
    assert named in customer.said
    assert customer.case().state in WAITING
    assert customer.case().escalation_reason is Reason.WISH
    assert customer.ledger() == [(named, "passed_on")]
    assert "What can I do?" not in customer.said


def test_several_are_named_in_one_list(customer: Customer) -> None:
    customer.says(
        "[tell] I cancelled in April. You took 12.99 in May and June. [demand.cancel] Cancel <my contract> "
        "[demand.refund] and refund <both months>."
    )
    assert "What you want: cancel your contract, and refund both months." in customer.said
    assert [state for _, state in customer.ledger()] == ["passed_on", "passed_on"]


def test_what_the_policy_gives_is_offered_at_once(customer: Customer) -> None:
    lines = customer.says(
        "[tell] two left shoes. [demand.replacement] I'd like <a right one>. [tell] Order 7719203",
        topic="wrong_item",
    )
    assert lines == ["sorry", "offer"]
    assert "a new one, sent to you, for order 7719203. Shall I?" in customer.said
    assert customer.ledger() == [("a right one", "offered")]
    assert customer.says("[answer.yes] ok yes") == ["given", "anything_else"]
    assert customer.ledger() == [("a right one", "done")]
    assert customer.offers() == ["replacement 12.00 accepted"]


def test_a_fact_that_is_missing_is_asked_for_and_nothing_else(customer: Customer) -> None:
    lines = customer.says(
        "[tell] my parcel is nine days late. [demand.refund] I want <the delivery fee> back"
    )
    assert lines == ["sorry", "ask_order_number"]
    assert customer.ledger()[0][1] == "asked"
    assert customer.says("[answer.fact] <88213>") == ["offer"]
    assert "6.95 euros back the way you paid, for order 88213" in customer.said


def test_beside_an_offer_the_rest_is_named_and_goes_to_a_person_after_it(customer: Customer) -> None:
    lines = customer.says(
        "[tell] order 88213 is nine days late. [demand.refund] my <delivery fee> back please "
        "[demand.change] and change <how you tell people>"
    )
    assert lines == ["sorry", "also_wanted", "offer"]
    assert "change how we tell people" in customer.said
    lines = customer.says("[answer.yes] yes")
    assert lines[:2] == ["given", "what_you_want"]
    assert customer.case().state in WAITING


def test_nothing_is_asked_for_what_a_person_does_anyway(customer: Customer) -> None:
    lines = customer.says(
        "[tell] you lost it. [demand.unlock] unlock <my account> [demand.refund] and <my money back>"
    )
    assert "ask_order_number" not in lines
    assert customer.case().state in WAITING


def test_who_names_amends_without_a_sum_is_asked_what_is_fair(customer: Customer) -> None:
    assert customer.says("[tell] nobody came. [demand.compensation] I want <something for it>") == [
        "sorry",
        "ask_fair",
    ]
    assert customer.says("[answer.you_decide] you decide") == ["ask_order_number"]


def test_who_leaves_it_to_us_unasked_gets_what_the_policy_says(customer: Customer) -> None:
    customer.says("[tell] order 88213 never came")
    assert customer.says("[answer.you_decide] up to you really") == ["offer"]


def test_a_demand_ends_the_listening(customer: Customer) -> None:
    customer.says("[tell] nobody came, three times")
    customer.presses("Just listen")
    customer.says("[tell] i sat there like an idiot")
    assert "what_you_want" in customer.says("[demand.delivery] just <bring it> before nine tomorrow")
    assert customer.case().state in WAITING


def test_to_be_heard_is_a_demand_that_is_done_at_once(customer: Customer) -> None:
    customer.says("[tell] nobody came, three times")
    assert customer.says("[demand.listen] just <listen> for once") == ["listening"]
    assert customer.stage is Stage.LISTENING
    assert customer.ledger() == []


def test_after_the_wish_was_asked_what_they_want_is_named(customer: Customer) -> None:
    customer.says("[tell] nobody came, three times")
    customer.presses("Just listen")
    customer.says("[tell] i sat there like an idiot")
    customer.says("[answer.done] thats it")
    customer.says("[answer.yes] yes")
    assert customer.stage is Stage.WISH
    lines = customer.says("[demand.consequence] <the driver> should be told off")
    assert "what_you_want" in lines
    assert "the driver should be told off" in customer.said


def test_what_is_settled_is_taken_up_again_by_a_new_demand(customer: Customer) -> None:
    customer.says("[tell] order 88213 is nine days late. [demand.refund] my <delivery fee> back")
    customer.says("[answer.yes] yes")
    assert customer.case().state is State.RESOLVED
    lines = customer.says("[demand.call] and <call me> about the next one")
    assert "what_you_want" in lines
    assert customer.case().state in WAITING


def test_what_they_take_back_is_withdrawn(customer: Customer) -> None:
    customer.says("[tell] it is late again. [demand.cancel] cancel <the order>")
    customer.says("[demand.cancel-] no, don't <cancel it>")
    assert [state for _, state in customer.ledger()] == ["withdrawn", "passed_on"]
