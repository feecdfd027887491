"""Only policy speaks of compensation, at the one door: nothing unbacked leaves, and a person comes (METHOD R7)."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import pytest
from sqlalchemy import select

from amends.cases.state import State
from amends.casework.handoff import ServiceLevels
from amends.messages.transcript import store_message
from amends.offers.record import decline_offer, make_offer
from amends.realtime.hub import Hub
from amends.redress.decision import Granted
from amends.redress.policy import OfferKind
from amends.sending.backing import Unbacked, unbacked_in
from amends.sending.send import Outgoing, Stopped, send_as_agent, send_as_system
from amends.store.tables import Agent, AuditEntry, Case, Message, Role, Speaker
from amends.turns.turns import Turns
from tests.conftest import StillClock
from tests.fakes import FakeBot
from tests.integration.redress.conftest import VOUCHER, Customers
from tests.languages import ENGLISH, LANGUAGES


def said(customers: Customers) -> list[str]:
    """Everything that the customer reads."""
    with customers.store.read() as session:
        query = select(Message.text).where(Message.speaker != Speaker.CUSTOMER).order_by(Message.id)
        return list(session.scalars(query))


def events(customers: Customers) -> list[str]:
    """Everything on the audit trail."""
    with customers.store.read() as session:
        return list(session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)))


def turn(
    customers: Customers,
    case_id: int,
    levels: ServiceLevels,
    clock: StillClock,
    *lines: str,
    text: str = "hello",
) -> None:
    """The customer writes, and the bot wants to say these lines."""

    async def play() -> None:
        turns = Turns(customers.store, FakeBot(*lines), Hub(), clock, levels, LANGUAGES)
        with customers.store.read() as session:
            conversation = session.get_one(Case, case_id).conversation_id
        await turns.take(conversation, f"c-{text}", text=text)
        await turns.settle()

    asyncio.run(play())


@pytest.mark.parametrize(
    "promise",
    [
        "You will get 20 euros back.",
        "We will refund you.",
        "Your next month is free of charge.",
        "I can offer 15 %.",
    ],
)
def test_a_promise_of_the_bot_that_no_offer_backs_never_leaves_and_a_person_comes(
    customers: Customers, clock: StillClock, levels: ServiceLevels, promise: str
) -> None:
    case_id = customers.case()
    turn(customers, case_id, levels, clock, "Nobody came.", promise)
    texts = said(customers)
    assert texts[:2] == [
        "I'm sorry.",
        "A person takes it from here, and sees all you wrote.",
    ]
    assert not any(promise in text for text in texts)
    assert events(customers).count("unbacked_promise") == 1
    with customers.store.read() as session:
        assert session.get_one(Case, case_id).state in (State.QUEUED, State.FOLLOW_UP)
        entry = session.scalars(select(AuditEntry).where(AuditEntry.event == "unbacked_promise")).one()
        assert (entry.actor, entry.detail["text"]) == ("bot", promise)


def test_the_bots_own_offer_leaves_as_it_is(
    customers: Customers, clock: StillClock, levels: ServiceLevels
) -> None:
    case_id = customers.case()
    with customers.store.write() as session:
        make_offer(session, session.get_one(Case, case_id), VOUCHER, now=clock())
    turn(customers, case_id, levels, clock, "I can do this now: a voucher of 10 euros. Shall I?")
    assert said(customers) == ["I can do this now: a voucher of 10 euros. Shall I?"]


def test_an_offer_that_was_declined_backs_nothing(customers: Customers, clock: StillClock) -> None:
    case_id = customers.case()
    with customers.store.write() as session:
        case = session.get_one(Case, case_id)
        offer = make_offer(session, case, VOUCHER, now=clock())
        assert not unbacked_in(
            session, case.conversation_id, "A voucher of 10 euros.", words=ENGLISH.promises
        )
        decline_offer(session, case, offer, now=clock())
        session.expire(case)
        assert unbacked_in(session, case.conversation_id, "A voucher of 10 euros.", words=ENGLISH.promises)


def test_the_customers_sum_is_said_back_in_a_report(
    customers: Customers, clock: StillClock, levels: ServiceLevels
) -> None:
    case_id = customers.case()
    told = "They will have your 2,000 euros request word for word."
    turn(customers, case_id, levels, clock, told, text="i want 2000 euros")
    assert said(customers) == [told]


def test_a_promise_of_the_front_desk_itself_is_replaced_by_the_bare_apology(
    customers: Customers, clock: StillClock
) -> None:
    case_id = customers.case()
    with customers.store.write() as session:
        conversation = session.get_one(Case, case_id).conversation_id
        outgoing = Outgoing("You get 5 euros back.", "x", ENGLISH)
        send_as_system(session, conversation, outgoing, speaker=Speaker.SYSTEM, resolve_days=10, now=clock())
    assert said(customers) == ["I'm sorry."]
    assert "unbacked_promise" in events(customers)


def test_the_door_raises_so_that_nobody_forgets_the_person(customers: Customers, clock: StillClock) -> None:
    case_id = customers.case()
    with customers.store.write() as session:
        conversation = session.get_one(Case, case_id).conversation_id
        with pytest.raises(Unbacked, match="5 euros"):
            send_as_system(
                session,
                conversation,
                Outgoing("You get 5 euros.", "x", ENGLISH),
                speaker=Speaker.BOT,
                resolve_days=10,
                now=clock(),
            )
    assert said(customers) == []


@pytest.fixture
def with_elena(customers: Customers, clock: StillClock) -> tuple[int, int]:
    """A case that Elena has."""
    case_id, elena = customers.case(), customers.agent()
    customers.claim(case_id, elena)
    return case_id, elena


def by_person(customers: Customers, case_id: int, agent_id: int, text: str, clock: StillClock) -> None:
    """A person sends a text."""
    with customers.store.write() as session:
        conversation = session.get_one(Case, case_id).conversation_id
        agent = session.get_one(Agent, agent_id)
        send_as_agent(session, conversation, Outgoing(text, f"p-{text}", ENGLISH), agent=agent, now=clock())


def test_a_persons_sum_without_an_offer_is_stopped_and_told_why(
    customers: Customers, clock: StillClock, with_elena: tuple[int, int]
) -> None:
    text = "Thank you for waiting. I will refund you 20 euros."
    with pytest.raises(Stopped) as stopped:
        by_person(customers, *with_elena, text, clock)
    check = stopped.value.check
    assert any(breach.rule == "R7" and "Make the offer first" in breach.reason for breach in check.breaches)
    assert check.rewrite == "Thank you for waiting."
    assert said(customers) == []


def test_with_the_offer_on_record_a_person_may_say_it(
    customers: Customers, clock: StillClock, with_elena: tuple[int, int]
) -> None:
    case_id, elena = with_elena
    granted = Granted(OfferKind.REFUND, Decimal(20), "EUR", "person", "shop-1", "Because.")
    with customers.store.write() as session:
        make_offer(session, session.get_one(Case, case_id), granted, now=clock(), made_by=f"agent:{elena}")
    by_person(customers, case_id, elena, "I will refund you 20 euros.", clock)
    assert said(customers) == ["I will refund you 20 euros."]


def test_a_lead_may_send_it_all_the_same_and_it_is_recorded(customers: Customers, clock: StillClock) -> None:
    case_id, lena = customers.case(), customers.agent("Lena", Role.LEAD)
    customers.claim(case_id, lena)
    by_person(customers, case_id, lena, "I will refund you 20 euros.", clock)
    assert said(customers) == ["I will refund you 20 euros."]
    assert "gate_breach" in events(customers)


def test_a_sum_that_the_customer_named_may_be_spoken_of(
    customers: Customers, clock: StillClock, with_elena: tuple[int, int]
) -> None:
    with customers.store.write() as session:
        conversation = session.get_one(Case, with_elena[0]).conversation_id
        store_message(session, conversation, "c1", "i paid 80 euros", now=clock())
    by_person(customers, *with_elena, "You paid 80 euros. Which day was that?", clock)
    assert said(customers) == ["You paid 80 euros. Which day was that?"]
