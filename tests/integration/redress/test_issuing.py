"""What was accepted is issued: nothing lost and nothing twice, however the receiver fails or we die."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from amends.offers.record import accept_offer, make_offer
from amends.redress.dispatcher import BATCH, Dispatcher
from amends.redress.issuing import Issuer, Ledger, read_ledger
from amends.redress.operating import (
    NoSuchIssue,
    NotOpen,
    count_outbox,
    drop_issue,
    read_outbox,
    retry_issue,
)
from amends.redress.outbox import LEASE, MOST_ATTEMPTS, Delivery, take_due
from amends.redress.webhook import Webhook, key_of, new_secret
from amends.store.tables import DEMO, AuditEntry, Case, Conversation, Issue, IssueState
from tests.conftest import StillClock
from tests.integration.redress.conftest import VOUCHER, Customers
from tests.integration.redress.receiver import Receiver

OLD, NEW = key_of(new_secret()), key_of(new_secret())


@pytest.fixture
def receiver(clock: StillClock) -> Iterator[Receiver]:
    """A receiver that has only the newer of our two secrets."""
    receiver = Receiver((NEW,), clock)
    receiver.start()
    yield receiver
    receiver.stop()


def accept(customers: Customers, clock: StillClock) -> str:
    """A customer accepts an offer; return the key of what is to be issued."""
    case_id = customers.case(order_number="88213")
    with customers.store.write() as session:
        case = session.get_one(Case, case_id)
        offer = make_offer(session, case, VOUCHER, now=clock())
        accept_offer(session, case, offer, now=clock())
        return session.scalars(select(Issue.key).where(Issue.offer_id == offer.id)).one()


def webhook(receiver: Receiver, clock: StillClock, *, timeout: float = 60) -> Webhook:
    """Our side of the webhook."""
    return Webhook(receiver.url, (OLD, NEW), clock, timeout)


def round_of(customers: Customers, issuer: Issuer, clock: StillClock) -> int:
    """Make one round of the dispatcher."""
    return asyncio.run(Dispatcher(customers.store, issuer, clock).make_a_round())


def state_of(customers: Customers, key: str) -> tuple[IssueState, int, str]:
    """Return state, attempts and the last error."""
    with customers.store.read() as session:
        issue = session.scalars(select(Issue).where(Issue.key == key)).one()
        return issue.state, issue.attempts, issue.last_error or ""


def test_what_was_accepted_arrives_once_and_signed(
    customers: Customers, receiver: Receiver, clock: StillClock
) -> None:
    key = accept(customers, clock)
    for _ in range(3):
        round_of(customers, webhook(receiver, clock), clock)
        clock.forward(hours=9)
    assert receiver.seen == {key: 1}
    assert json.loads(receiver.taken[key])["data"]["amount"] == "10.00"
    assert state_of(customers, key) == (IssueState.ISSUED, 1, "")


@pytest.mark.parametrize(
    ("act", "told"),
    [
        ("500", "answered 500"),
        ("400", "answered 400"),
        ("410", "answered 410"),
        ("hang", "no answer within 0.5 s|ReadTimeout"),
        ("nonsense", "RemoteProtocolError"),
        ("elsewhere", "answered 302"),
        ("take and die", "RemoteProtocolError|ReadError"),
    ],
)
def test_a_receiver_that_fails_is_tried_again_with_the_same_id(
    customers: Customers, receiver: Receiver, clock: StillClock, act: str, told: str
) -> None:
    key = accept(customers, clock)
    receiver.behaviour = [act, act]
    for attempt in (1, 2):
        round_of(customers, webhook(receiver, clock, timeout=0.5 if act == "hang" else 60), clock)
        state, attempts, error = state_of(customers, key)
        assert (state, attempts) == (IssueState.PENDING, attempt)
        assert re.search(told, error), error
        assert round_of(customers, webhook(receiver, clock), clock) == 0
        clock.forward(minutes=1)
    round_of(customers, webhook(receiver, clock), clock)
    assert state_of(customers, key) == (IssueState.ISSUED, 3, "")
    assert list(receiver.taken) == [key]
    assert receiver.seen == {key: 3}


def test_a_receiver_that_is_dead_for_a_while_loses_nothing(
    customers: Customers, receiver: Receiver, clock: StillClock
) -> None:
    receiver.stop()
    keys = {accept(customers, clock) for _ in range(BATCH + 3)}
    for _ in range(4):
        round_of(customers, webhook(receiver, clock), clock)
        clock.forward(minutes=2)
    assert receiver.taken == {}
    receiver.start()
    for _ in range(3):
        clock.forward(hours=9)
        round_of(customers, webhook(receiver, clock), clock)
    assert set(receiver.taken) == keys
    assert set(receiver.seen.values()) == {1}


def test_an_answer_given_twice_is_one_answer(
    customers: Customers, receiver: Receiver, clock: StillClock
) -> None:
    key = accept(customers, clock)
    receiver.behaviour = ["twice"]
    round_of(customers, webhook(receiver, clock), clock)
    assert state_of(customers, key) == (IssueState.ISSUED, 1, "")


def test_who_asks_to_be_left_alone_for_an_hour_is_left_alone(
    customers: Customers, receiver: Receiver, clock: StillClock
) -> None:
    accept(customers, clock)
    receiver.behaviour = ["later"]
    round_of(customers, webhook(receiver, clock), clock)
    clock.forward(minutes=59)
    assert round_of(customers, webhook(receiver, clock), clock) == 0
    clock.forward(minutes=2)
    assert round_of(customers, webhook(receiver, clock), clock) == 1


def test_we_die_after_it_was_taken_and_before_it_was_noted(
    customers: Customers, receiver: Receiver, clock: StillClock
) -> None:
    key = accept(customers, clock)
    with customers.store.write() as session:
        parcels = take_due(session, now=clock(), limit=5)
    asyncio.run(webhook(receiver, clock).issue(parcels[0]))  # and here the process is gone
    assert round_of(customers, webhook(receiver, clock), clock) == 0
    clock.forward(seconds=LEASE.total_seconds() + 1)
    assert round_of(customers, webhook(receiver, clock), clock) == 1
    assert receiver.seen == {key: 2}
    assert list(receiver.taken) == [key]
    assert state_of(customers, key)[0] is IssueState.ISSUED


def test_two_dispatchers_do_not_send_the_same_at_once(
    customers: Customers, receiver: Receiver, clock: StillClock
) -> None:
    keys = {accept(customers, clock) for _ in range(6)}

    async def both() -> None:
        one, other = (Dispatcher(customers.store, webhook(receiver, clock), clock) for _ in range(2))
        await asyncio.gather(one.make_a_round(), other.make_a_round())

    asyncio.run(both())
    assert receiver.seen == dict.fromkeys(keys, 1)


class Broken:
    """An adapter with a fault of its own."""

    async def issue(self, parcel: Delivery) -> None:
        """Fail in a way that nobody thought of."""
        raise RuntimeError("a bug")


def test_what_fails_for_days_is_a_dead_letter_on_the_record_and_an_operator_decides(
    customers: Customers, receiver: Receiver, clock: StillClock
) -> None:
    key = accept(customers, clock)
    for _ in range(MOST_ATTEMPTS + 3):
        round_of(customers, Broken(), clock)
        clock.forward(hours=9)
    assert state_of(customers, key) == (IssueState.DEAD, MOST_ATTEMPTS, "RuntimeError: a bug")
    with customers.store.write() as session:
        assert count_outbox(session)[IssueState.DEAD] == 1
        assert [line.key for line in read_outbox(session, states=(IssueState.DEAD,))] == [key]
        retry_issue(session, key, actor="operator", now=clock())
        retry_issue(session, key, actor="operator", now=clock())
    round_of(customers, webhook(receiver, clock), clock)
    assert list(receiver.taken) == [key]
    with customers.store.write() as session:
        events = session.scalars(select(AuditEntry.event).where(AuditEntry.event.like("issue%"))).all()
        assert events == ["issue_dead", "issue_retried", "issued"]
        with pytest.raises(NotOpen):
            retry_issue(session, key, actor="operator", now=clock())


def test_a_dropped_one_is_never_sent_and_the_record_says_why(
    customers: Customers, receiver: Receiver, clock: StillClock
) -> None:
    key = accept(customers, clock)
    with customers.store.write() as session:
        with pytest.raises(ValueError, match="Say why"):
            drop_issue(session, key, why=" ", actor="operator", now=clock())
        with pytest.raises(NoSuchIssue):
            drop_issue(session, "msg_0", why="x", actor="operator", now=clock())
        drop_issue(session, key, why="Paid by hand.", actor="operator", now=clock())
    clock.forward(days=1)
    assert round_of(customers, webhook(receiver, clock), clock) == 0
    with customers.store.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.event == "issue_dropped")).one()
        assert (entry.actor, entry.detail["text"]) == ("operator", "Paid by hand.")


def test_the_ledger_books_each_key_once(customers: Customers, clock: StillClock) -> None:
    key = accept(customers, clock)
    ledger = Ledger(customers.store, clock)
    asyncio.run(ledger.issue(Delivery(key, "{}", 1)))  # booked, and then we died
    round_of(customers, ledger, clock)
    with customers.store.read() as session:
        lines = read_ledger(session)
        assert [(line.key, str(line.amount), line.currency) for line in lines] == [(key, "10.00", "EUR")]
        assert lines[0].voucher_code
    assert state_of(customers, key)[0] is IssueState.ISSUED


def test_nobody_pays_made_up_people(customers: Customers, receiver: Receiver, clock: StillClock) -> None:
    case_id = customers.case()
    with customers.store.write() as session:
        case = session.get_one(Case, case_id)
        demo = Conversation(id="demo-1", started_at=clock(), channel=DEMO)
        session.add(demo)
        session.flush()
        case.conversation_id = demo.id
        session.flush()
        accept_offer(session, case, make_offer(session, case, VOUCHER, now=clock()), now=clock())
    assert round_of(customers, webhook(receiver, clock), clock) == 0


async def test_it_goes_round_until_it_is_stopped(
    customers: Customers, receiver: Receiver, clock: StillClock
) -> None:
    key = accept(customers, clock)
    task = asyncio.create_task(Dispatcher(customers.store, webhook(receiver, clock), clock).repeat())
    while state_of(customers, key)[0] is not IssueState.ISSUED:
        await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
