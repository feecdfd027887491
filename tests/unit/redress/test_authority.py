"""What a role may give: within its caps, beyond them by whoever may, and nothing that cannot be said or paid."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.redress.authority import (
    BY_A_PERSON,
    Gift,
    InvalidGift,
    OverAuthority,
    allowance_of,
    check_gift,
    giver_of,
    grant_within_authority,
)
from amends.redress.decision import CapScope, OfferHistory
from amends.redress.loading import load_policy
from amends.redress.policy import Giver, OfferKind
from amends.store.tables import Role

POLICY = load_policy(Path("data/policy/shop.yml"))
GIFT = Gift(OfferKind.REFUND, Decimal("20.00"), " Three days lost. ", "")
cents = st.integers(1, 500_000).map(lambda number: Decimal(number) / 100)


def test_a_role_at_the_desk_has_its_authority() -> None:
    assert [giver_of(role) for role in (Role.AGENT, Role.LEAD)] == [Giver.AGENT, Giver.LEAD]


def test_what_is_granted_names_the_policy_and_why() -> None:
    granted = grant_within_authority(GIFT, Giver.AGENT, OfferHistory(), POLICY)
    assert (granted.kind, granted.amount, granted.currency) == (OfferKind.REFUND, Decimal("20.00"), "EUR")
    assert (granted.rule, granted.policy_version, granted.why) == (
        BY_A_PERSON,
        POLICY.version,
        "Three days lost.",
    )


@given(amount=cents, before=cents, giver=st.sampled_from([Giver.AGENT, Giver.LEAD]))
def test_it_is_granted_exactly_where_it_is_within_the_allowance(
    amount: Decimal, before: Decimal, giver: Giver
) -> None:
    history = OfferHistory(case=before, customer_year=before)
    gift = replace(GIFT, amount=amount)
    if amount <= allowance_of(giver, history, POLICY).most:
        assert grant_within_authority(gift, giver, history, POLICY).amount == amount
        return
    with pytest.raises(OverAuthority) as refused:
        grant_within_authority(gift, giver, history, POLICY)
    lead_may = amount <= allowance_of(Giver.LEAD, history, POLICY).most
    assert refused.value.giver is (Giver.LEAD if lead_may else None)


def test_which_cap_is_broken_is_told_with_what_was_given() -> None:
    with pytest.raises(OverAuthority) as refused:
        grant_within_authority(GIFT, Giver.AGENT, OfferHistory(case=Decimal("140.00")), POLICY)
    assert (refused.value.cap.scope, refused.value.cap.given) == (CapScope.CASE, Decimal("140.00"))


@pytest.mark.parametrize(
    ("gift", "code"),
    [
        (replace(GIFT, amount=Decimal(0)), "amount_not_positive"),
        (replace(GIFT, amount=Decimal("1.005")), "amount_not_payable"),
        (replace(GIFT, amount=Decimal(10_000_001)), "amount_not_payable"),
        (replace(GIFT, why=" "), "why_invalid"),
        (replace(GIFT, why="x" * 501), "why_invalid"),
        (replace(GIFT, what="x" * 81), "what_invalid"),
        (replace(GIFT, kind=OfferKind.WAIVED_FEE), "what_invalid"),
    ],
)
def test_a_gift_that_cannot_be_said_or_paid_is_invalid(gift: Gift, code: str) -> None:
    check_gift(GIFT, POLICY)
    with pytest.raises(InvalidGift, match=code):
        check_gift(gift, POLICY)
