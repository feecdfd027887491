"""Offers on record: one for a failure whatever is retried or raced, one voucher, caps that hold for a year."""

from __future__ import annotations

import re
import threading
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from amends.offers.history import read_offer_history
from amends.offers.record import (
    accept_offer,
    count_replaced,
    decline_offer,
    make_offer,
    new_voucher_code,
    replace_offer,
    standing_offer,
)
from amends.store.store import Store
from amends.store.tables import AuditEntry, Case, Conversation, Offer, OfferState, OutboxEntry
from tests.conftest import StillClock
from tests.integration.redress.conftest import VOUCHER, Customers


def test_accepting_again_gives_the_same_voucher_and_issues_it_once(
    customers: Customers, clock: StillClock
) -> None:
    case_id, codes = customers.case(), []
    with customers.store.write() as session:
        make_offer(session, session.get_one(Case, case_id), VOUCHER, now=clock())
    for _ in range(3):
        with customers.store.write() as session:
            case = session.get_one(Case, case_id)
            offer = standing_offer(session, case)
            assert offer is not None
            codes.append(accept_offer(session, case, offer, now=clock()).voucher_code)
    with customers.store.read() as session:
        assert len(set(codes)) == 1
        assert session.scalar(select(func.count(OutboxEntry.id))) == 1
        events = session.scalars(select(AuditEntry.event).where(AuditEntry.event == "offer_accepted"))
        assert len(list(events)) == 1


def test_two_windows_that_accept_at_the_same_moment_get_one_voucher(
    customers: Customers, clock: StillClock
) -> None:
    case_id = customers.case()
    with customers.store.write() as session:
        make_offer(session, session.get_one(Case, case_id), VOUCHER, now=clock())
    start, codes = threading.Barrier(4), []

    def accept() -> None:
        start.wait()
        with customers.store.write() as session:
            case = session.scalars(select(Case).where(Case.id == case_id).with_for_update()).one()
            offer = standing_offer(session, case)
            assert offer is not None
            codes.append(accept_offer(session, case, offer, now=clock()).voucher_code)

    windows = [threading.Thread(target=accept) for _ in range(4)]
    for window in windows:
        window.start()
    for window in windows:
        window.join()
    assert len(codes) == 4
    assert len(set(codes)) == 1
    with customers.store.read() as session:
        assert session.scalar(select(func.count(OutboxEntry.id))) == 1


def test_a_crash_before_the_commit_leaves_nothing_and_after_it_everything(
    customers: Customers, clock: StillClock
) -> None:
    case_id = customers.case()
    with customers.store.write() as session:
        make_offer(session, session.get_one(Case, case_id), VOUCHER, now=clock())

    with pytest.raises(Crashed):
        accept_and_crash(customers.store, case_id, clock)
    with customers.store.read() as session:
        assert session.scalars(select(Offer.state)).all() == [OfferState.MADE]
        assert session.scalars(select(OutboxEntry)).all() == []


class Crashed(Exception):
    """The process died."""


def accept_and_crash(store: Store, case_id: int, clock: StillClock) -> None:
    """Accept, and die before the commit."""
    with store.write() as session:
        case = session.get_one(Case, case_id)
        offer = standing_offer(session, case)
        assert offer is not None
        accept_offer(session, case, offer, now=clock())
        session.flush()
        raise Crashed


def test_the_database_itself_refuses_a_second_offer_of_the_bot_for_a_failure(
    customers: Customers, clock: StillClock
) -> None:
    case_id = customers.case()
    with customers.store.write() as session:
        make_offer(session, session.get_one(Case, case_id), VOUCHER, now=clock())
    with pytest.raises(IntegrityError), customers.store.write() as session:
        make_offer(session, session.get_one(Case, case_id), VOUCHER, now=clock())


def test_a_replaced_or_declined_offer_makes_room_and_a_new_failure_too(
    customers: Customers, clock: StillClock
) -> None:
    case_id = customers.case()
    with customers.store.write() as session:
        case = session.get_one(Case, case_id)
        first = make_offer(session, case, VOUCHER, now=clock())
        replace_offer(session, case, first, now=clock())
        assert count_replaced(session, case) == 1
        second = make_offer(session, case, VOUCHER, now=clock())
        decline_offer(session, case, second, now=clock())
        third = make_offer(session, case, VOUCHER, now=clock())
        accept_offer(session, case, third, now=clock())
        decline_offer(session, case, third, now=clock())
        assert third.state is OfferState.ACCEPTED
        session.get_one(Conversation, case.conversation_id).failures += 1
        assert standing_offer(session, case) is None
        make_offer(session, case, VOUCHER, now=clock())
    with customers.store.read() as session:
        case = session.get_one(Case, case_id)
        assert read_offer_history(session, case, currency="EUR", now=clock()).case == Decimal(20)


def test_while_an_offer_waits_a_new_failure_makes_no_other_and_what_replaces_it_is_for_the_same(
    customers: Customers, clock: StillClock
) -> None:
    case_id = customers.case()
    with customers.store.write() as session:
        case = session.get_one(Case, case_id)
        waits = make_offer(session, case, VOUCHER, now=clock())
        session.get_one(Conversation, case.conversation_id).failures += 1
        assert standing_offer(session, case) is waits
        replace_offer(session, case, waits, now=clock())
        instead = make_offer(session, case, VOUCHER, now=clock(), instead_of=waits)
        assert instead.failure == waits.failure
        accept_offer(session, case, instead, now=clock())
        assert standing_offer(session, case) is None


def test_a_customer_is_known_by_order_and_address_for_a_year(customers: Customers, clock: StillClock) -> None:
    for facts in ({"order_number": "AB-1"}, {"email": "Ann@shop.example"}, {"order_number": "other"}):
        with customers.store.write() as session:
            make_offer(session, session.get_one(Case, customers_case(customers, facts)), VOUCHER, now=clock())
    again = customers.case(order_number="ab 1", email="ann@SHOP.example")
    with customers.store.write() as session:
        history = read_offer_history(session, session.get_one(Case, again), currency="EUR", now=clock())
    assert (history.case, history.customer_year, history.failure) == (Decimal(0), Decimal(20), False)
    clock.forward(days=365)
    with customers.store.write() as session:
        history = read_offer_history(session, session.get_one(Case, again), currency="EUR", now=clock())
    assert history.customer_year == 0


def customers_case(customers: Customers, facts: dict[str, str]) -> int:
    """A case of another conversation with these facts."""
    return customers.case(**facts)


def test_what_is_declined_or_in_another_currency_does_not_count(
    customers: Customers, clock: StillClock
) -> None:
    case_id = customers.case()
    with customers.store.write() as session:
        case = session.get_one(Case, case_id)
        offer = make_offer(session, case, VOUCHER, now=clock())
        assert read_offer_history(session, case, currency="USD", now=clock()).case == 0
        assert read_offer_history(session, case, currency="EUR", now=clock(), without=[offer]).case == 0
        decline_offer(session, case, offer, now=clock())
        assert read_offer_history(session, case, currency="EUR", now=clock()).case == 0


def test_what_is_issued_holds_everything_and_sums_as_text(customers: Customers, clock: StillClock) -> None:
    case_id = customers.case(order_number="88213", email="ann@shop.example")
    with customers.store.write() as session:
        case = session.get_one(Case, case_id)
        offer = accept_offer(session, case, make_offer(session, case, VOUCHER, now=clock()), now=clock())
        entry = session.scalars(select(OutboxEntry)).one()
        sent = entry.payload
        assert sent["type"] == "offer.accepted"
        assert sent["data"]["amount"] == "10.00"
        assert sent["data"]["voucher_code"] == offer.voucher_code
        assert sent["data"]["order_number"] == "88213"
        assert re.fullmatch(r"msg_[0-9a-f]{32}", entry.key)


def test_voucher_codes_cannot_be_guessed_and_can_be_read_out() -> None:
    codes = {new_voucher_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert all(re.fullmatch(r"([A-HJ-NP-Z2-9]{4}-){3}[A-HJ-NP-Z2-9]{4}", code) for code in codes)
