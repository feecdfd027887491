"""What people may give: within their role at once, beyond it by a lead, and the customer reads every offer (M4, R7)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from amends.cases.state import State
from amends.casework.handoff import NotYours, ServiceLevels
from amends.messages.transcript import Choice
from amends.offers.record import NoSuchOffer, make_offer
from amends.offers.requests import AlreadyAsked, AlreadyDecided, NotALead, waiting_requests
from amends.offers.service import (
    allowance_for,
    answer_for_customer,
    ask_lead,
    decide_request,
    offer_by_agent,
    offer_by_bot,
)
from amends.realtime.hub import Hub
from amends.redress.authority import Gift, InvalidGift, OverAuthority, OverLeadAuthority
from amends.redress.decision import CapScope
from amends.redress.loading import load_policy
from amends.redress.policy import Giver, OfferKind
from amends.sending.send import Outgoing, send_as_system
from amends.store.tables import (
    Agent,
    AuditEntry,
    AuthorityRequest,
    Button,
    Case,
    Message,
    Offer,
    OfferState,
    OutboxEntry,
    RequestState,
    Role,
    Speaker,
)
from amends.turns.turns import Turns
from tests.conftest import StillClock
from tests.fakes import FakeBot
from tests.integration.redress.conftest import VOUCHER, Customers
from tests.languages import ENGLISH, LANGUAGES

POLICY = load_policy(Path("data/policy/shop.yml"))


def gift(
    amount: str = "20.00", kind: OfferKind = OfferKind.REFUND, why: str = "Three days lost.", what: str = ""
) -> Gift:
    """A gift of a person."""
    return Gift(kind, Decimal(amount), why, what)


class Desk:
    """A case that Elena has, with Lena as the lead."""

    def __init__(self, customers: Customers, clock: StillClock) -> None:
        self.store, self.clock = customers.store, clock
        self.case_id = customers.case(order_number="88213")
        self.elena, self.lena = customers.agent("Elena"), customers.agent("Lena", Role.LEAD)
        customers.claim(self.case_id, self.elena)

    def offer(self, given: Gift, form: str = "form-1", by: int | None = None) -> Offer:
        """Offer something."""
        with self.store.write() as session:
            case, agent = session.get_one(Case, self.case_id), session.get_one(Agent, by or self.elena)
            return offer_by_agent(
                session,
                case,
                agent,
                given,
                policy=POLICY,
                form_key=form,
                now=self.clock(),
                languages=LANGUAGES,
            )

    def ask(self, given: Gift, form: str = "ask-1") -> int:
        """Ask the leads; return the request's id."""
        with self.store.write() as session:
            case, agent = session.get_one(Case, self.case_id), session.get_one(Agent, self.elena)
            return ask_lead(session, case, agent, given, policy=POLICY, form_key=form, now=self.clock()).id

    def decide(self, request: int, *, approve: bool = True, by: int | None = None) -> AuthorityRequest:
        """Decide as the lead."""
        with self.store.write() as session:
            lead = session.get_one(Agent, by or self.lena)
            return decide_request(
                session,
                request,
                lead,
                approve=approve,
                why="Fair.",
                policy=POLICY,
                now=self.clock(),
                languages=LANGUAGES,
            )

    def messages(self) -> list[str]:
        """What the customer reads."""
        with self.store.read() as session:
            return list(
                session.scalars(
                    select(Message.text).where(Message.speaker != "customer").order_by(Message.id)
                )
            )

    def press(self, levels: ServiceLevels, title: str) -> None:
        """The customer presses the newest button of that title."""

        async def turn() -> None:
            turns = Turns(self.store, FakeBot("Hello."), Hub(), self.clock, levels, LANGUAGES)
            with self.store.read() as session:
                query = select(Button).where(Button.title == title).order_by(Button.message_id.desc())
                button = session.scalars(query).first()
                assert button is not None
                conversation, key = session.get_one(Case, self.case_id).conversation_id, button.id
            await turns.take(conversation, f"press-{key}", button_id=key)
            await turns.settle()

        asyncio.run(turn())


@pytest.fixture
def desk(customers: Customers, clock: StillClock) -> Desk:
    """A case at the desk."""
    return Desk(customers, clock)


def test_the_bots_offer_is_changed_once_and_then_left_as_it_is(desk: Desk) -> None:
    sums = ("10.00", "10.00", "5.00", "8.00")
    made: list[tuple[int, Decimal] | None] = []
    for amount in sums:
        with desk.store.write() as session:
            case = session.get_one(Case, desk.case_id)
            offer = offer_by_bot(session, case, replace(VOUCHER, amount=Decimal(amount)), now=desk.clock())
            made.append((offer.id, offer.amount) if offer else None)
    assert made == [(1, Decimal(10)), (1, Decimal(10)), (2, Decimal(5)), None]
    with desk.store.read() as session:
        states = session.scalars(select(Offer.state).order_by(Offer.id)).all()
        assert states == [OfferState.REPLACED, OfferState.MADE]
    assert desk.messages() == []


def test_what_is_left_is_the_roles_caps_less_all_that_was_given(desk: Desk) -> None:
    with desk.store.write() as session:
        case, elena = session.get_one(Case, desk.case_id), session.get_one(Agent, desk.elena)
        fresh = allowance_for(session, case, elena, policy=POLICY, now=desk.clock())
        assert fresh.giver is Giver.AGENT
        assert [fresh.most, fresh.case_left, fresh.customer_left] == [100, 150, 300]
        offer = make_offer(session, case, VOUCHER, now=desk.clock())
        offer.state = OfferState.ACCEPTED
        offer.amount = Decimal(130)
        session.flush()
        left = allowance_for(session, case, elena, policy=POLICY, now=desk.clock())
        assert [left.most, left.case_left, left.customer_left] == [20, 20, 170]


def test_an_offer_within_authority_is_read_at_once_with_its_buttons(desk: Desk) -> None:
    offer = desk.offer(gift())
    assert (offer.made_by, offer.rule, offer.policy_version) == (
        f"agent:{desk.elena}",
        "person",
        POLICY.version,
    )
    assert desk.messages() == ["Elena offers you 20 euros back the way you paid. Would you like that?"]
    with desk.store.read() as session:
        assert session.scalars(select(Button.title).order_by(Button.position)).all() == ["Yes", "No"]


def test_the_same_form_again_is_one_offer_and_one_message(desk: Desk) -> None:
    for _ in range(3):
        desk.offer(gift())
    with desk.store.read() as session:
        assert session.scalar(select(func.count(Offer.id))) == 1
    assert len(desk.messages()) == 1


@pytest.mark.parametrize(
    ("amount", "giver", "whose", "scope"),
    [
        ("100.01", Giver.LEAD, Giver.AGENT, CapScope.OFFER),
        ("1000.01", None, Giver.LEAD, CapScope.OFFER),
    ],
)
def test_beyond_authority_nothing_is_offered_and_it_says_who_may(
    desk: Desk, amount: str, giver: Giver | None, whose: Giver, scope: CapScope
) -> None:
    with pytest.raises(OverAuthority) as refused:
        desk.offer(gift(amount))
    assert refused.value.giver is giver
    assert (refused.value.cap.giver, refused.value.cap.scope) == (whose, scope)
    assert desk.messages() == []


def test_a_case_that_is_not_theirs_gets_no_offer(desk: Desk) -> None:
    with pytest.raises(NotYours):
        desk.offer(gift(), by=desk.lena)


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (gift("0"), "amount_not_positive"),
        (gift("1.005"), "amount_not_payable"),
        (gift(why=" "), "why_invalid"),
        (gift(kind=OfferKind.WAIVED_FEE), "what_invalid"),
    ],
)
def test_a_gift_that_cannot_be_said_or_paid_is_refused(desk: Desk, bad: Gift, code: str) -> None:
    with pytest.raises(InvalidGift, match=code):
        desk.offer(bad)


def test_a_second_offer_takes_the_place_of_one_that_was_not_answered(
    desk: Desk, levels: ServiceLevels
) -> None:
    first = desk.offer(gift("20"))
    desk.offer(gift("90"), form="form-2")
    with desk.store.read() as session:
        assert session.get_one(Offer, first.id).state is OfferState.REPLACED


def test_the_customers_yes_gives_it_once_and_the_desk_sees_it(desk: Desk, levels: ServiceLevels) -> None:
    desk.offer(gift("15", OfferKind.VOUCHER))
    desk.press(levels, "Yes")
    desk.press(levels, "Yes")
    desk.press(levels, "No")
    with desk.store.read() as session:
        offer = session.scalars(select(Offer)).one()
        assert offer.state is OfferState.ACCEPTED
        assert session.scalar(select(func.count(OutboxEntry.id))) == 1
        assert session.scalars(select(Message.answered_at).where(Message.speaker == "customer")).all() == [
            desk.clock(),
            desk.clock(),
        ]
    said = desk.messages()[1:]
    assert f"Done. Your voucher of 15 euros is {offer.voucher_code}." in said[0]
    assert said[1:] in ([], [said[0]])


def test_the_customers_no_is_noted_and_a_late_yes_goes_to_the_person(
    desk: Desk, levels: ServiceLevels
) -> None:
    desk.offer(gift())
    desk.press(levels, "No")
    desk.press(levels, "Yes")
    with desk.store.read() as session:
        assert session.scalars(select(Offer.state)).all() == [OfferState.DECLINED]
        assert session.scalars(select(OutboxEntry)).all() == []
    assert desk.messages()[1:] == [
        "That is noted. You did not take it.",
        "That offer no longer stands. Write here, and a person looks at it again.",
    ]


def test_what_the_customer_says_in_words_is_recorded_by_the_person(desk: Desk) -> None:
    offer = desk.offer(gift())
    with desk.store.write() as session:
        case, elena = session.get_one(Case, desk.case_id), session.get_one(Agent, desk.elena)
        answer_for_customer(session, case, elena, offer.id, take=True, now=desk.clock(), languages=LANGUAGES)
        with pytest.raises(NoSuchOffer):
            answer_for_customer(session, case, elena, 999, take=True, now=desk.clock(), languages=LANGUAGES)
    with desk.store.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.event == "offer_accepted")).one()
        assert entry.actor == f"agent:{desk.elena}"


def test_a_late_yes_to_the_bots_offer_is_not_lost_while_they_wait(desk: Desk, levels: ServiceLevels) -> None:
    with desk.store.write() as session:
        case = session.get_one(Case, desk.case_id)
        case.state = State.QUEUED
        offer = make_offer(session, case, VOUCHER, now=desk.clock())
        asked = Outgoing(
            "Shall I?", "o", ENGLISH, (Choice("Yes", f'/affirm{{"choice": "offer:{offer.id}"}}'),)
        )
        send_as_system(
            session, case.conversation_id, asked, speaker=Speaker.BOT, resolve_days=10, now=desk.clock()
        )
    desk.press(levels, "Yes")
    with desk.store.read() as session:
        assert session.scalars(select(Offer.state)).all() == [OfferState.ACCEPTED]
    assert desk.messages()[-1].startswith("Done. Your voucher of 10 euros is ")


def test_a_lead_approves_and_the_customer_reads_it_from_who_asked(desk: Desk) -> None:
    request = desk.ask(gift("400"))
    with desk.store.read() as session:
        assert [waiting.id for waiting in waiting_requests(session)] == [request]
    for _ in range(2):
        assert desk.decide(request).state is RequestState.APPROVED
    with desk.store.read() as session:
        offer = session.scalars(select(Offer)).one()
        assert (offer.made_by, offer.approved_by) == (f"agent:{desk.elena}", f"agent:{desk.lena}")
        assert waiting_requests(session) == []
        events = session.scalars(select(AuditEntry.event).where(AuditEntry.event.like("lead_%"))).all()
        assert events == ["lead_asked", "lead_approved"]
    assert desk.messages() == ["Elena offers you 400 euros back the way you paid. Would you like that?"]


def test_a_lead_declines_and_the_customer_reads_nothing(desk: Desk) -> None:
    request = desk.ask(gift("400"))
    desk.decide(request, approve=False)
    desk.decide(request, approve=False)
    with pytest.raises(AlreadyDecided) as refused:
        desk.decide(request, approve=True)
    assert refused.value.fields == {"name": "Lena", "state": RequestState.DECLINED}
    assert desk.messages() == []


def test_only_a_lead_decides(desk: Desk) -> None:
    request = desk.ask(gift("400"))
    with pytest.raises(NotALead):
        desk.decide(request, by=desk.elena)


def test_not_even_a_lead_gives_more_than_the_policy_knows(desk: Desk) -> None:
    request = desk.ask(gift("4000"))
    with pytest.raises(OverLeadAuthority):
        desk.decide(request)
    with desk.store.read() as session:
        assert session.get_one(AuthorityRequest, request).state is RequestState.ASKED


def test_the_same_wish_is_one_request_and_another_waits_its_turn(desk: Desk) -> None:
    assert desk.ask(gift("400")) == desk.ask(gift("400")) == desk.ask(gift("400"), form="ask-2")
    with pytest.raises(AlreadyAsked):
        desk.ask(gift("500"), form="ask-3")
