"""The decision: never above a cap, never two for one failure, exact, the same each time; a graver case gets no less."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.redress.currency import is_payable
from amends.redress.decision import (
    Ask,
    Decision,
    Granted,
    MoreFactsNeeded,
    NeedsAuthority,
    OfferHistory,
    candidates,
    decide,
    over_a_cap,
)
from amends.redress.formula import MoneyFact
from amends.redress.ideas import LEFT_TO_US, NOT_READ, Idea
from amends.redress.policy import IN_MONEY, TOPICS, Giver, OfferKind, Policy
from tests.unit.redress.policies import SAMPLES, SHOP, UTILITY, small_policy

SUMS = st.decimals(min_value=0, max_value=3000, places=2)
IDEAS = st.builds(
    Idea,
    kinds=st.lists(st.sampled_from(OfferKind), max_size=2, unique=True).map(tuple),
    amount=st.none() | SUMS,
    currency=st.sampled_from([None, "EUR", "GBP"]),
    percent=st.none() | st.decimals(1, 100, places=1),
    thing=st.none() | st.sampled_from(MoneyFact),
    several=st.booleans(),
    understood=st.sampled_from([True, True, True, False]),
)
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "order_number": st.just("88213"),
        "email": st.just("a@b.example"),
        "order_total": SUMS.map(str),
        "days_late": st.integers(0, 90).map(str),
        "outage_hours": st.integers(0, 300).map(str),
        "missed_visits": st.integers(0, 9).map(str),
    },
)
TOPIC = st.sampled_from([None, *TOPICS])
ASKS = st.builds(Ask, topic=TOPIC, facts=FACTS, idea=IDEAS | st.just(LEFT_TO_US), severity=st.integers(1, 4))
HISTORIES = st.builds(OfferHistory, case=SUMS, customer_year=SUMS, failure=st.booleans())
POLICIES = st.sampled_from(SAMPLES)
KNOWN = {"order_number": "88213", "email": "a@b.example", "order_total": "40.00 EUR"}


@given(ASKS, HISTORIES, POLICIES)
def test_the_bot_never_gives_more_than_any_cap(ask: Ask, history: OfferHistory, policy: Policy) -> None:
    decision = decide(ask, history, policy)
    if isinstance(decision, Granted):
        caps = policy.authority.bot
        assert 0 < decision.amount <= caps.offer
        assert history.case + decision.amount <= caps.case
        assert history.customer_year + decision.amount <= caps.customer_year


@given(ASKS, HISTORIES, POLICIES)
def test_every_gift_is_exact_and_has_its_rule_version_and_reason(
    ask: Ask, history: OfferHistory, policy: Policy
) -> None:
    decision = decide(ask, history, policy)
    if isinstance(decision, Granted):
        assert is_payable(decision.amount, decision.currency)
        rule = next(found for found in candidates(ask.topic, policy) if found.rule == decision.rule)
        assert (decision.policy_version, decision.why) == (policy.version, rule.why)
        assert set(rule.needs) <= set(ask.facts)


@given(ASKS, HISTORIES, POLICIES)
def test_nothing_is_given_twice_for_one_failure(ask: Ask, history: OfferHistory, policy: Policy) -> None:
    again = OfferHistory(history.case, history.customer_year, failure=True)
    assert isinstance(decide(ask, again, policy), NeedsAuthority)


@given(ASKS, HISTORIES, POLICIES)
def test_the_same_is_decided_the_same_way(ask: Ask, history: OfferHistory, policy: Policy) -> None:
    assert decide(ask, history, policy) == decide(ask, history, policy)


@given(ASKS, HISTORIES, POLICIES)
def test_who_names_a_sum_gets_exactly_that_or_a_person(
    ask: Ask, history: OfferHistory, policy: Policy
) -> None:
    decision = decide(ask, history, policy)
    if isinstance(decision, Granted) and ask.idea.amount is not None:
        assert decision.amount == ask.idea.amount
        assert decision.kind in IN_MONEY
    if isinstance(decision, Granted) and ask.idea.kinds:
        assert decision.kind in ask.idea.kinds


@given(TOPIC, FACTS, HISTORIES, POLICIES, st.integers(1, 4), st.integers(1, 4))
def test_a_graver_case_never_gets_less(
    topic: str | None, facts: dict[str, str], history: OfferHistory, policy: Policy, one: int, other: int
) -> None:
    low, high = sorted((one, other))
    light = decide(Ask(topic, facts, severity=low), history, policy)
    grave = decide(Ask(topic, facts, severity=high), history, policy)
    if isinstance(light, Granted) and isinstance(grave, Granted):
        assert grave.amount >= light.amount
    assert not (isinstance(light, Granted) and isinstance(grave, MoreFactsNeeded))


@given(ASKS, HISTORIES, POLICIES)
def test_what_is_asked_for_is_not_known_yet_and_once_known_is_not_asked_again(
    ask: Ask, history: OfferHistory, policy: Policy
) -> None:
    decision = decide(ask, history, policy)
    if isinstance(decision, MoreFactsNeeded):
        assert decision.facts
        for fact in decision.facts:
            value = ask.facts.get(fact, "")
            assert fact not in ask.facts or not value
        answered = dict.fromkeys(decision.facts, "3")
        after = decide(Ask(ask.topic, {**ask.facts, **answered}, ask.idea, ask.severity), history, policy)
        if isinstance(after, MoreFactsNeeded):
            assert not set(after.facts) & set(answered)


def shop(idea: Idea = LEFT_TO_US, topic: str | None = "late_delivery", year: str = "0") -> Decision:
    """Decide by the shop's policy with everything known."""
    return decide(Ask(topic, KNOWN, idea), OfferHistory(customer_year=Decimal(year)), SHOP)


def test_who_leaves_it_to_us_gets_the_first_thing_of_the_first_rule() -> None:
    decision = shop()
    assert isinstance(decision, Granted)
    assert (decision.kind, decision.amount, decision.rule) == (
        OfferKind.VOUCHER,
        Decimal(10),
        "late-delivery",
    )


def test_their_delivery_fee_back_is_exactly_that() -> None:
    decision = shop(Idea((OfferKind.REFUND,), thing=MoneyFact.DELIVERY_FEE))
    assert isinstance(decision, Granted)
    assert (decision.kind, decision.amount) == (OfferKind.REFUND, Decimal("6.95"))
    assert decision.follows == "Your bank shows it within three working days."


def test_a_third_of_the_price_is_ours_to_give_and_half_is_not() -> None:
    third = shop(Idea((OfferKind.REFUND,), percent=Decimal(30), thing=MoneyFact.ORDER_TOTAL), "damaged")
    assert isinstance(third, Granted)
    assert third.amount == Decimal("12.00")
    half = shop(Idea((OfferKind.REFUND,), percent=Decimal(50), thing=MoneyFact.ORDER_TOTAL), "damaged")
    assert isinstance(half, NeedsAuthority)
    assert "50 %" in half.why


def test_nothing_owed_still_gets_the_token() -> None:
    decision = shop(topic="staff_conduct")
    assert isinstance(decision, Granted)
    assert (decision.rule, decision.amount) == ("token", Decimal(5))


def test_a_policy_without_a_token_leaves_it_to_a_person() -> None:
    nothing = small_policy(rules=[])
    assert decide(Ask("other", KNOWN), OfferHistory(), nothing) == NeedsAuthority("No rule covers this.")


def test_the_order_is_asked_for_before_anything_is_promised() -> None:
    decision = decide(Ask("late_delivery"), OfferHistory(), SHOP)
    assert isinstance(decision, MoreFactsNeeded)
    assert decision.facts == ("order_number",)


def test_hours_without_supply_are_asked_for_after_the_address() -> None:
    decision = decide(Ask("outage"), OfferHistory(), UTILITY)
    assert isinstance(decision, MoreFactsNeeded)
    assert decision.facts == ("email", "outage_hours")


@pytest.mark.parametrize(
    ("idea", "why", "giver"),
    [
        (Idea(amount=Decimal(2000), currency="EUR"), "the bot may give 15.00 at once", Giver.LEAD),
        (Idea(amount=Decimal(60), currency="EUR"), "the bot may give 15.00 at once", Giver.AGENT),
        (Idea(amount=Decimal(5), currency="USD"), "They speak of USD", Giver.AGENT),
        (Idea((OfferKind.FREE_MONTH,)), "ask for a free month", Giver.AGENT),
        (Idea((OfferKind.REFUND, OfferKind.REPLACEMENT), several=True), "more than one thing", Giver.AGENT),
        (NOT_READ, "none that the policy knows", Giver.AGENT),
        (Idea((OfferKind.VOUCHER,), amount=Decimal(0)), "Nothing is due", Giver.AGENT),
        (Idea((OfferKind.VOUCHER,), amount=Decimal(12)), "more than the 10", Giver.AGENT),
    ],
    ids=["for a lead", "for an agent", "currency", "kind", "several", "unread", "nothing", "above the rule"],
)
def test_what_is_beyond_the_policy_goes_to_a_person_with_enough_authority(
    idea: Idea, why: str, giver: Giver
) -> None:
    decision = shop(idea)
    assert isinstance(decision, NeedsAuthority)
    assert why in decision.why
    assert decision.giver is giver


def test_the_year_of_a_customer_is_full_one_day() -> None:
    assert isinstance(shop(year="30"), Granted)
    full = shop(year="30.01")
    assert isinstance(full, NeedsAuthority)
    assert full.why == "10.00 EUR: the bot may give 40.00 to one customer in a year, and 30.01 was given."


@given(SUMS, SUMS, POLICIES)
def test_who_has_more_authority_may_always_give_what_less_may(
    amount: Decimal, before: Decimal, policy: Policy
) -> None:
    history = OfferHistory(before, before)
    allowed = [over_a_cap(amount, history, policy, giver) is None for giver in Giver]
    assert allowed == sorted(allowed)
