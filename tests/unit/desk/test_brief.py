"""The brief: five lines, in the customer's words, at every stand of a case."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from amends.cases.escalation import Reason
from amends.cases.state import State
from amends.desk.brief import Brief, answer_is_due, quote, write_brief
from amends.store.tables import (
    Agent,
    Apology,
    Case,
    CustomerRequest,
    Offer,
    OfferState,
    Progress,
    RequestKind,
)
from tests.languages import ENGLISH
from tests.unit.desk.conftest import NOW

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize("state", list(State))
def test_at_every_stand_it_has_five_lines_that_say_something(state: State) -> None:
    lines = _brief(state=state).lines
    assert [name for name, _ in lines] == [
        "Who", "What happened", "What they want", "Said and promised", "Next",
    ]  # fmt: skip
    assert all(text.endswith((".", "”")) for _, text in lines)


def test_who_tells_the_name_the_heat_and_that_they_came_back() -> None:
    brief = _brief(
        customer_name="Ms Brandt", customer_email="b@mail.example",
        heat_now=0.6, heat_peak=0.9, emotion_now="anger", reopened=1,
    )  # fmt: skip
    assert (
        brief.who == "Ms Brandt, b@mail.example; angry now (anger), furious at the height of it; back once."
    )
    assert _brief().who == "A customer who gave no name yet."


def test_what_happened_is_in_their_words() -> None:
    brief = _brief(topic="late_delivery", concern="THREE times\n at home", story=["lost a days pay"])
    assert brief.happened == "Late delivery: “THREE times at home” “lost a days pay”"


def test_a_long_story_is_cut_and_shown_to_be() -> None:
    brief = _brief(concern="a" * 400, story=[letter * 400 for letter in "bcdefg"])
    assert len(brief.happened) < 360
    assert "…”" in brief.happened
    assert "“b" not in brief.happened
    assert "“g" in brief.happened


def test_what_they_want_names_the_newest_and_their_own_idea() -> None:
    brief = _brief(wants=["vent", "compensation"], remedy_asked="my delivery fee back")
    assert brief.wants == "Compensation, before that to be heard. In their words: “my delivery fee back”"
    assert "ask what would be fair" in _brief().wants


def test_what_they_demand_goes_before_what_they_were_thought_to_want() -> None:
    requests = [
        _request(id=1, named="cancel it", state=Progress.WITHDRAWN),
        _request(id=2, named="the right shoe, today", state=Progress.DONE),
        _request(id=3, named="no calls", negative=True),
        _request(id=4, named="“when will it come”", kind=RequestKind.QUESTION),
    ]
    case = _case(wants=["compensation"])
    assert _brief_of(case, requests).wants == "No calls; the right shoe, today."
    assert _brief_of(case, requests[:1]).wants == "Compensation."


def test_who_wants_a_call_is_called_and_the_number_stands_beside_it() -> None:
    facts = {"apology_way": "phone", "phone": "+49 30 1234"}
    brief = _brief(state=State.QUEUED, wants=["apology"], facts=facts)
    assert brief.wants == "An apology. They want to hear the apology by phone."
    assert "claim it. Call them: +49 30 1234. To be resolved" in brief.next
    nameless = _brief(state=State.AGENT, facts={"apology_way": "phone"})
    assert nameless.wants == "They want to hear the apology by phone."
    assert "Call them: they gave no number yet, so ask for it." in nameless.next
    assert "Call" not in _brief(state=State.AGENT, facts={"apology_way": "writing", "phone": "1"}).next


def test_what_was_said_and_promised_is_told_with_its_time() -> None:
    brief = _brief(
        apologies=[Apology(said_by="bot", said_at=NOW), Apology(said_by="agent:1", said_at=NOW)],
        offers=[Offer(kind="voucher", amount=Decimal("10"), currency="EUR", state=OfferState.ACCEPTED)],
        promised_by=NOW + timedelta(minutes=30), waiting_since=NOW, state=State.QUEUED,
    )  # fmt: skip
    assert brief.promised == (
        "Sorry said by the assistant at 10:00, by a person at 10:00. "
        "Offered a voucher of 10 euros (accepted). A person promised by 10:30."
    )


def test_a_broken_promise_is_named() -> None:
    brief = _brief(promised_by=NOW - timedelta(minutes=1), waiting_since=NOW, state=State.QUEUED)
    assert brief.promised.endswith("A person promised by 09:59; that time has passed.")


def test_an_answer_is_due_until_a_person_has_written() -> None:
    promised = {"promised_by": NOW, "state": State.AGENT, "waiting_since": NOW}
    assert answer_is_due(_case(**promised))
    assert answer_is_due(_case(**promised, first_human_answer_at=NOW - timedelta(days=1)))
    assert not answer_is_due(_case(**promised, first_human_answer_at=NOW + timedelta(minutes=1)))
    assert not answer_is_due(_case(**{**promised, "state": State.RESOLVED}))
    assert not answer_is_due(_case(state=State.QUEUED))


def test_next_says_what_to_do_and_by_when() -> None:
    waiting = _brief(state=State.QUEUED, escalation_reason=Reason.LEGAL)
    assert waiting.next == (
        "Waits for a person (speaks of lawyers or authorities): claim it. "
        "To be resolved by Thu 3 Dec, 10:00, in 10 days."
    )
    assert _brief(state=State.AGENT, assignee=Agent(name="Elena")).next.startswith("Elena has it.")
    assert "has not seen it yet" in _brief(state=State.RESOLVED, outcome="Sent again").next


def test_a_quotation_keeps_to_its_length() -> None:
    assert quote("all  of\nit", 9) == "“all of it”"
    assert quote("one too many", 6) == "“one t…”"


def _brief(**known: Any) -> Brief:
    return _brief_of(_case(**known), [])


def _brief_of(case: Case, requests: list[CustomerRequest]) -> Brief:
    return write_brief(case, requests, now=NOW, zone=BERLIN, language=ENGLISH)


def _request(**known: Any) -> CustomerRequest:
    return CustomerRequest(**{"kind": RequestKind.DEMAND, "negative": False, "state": Progress.OPEN, **known})


def _case(**known: Any) -> Case:
    usual: dict[str, Any] = {
        "state": State.BOT, "wants": [], "story": [], "facts": {}, "concern": "", "reopened": 0,
        "resolve_by": NOW + timedelta(days=10),
    }  # fmt: skip
    return Case(**{**usual, **known})
