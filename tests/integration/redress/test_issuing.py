"""What was accepted is issued: nothing lost and nothing twice, however the receiver fails or we die."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from amends.cases.errors import Conflict, Invalid, NotFound
from amends.desk.outbox import drop, read_items, retry
from amends.offers.record import accept_offer, make_offer
from amends.outbox.handler import Delivery
from amends.outbox.leasing import lease_due
from amends.outbox.runner import Runner
from amends.redress.issuing import Issuer, Ledger, read_ledger
from amends.redress.payouts import MOST_ATTEMPTS, PAYOUT, PayoutHandler, payout_key, put_payout
from amends.redress.webhook import Webhook, body_of, key_of, new_secret
from amends.store.tables import DEMO, AuditEntry, Case, Conversation, EntryState, Offer, OutboxEntry
from tests.conftest import StillClock
from tests.integration.redress.conftest import VOUCHER, Customers
from tests.integration.redress.receiver import Receiver
from tests.languages import ENGLISH

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
        return payout_key(offer)


def webhook(receiver: Receiver, clock: StillClock, *, timeout: float = 60) -> Webhook:
    """Our side of the webhook."""
    return Webhook(receiver.url, (OLD, NEW), clock, timeout)


def round_of(customers: Customers, issuer: Issuer, clock: StillClock) -> int:
    """Deliver what is due; return how many attempts were made."""
    return asyncio.run(Runner(customers.store, [PayoutHandler(issuer)], clock).drain()).tried


def state_of(customers: Customers, key: str) -> tuple[EntryState, int, str]:
    """Return state, attempts and the last error."""
    with customers.store.read() as session:
        entry = session.scalars(select(OutboxEntry).where(OutboxEntry.key == key)).one()
        return entry.state, entry.attempts, entry.last_error or ""


def test_what_was_accepted_arrives_once_and_signed(
    customers: Customers, receiver: Receiver, clock: StillClock
) -> None:
    key = accept(customers, clock)
    for _ in range(3):
        round_of(customers, webhook(receiver, clock), clock)
        clock.forward(hours=9)
    assert receiver.seen == {key: 1}
    assert json.loads(receiver.taken[key])["data"]["amount"] == "10.00"
    assert state_of(customers, key) == (EntryState.DONE, 1, "")


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
        assert (state, attempts) == (EntryState.WAITING, attempt)
        assert re.search(told, error), error
        assert round_of(customers, webhook(receiver, clock), clock) == 0
        clock.forward(minutes=1)
    round_of(customers, webhook(receiver, clock), clock)
    assert state_of(customers, key) == (EntryState.DONE, 3, "")
    assert list(receiver.taken) == [key]
    assert receiver.seen == {key: 3}


def test_a_receiver_that_is_dead_for_a_while_loses_nothing(
    customers: Customers, receiver: Receiver, clock: StillClock
) -> None:
    receiver.stop()
    keys = {accept(customers, clock) for _ in range(23)}
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
    assert state_of(customers, key) == (EntryState.DONE, 1, "")


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
        (delivery,) = lease_due(session, PAYOUT, owner="gone", limit=5, now=clock())
    asyncio.run(webhook(receiver, clock).issue(delivery))  # and here the process is gone
    assert round_of(customers, webhook(receiver, clock), clock) == 0
    clock.forward(seconds=PAYOUT.lease.total_seconds() + 1)
    assert round_of(customers, webhook(receiver, clock), clock) == 1
    assert receiver.seen == {key: 2}
    assert list(receiver.taken) == [key]
    assert state_of(customers, key)[0] is EntryState.DONE


def test_two_runners_do_not_send_the_same_at_once(
    customers: Customers, receiver: Receiver, clock: StillClock
) -> None:
    keys = {accept(customers, clock) for _ in range(6)}

    async def both() -> None:
        one, other = (
            Runner(customers.store, [PayoutHandler(webhook(receiver, clock))], clock) for _ in range(2)
        )
        await asyncio.gather(one.drain(), other.drain())

    asyncio.run(both())
    assert receiver.seen == dict.fromkeys(keys, 1)


class Broken:
    """An adapter with a fault of its own."""

    async def issue(self, delivery: Delivery) -> None:
        """Fail in a way that nobody thought of."""
        raise RuntimeError("a bug")


def test_what_fails_for_days_is_a_dead_letter_on_the_record_and_an_operator_decides(
    customers: Customers, receiver: Receiver, clock: StillClock
) -> None:
    key = accept(customers, clock)
    for _ in range(MOST_ATTEMPTS + 3):
        round_of(customers, Broken(), clock)
        clock.forward(hours=9)
    assert state_of(customers, key) == (EntryState.DEAD, MOST_ATTEMPTS, "RuntimeError")
    with customers.store.write() as session:
        assert [item.key for item in read_items(session, states=(EntryState.DEAD,), language=ENGLISH)] == [
            key
        ]
        retry(session, key, actor="operator", now=clock())
        retry(session, key, actor="operator", now=clock())
    round_of(customers, webhook(receiver, clock), clock)
    assert list(receiver.taken) == [key]
    with customers.store.write() as session:
        events = session.scalars(select(AuditEntry.event).where(AuditEntry.event.like("issue%"))).all()
        assert events == ["issue_dead", "issue_retried", "issued"]
        with pytest.raises(Conflict):
            retry(session, key, actor="operator", now=clock())


def test_a_dropped_one_is_never_sent_and_the_record_says_why(
    customers: Customers, receiver: Receiver, clock: StillClock
) -> None:
    key = accept(customers, clock)
    with customers.store.write() as session:
        with pytest.raises(Invalid):
            drop(session, key, why=" ", actor="operator", now=clock())
        with pytest.raises(NotFound):
            drop(session, "msg_0", why="x", actor="operator", now=clock())
        drop(session, key, why="Paid by hand.", actor="operator", now=clock())
    clock.forward(days=1)
    assert round_of(customers, webhook(receiver, clock), clock) == 0
    with customers.store.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.event == "issue_dropped")).one()
        assert (entry.actor, entry.detail["text"]) == ("operator", "Paid by hand.")


def test_the_ledger_books_each_key_once(customers: Customers, clock: StillClock) -> None:
    key = accept(customers, clock)
    ledger = Ledger(customers.store, clock)
    with customers.store.write() as session:
        (delivery,) = lease_due(session, PAYOUT, owner="gone", limit=1, now=clock())
    asyncio.run(ledger.issue(delivery))  # booked, and then we died
    clock.now += PAYOUT.lease
    round_of(customers, ledger, clock)
    with customers.store.read() as session:
        lines = read_ledger(session)
        assert [(line.key, str(line.amount), line.currency) for line in lines] == [(key, "10.00", "EUR")]
        assert lines[0].voucher_code
    assert state_of(customers, key)[0] is EntryState.DONE


def test_the_same_bytes_are_sent_in_every_attempt_and_the_sum_is_exact(
    customers: Customers, receiver: Receiver, clock: StillClock
) -> None:
    key = accept(customers, clock)
    receiver.behaviour = ["take and die"]
    bodies = set()
    for _ in range(2):
        round_of(customers, webhook(receiver, clock), clock)
        bodies.add(receiver.taken[key])
        clock.forward(minutes=1)
    (body,) = bodies
    assert body_of(json.loads(body)) == body


def test_an_offer_has_one_payout_whoever_writes_it_again(customers: Customers, clock: StillClock) -> None:
    accept(customers, clock)
    with customers.store.write() as session:
        offer = session.scalars(select(Offer)).one()
        assert put_payout(session, offer.case, offer, now=clock()) is None
        assert session.scalars(select(OutboxEntry)).one().key == payout_key(offer)


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
    runner = Runner(customers.store, [PayoutHandler(webhook(receiver, clock))], clock)
    task = asyncio.create_task(runner.run())
    while state_of(customers, key)[0] is not EntryState.DONE:
        await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
