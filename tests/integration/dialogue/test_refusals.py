"""No is no: what they do not want binds, and nothing leaves but by a yes to exactly that (METHOD M27)."""

from __future__ import annotations

import pytest

from amends.cases.state import WAITING
from amends.dialogue.turn import Stage
from tests.integration.dialogue.customers import Customer


@pytest.fixture
def offered(customer: Customer) -> Customer:
    """A customer who was offered a voucher."""
    customer.says("[tell] order 88213 is nine days late")
    customer.says("[answer.you_decide] you decide")
    assert customer.offers() == ["voucher 10.00 made"]
    return customer


@pytest.mark.parametrize(
    ("refusal", "named"),
    [
        ("[demand.call-] don't <call me>.", "No calls."),
        ("[demand.apology-] no <apology> please", "No more sorries."),
        ("[demand.person-] no <manager>", "No handover to a person."),
        ("[demand.other-] nobody goes into <my flat>", "Not my flat."),
    ],
)
def test_a_refusal_is_said_back_and_kept_at_the_top(customer: Customer, refusal: str, named: str) -> None:
    lines = customer.says(f"[tell] nobody came. {refusal}")
    assert lines[0 if "apology" in refusal else 1] == "heeded"
    assert ("sorry" in lines) is ("apology" not in refusal)  # who wants none hears none
    assert named.replace("my", "your") in customer.said
    assert [request.negative for request in customer.requests()] == [True]


def test_their_name_is_not_obviously(customer: Customer) -> None:
    customer.says("[demand.call-] don't <call me>. [chat] obviously.")
    assert customer.case().customer_name is None


def test_a_yes_gives_it_once(offered: Customer) -> None:
    assert offered.says("[answer.yes] yes please") == ["voucher", "anything_else"]
    assert offered.offers() == ["voucher 10.00 accepted"]
    offered.says("[answer.yes] yes")
    assert offered.offers() == ["voucher 10.00 accepted"]


def test_a_question_when_leaves_the_yes_standing(offered: Customer) -> None:
    assert offered.says("[answer.yes] yes, [ask.when.offer] when do i get it?")[0] == "voucher"


@pytest.mark.parametrize(
    "said",
    [
        "[answer.no] no, nothing else",
        "[answer.counter] I'd rather have <a mirror>",
        "[chat] 5 euros is an insult",
        "[chat] 👎",
        "[answer.dont_know] i dont know <the number> dear",
        "[answer.yes] yes [demand.compensation] but make it <20>",
        "[answer.yes] yes if you also fix the door",
        "[answer.yes] yes when pigs fly",
        "[ask.how.offer] what does it cost me?",
        "[chat] whatever",
        "[chat] lol ok sure jan",
        "[tell] and the box was open too",
        "[answer.yes] yes 15",
    ],
)
def test_what_is_no_plain_yes_gives_nothing(offered: Customer, said: str) -> None:
    offered.says(said)
    assert not any("accepted" in offer for offer in offered.offers())


def test_an_unclear_answer_is_asked_once_and_then_a_person_comes(offered: Customer) -> None:
    assert offered.says("[chat] hmm") == ["offer_unclear"]
    offered.says("[chat] hmmmm")
    assert offered.case().state in WAITING


def test_a_question_is_answered_and_the_offer_stands(offered: Customer) -> None:
    assert offered.says("[ask.when.offer] when would i get it?") == ["offer_follows", "offer_stands"]
    assert offered.stage is Stage.OFFER
    assert offered.says("[ask.yes_no.offer] can my wife use it?")[-1] == "offer_stands"
    assert "my wife" in offered.said
    assert offered.says("[answer.yes] ok then yes")[0] == "voucher"


def test_what_was_refused_is_not_offered_again(offered: Customer) -> None:
    lines = offered.says(
        "[answer.no] no. [demand.compensation-] not <a voucher>. [demand.refund] <my delivery fee> back"
    )
    assert lines == ["offer"]
    assert "6.95 euros back" in offered.said
    assert offered.offers() == ["voucher 10.00 replaced", "refund 6.95 made"]


def test_whoever_refuses_what_the_policy_gives_gets_a_person(customer: Customer) -> None:
    customer.says("[tell] order 88213 is nine days late. [demand.compensation-] and not <a voucher> again")
    customer.says("[answer.you_decide] you decide")
    assert customer.offers() == []
    assert customer.case().state in WAITING


def test_a_bare_no_is_asked_for_what_they_would_rather_have(offered: Customer) -> None:
    assert offered.says("[answer.no] no") == ["ask_instead"]
    offered.says("[answer.no] nothing")
    assert offered.case().state in WAITING
    assert offered.offers() == ["voucher 10.00 declined"]


def test_a_button_takes_only_its_own_offer(offered: Customer) -> None:
    assert offered.presses("Yes") == ["voucher", "anything_else"]
