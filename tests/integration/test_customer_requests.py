"""The ledger of what a customer demands and asks, on both databases: each once, with what became of it."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import func, select

from amends.casework.customer_requests import (
    BEFORE,
    RequestOver,
    move_request,
    note_request,
    open_requests,
    requests_of,
    withdraw_opposite,
)
from amends.casework.handoff import StillOpen, resolve
from amends.casework.record import get_case, open_case
from amends.hearing.frame import About, Act, Clause, Demand, Form
from amends.messages.transcript import start_conversation, store_message
from amends.records.erasing import erase_cases
from amends.records.exporting import customer_data
from amends.store.store import Store
from amends.store.tables import (
    OPEN_PROGRESS,
    AuditEntry,
    CustomerRequest,
    DialogueState,
    Progress,
    RequestKind,
)
from tests.conftest import MONDAY_NOON

SHOE = Clause(Act.DEMAND, "I want the right shoe. Today.", demand=Demand.REPLACEMENT, object="the right shoe")
NO_CALLS = Clause(Act.DEMAND, "don't call me", demand=Demand.CALL, negative=True)
WHEN = Clause(Act.ASK, "when will it come?", form=Form.WHEN, about=About.ORDER)
LATER = MONDAY_NOON + timedelta(minutes=5)


@pytest.fixture
def customer(store: Store) -> str:
    """A conversation with a case."""
    with store.write() as session:
        conversation_id = start_conversation(session, now=MONDAY_NOON).id
        open_case(session, conversation_id, concern="two left shoes", resolve_days=10, now=MONDAY_NOON)
        return conversation_id


def note(store: Store, customer: str, clause: Clause, named: str, message_id: int | None = None) -> int:
    with store.write() as session:
        return note_request(session, customer, clause, named=named, message_id=message_id, now=MONDAY_NOON).id


def move(store: Store, request_id: int, state: Progress, outcome: str | None = None) -> None:
    with store.write() as session:
        request = session.get_one(CustomerRequest, request_id)
        move_request(session, request, state, now=LATER, actor="agent:1", outcome=outcome)


def state_of(store: Store, request_id: int) -> Progress:
    with store.read() as session:
        return session.get_one(CustomerRequest, request_id).state


def test_a_demand_stands_with_its_words_and_its_name(store: Store, customer: str) -> None:
    note(store, customer, SHOE, "the right shoe, today")
    with store.read() as session:
        (request,) = requests_of(session, customer)
    assert (request.kind, request.what, request.negative) == (RequestKind.DEMAND, "replacement", False)
    assert (request.words, request.named) == ("I want the right shoe. Today.", "the right shoe, today")
    assert (request.state, request.since, request.times) == (Progress.OPEN, MONDAY_NOON, 1)
    assert (request.outcome, request.closed_at, request.whose) == (None, None, "self")


def test_a_question_is_known_by_what_it_asks_and_about_what(store: Store, customer: str) -> None:
    note(store, customer, WHEN, "“when will it come”")
    with store.read() as session:
        (request,) = requests_of(session, customer)
    assert (request.kind, request.what) == (RequestKind.QUESTION, "when.order")


def test_the_same_again_is_the_same_one_said_twice(store: Store, customer: str) -> None:
    first = note(store, customer, SHOE, "the right shoe, today")
    assert note(store, customer, SHOE, "The right shoe - today!") == first
    assert note(store, customer, SHOE, "the other shoe") != first
    with store.read() as session:
        assert [request.times for request in requests_of(session, customer)] == [2, 1]


def test_not_wanted_is_another_one_than_wanted(store: Store, customer: str) -> None:
    call = Clause(Act.DEMAND, "call me", demand=Demand.CALL)
    assert note(store, customer, call, "a call") != note(store, customer, NO_CALLS, "a call")


def test_a_message_that_is_read_again_adds_nothing(store: Store, customer: str) -> None:
    with store.write() as session:
        message_id = store_message(session, customer, "c1", SHOE.words, now=MONDAY_NOON).message_id
    for _ in range(2):
        note(store, customer, SHOE, "the right shoe", message_id)
    with store.read() as session:
        assert [request.times for request in requests_of(session, customer)] == [1]


def test_what_was_answered_and_is_asked_again_is_open_again(store: Store, customer: str) -> None:
    asked = note(store, customer, WHEN, "when")
    move(store, asked, Progress.ANSWERED, "On Friday.")
    note(store, customer, WHEN, "when")
    with store.read() as session:
        (request,) = open_requests(session, customer)
    assert (request.id, request.times, request.outcome, request.closed_at) == (asked, 2, None, None)


def test_a_clause_that_tells_is_no_request(store: Store, customer: str) -> None:
    with pytest.raises(ValueError, match="neither a demand nor a question"):
        note(store, customer, Clause(Act.TELL, "it broke"), "it")


@pytest.mark.parametrize(("before", "after"), list(product(Progress, Progress)))
def test_what_is_over_may_only_be_opened_again(before: Progress, after: Progress) -> None:
    if before not in OPEN_PROGRESS:
        assert (before in BEFORE[after]) == (after is Progress.OPEN)
    if after not in OPEN_PROGRESS:
        assert (before in BEFORE[after]) == (before in OPEN_PROGRESS)


def test_what_became_of_it_is_kept_once_and_stands_on_the_audit_trail(store: Store, customer: str) -> None:
    shoe = note(store, customer, SHOE, "the right shoe")
    for _ in range(2):
        move(store, shoe, Progress.REFUSED, "It is no longer made.")
    with pytest.raises(RequestOver):
        move(store, shoe, Progress.DONE)
    with store.read() as session:
        request = session.get_one(CustomerRequest, shoe)
        assert (request.outcome, request.closed_at) == ("It is no longer made.", LATER)
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.event == "request"))
    assert (entry.actor, entry.detail["before"], entry.detail["after"]) == ("agent:1", "open", "refused")
    assert "made" not in str(entry.detail)


def test_without_a_case_it_moves_all_the_same(store: Store) -> None:
    with store.write() as session:
        conversation_id = start_conversation(session, now=MONDAY_NOON).id
    shoe = note(store, conversation_id, SHOE, "the right shoe")
    move(store, shoe, Progress.DONE)
    assert state_of(store, shoe) is Progress.DONE


def test_dont_cancel_it_takes_cancel_it_back(store: Store, customer: str) -> None:
    cancel = note(store, customer, Clause(Act.DEMAND, "cancel it", demand=Demand.CANCEL), "cancel it")
    shoe = note(store, customer, SHOE, "the right shoe")
    with store.write() as session:
        changed = Clause(Act.DEMAND, "don't cancel it", demand=Demand.CANCEL, negative=True)
        withdraw_opposite(session, customer, changed, now=LATER)
    assert (state_of(store, cancel), state_of(store, shoe)) == (Progress.WITHDRAWN, Progress.OPEN)


@pytest.mark.parametrize(
    ("clause", "end"),
    [(SHOE, Progress.DONE), (NO_CALLS, Progress.DONE), (WHEN, Progress.ANSWERED)],
    ids=["a demand", "a refusal", "a question"],
)
@pytest.mark.parametrize("stands", sorted(OPEN_PROGRESS))
def test_the_bot_settles_nothing_while_something_is_open(
    store: Store, customer: str, clause: Clause, end: Progress, stands: Progress
) -> None:
    request = note(store, customer, clause, "it")
    move(store, request, stands)
    with pytest.raises(StillOpen) as stopped, store.write() as session:
        resolve(session, get_case(session, customer), None, outcome="x", told="Done.", now=LATER)
    assert stopped.value.fields["named"] == ("it",)
    move(store, request, end)
    with store.write() as session:
        resolve(session, get_case(session, customer), None, outcome="x", told="Done.", now=LATER)


def test_a_customer_gets_all_of_it_and_erased_it_is_gone(store: Store, customer: str) -> None:
    note(store, customer, SHOE, "the right shoe")
    with store.write() as session:
        session.add(DialogueState(conversation_id=customer, stage="start", updated_at=MONDAY_NOON))
    with store.read() as session:
        data = customer_data(session, [get_case(session, customer)])
    assert [row["words"] for row in data["customer_requests"]] == [SHOE.words]
    assert [row["stage"] for row in data["dialogue_states"]] == ["start"]
    with store.write() as session:
        erase_cases(session, [get_case(session, customer)], event="erased", actor="agent:1", now=LATER)
        for table in (CustomerRequest, DialogueState):
            assert session.scalar(select(func.count()).select_from(table)) == 0
