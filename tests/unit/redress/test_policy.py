"""The compensation policy: what is decided, and what a broken policy file says."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.redress.ideas import names_an_idea, read_idea
from amends.redress.policy import (
    Ask,
    AuthorityNeeded,
    FactsNeeded,
    Granted,
    Policy,
    PolicyError,
    decide,
    load_policy,
)

SHOP = load_policy(Path("data/policy/shop.yml"))
MONEY = st.decimals(min_value=0, max_value=10_000, places=2)


@given(MONEY, st.sampled_from(["late_delivery", "damaged", "other"]))
def test_the_bot_never_gives_more_than_the_policy_allows(amount: Decimal, topic: str) -> None:
    decision = decide(Ask(topic, {"order_number": "1"}, amount=amount, currency="EUR"), SHOP)
    if isinstance(decision, Granted):
        assert decision.amount == amount
        assert decision.amount <= max(rule.up_to for rule in SHOP.rules)
    else:
        assert isinstance(decision, AuthorityNeeded)


@given(MONEY)
def test_the_same_ask_is_decided_the_same_way(amount: Decimal) -> None:
    ask = Ask("late_delivery", {}, amount=amount, currency="EUR")
    assert decide(ask, SHOP) == decide(ask, SHOP)


def test_who_asks_for_less_gets_exactly_that() -> None:
    decision = decide(Ask("damaged", {}, amount=Decimal("3.50"), currency="EUR"), SHOP)
    assert isinstance(decision, Granted)
    assert (decision.amount, decision.rule) == (Decimal("3.50"), "goodwill-voucher")


def test_a_missing_order_number_is_asked_for_before_anything_is_promised() -> None:
    assert decide(Ask("late_delivery", {}), SHOP) == FactsNeeded(("order_number",), "late-delivery-voucher")


@pytest.mark.parametrize(
    "ask",
    [
        Ask("damaged", {}, amount=Decimal(2000), currency="EUR"),
        Ask("damaged", {}, amount=Decimal(1), currency="USD"),
        Ask("damaged", {}, kind="refund"),
        Ask("damaged", {}, amount=Decimal(0), currency="EUR"),
    ],
    ids=["too much", "another currency", "another kind", "nothing"],
)
def test_what_is_beyond_the_policy_goes_to_a_person(ask: Ask) -> None:
    assert isinstance(decide(ask, SHOP), AuthorityNeeded)


@pytest.mark.parametrize(
    ("words", "amount", "kind"),
    [
        ("at least give me the delivery fee back", None, "refund"),
        ("i want my money back", None, "refund"),
        ("a 5 euro voucher would be ok", "5.00 EUR", "voucher"),
        ("send me a new one", None, "replacement"),
        ("20% off my next order", None, "discount"),
        ("surprise me", None, None),
    ],
)
def test_their_own_idea_is_read(words: str, amount: str | None, kind: str | None) -> None:
    ask = read_idea(words, topic=None, facts={}, amount=amount)
    assert ask.kind == kind
    assert ask.amount == (Decimal("5.00") if amount else None)
    assert names_an_idea(words, amount) is (kind is not None or amount is not None)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("version: [", "this is not YAML"),
        ("version: a\ncurrency: euro\nrules: []", "currency"),
        ("version: a\ncurrency: EUR\nrules: [{id: x}]", "rules.0"),
        (
            "version: a\ncurrency: EUR\nrules: [{id: x, topics: [any], kind: voucher, up_to: 1, token: 2, "
            "why: because we said so}]",
            "`token` 2 is above `up_to` 1",
        ),
    ],
)
def test_a_broken_policy_says_where_and_what(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "policy.yml"
    path.write_text(text)
    with pytest.raises(PolicyError, match=f"{path}.*{complaint}"):
        load_policy(path)


def test_a_policy_that_is_not_there_says_which_setting() -> None:
    with pytest.raises(PolicyError, match="AMENDS_POLICY"):
        load_policy(Path("no/such/policy.yml"))


def test_the_shop_policy_is_fit() -> None:
    assert isinstance(SHOP, Policy)
