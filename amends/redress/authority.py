"""What a person at the desk may give by the caps of their role (METHOD M4, M6, R7). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from amends.cases.errors import Conflict, Invalid
from amends.redress.currency import is_payable, minor_unit
from amends.redress.decision import BrokenCap, Granted, OfferHistory, giver_for, over_a_cap
from amends.redress.policy import Giver, OfferKind, Policy
from amends.store.tables import Role

BY_A_PERSON = "person"
"""The rule's name on the record of an offer that a person decided within the caps of their role."""

SHORTEST_WHY, LONGEST_WHY, LONGEST_WHAT = 3, 500, 80
MOST_AMOUNT = Decimal(10_000_000)


class InvalidGift(Invalid):
    """A gift that cannot be offered as it is."""


class OverAuthority(Invalid):
    """More than this person may give. `giver`: who may; None where nobody may by this policy, and `cap` is a lead's."""

    def __init__(self, cap: BrokenCap, giver: Giver | None) -> None:
        super().__init__("over_authority", cap=cap, giver=giver)
        self.cap = cap
        self.giver = giver


class OverLeadAuthority(Conflict):
    """Not even a lead may give so much."""

    def __init__(self, cap: BrokenCap) -> None:
        super().__init__("over_lead_authority", cap=cap)


@dataclass(frozen=True, slots=True)
class Gift:
    """What a person wants to give. `amount`: in the policy's currency; of a replacement, sample or month its cost.

    `what`: what is waived, in plain words that end a sentence: `your delivery fee`. `why`: for the record.
    """

    kind: OfferKind
    amount: Decimal
    why: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a person may still give. `most`: in one offer now, the least of the three; 0 where nothing is left."""

    giver: Giver
    currency: str
    offer: Decimal
    case_left: Decimal
    customer_left: Decimal
    kinds: tuple[OfferKind, ...] = tuple(OfferKind)

    @property
    def most(self) -> Decimal:
        """The most that may be offered now."""
        return max(min(self.offer, self.case_left, self.customer_left), Decimal(0))


def giver_of(role: Role) -> Giver:
    """Return the authority of a role at the desk."""
    return Giver.LEAD if role is Role.LEAD else Giver.AGENT


def allowance_of(giver: Giver, history: OfferHistory, policy: Policy) -> Allowance:
    """Return what a giver may still give: their caps less all that was given."""
    caps = policy.authority.of(giver)
    return Allowance(
        giver,
        policy.currency,
        caps.offer,
        caps.case - history.case,
        caps.customer_year - history.customer_year,
    )


def check_gift(gift: Gift, policy: Policy) -> None:
    """Raise InvalidGift where a gift cannot be offered as it is written."""
    if gift.amount <= 0:
        raise InvalidGift("amount_not_positive")
    if not is_payable(gift.amount, policy.currency) or gift.amount > MOST_AMOUNT:
        raise InvalidGift("amount_not_payable", step=minor_unit(policy.currency), currency=policy.currency)
    if not SHORTEST_WHY <= len(gift.why.strip()) <= LONGEST_WHY:
        raise InvalidGift("why_invalid", longest=LONGEST_WHY)
    if len(gift.what) > LONGEST_WHAT or (gift.kind is OfferKind.WAIVED_FEE and not gift.what.strip()):
        raise InvalidGift("what_invalid", longest=LONGEST_WHAT)


def grant_within_authority(gift: Gift, giver: Giver, history: OfferHistory, policy: Policy) -> Granted:
    """Return a gift as it is put on record. Raises OverAuthority where `giver` may not give it."""
    over = over_a_cap(gift.amount, history, policy, giver)
    if over is not None:
        least = giver_for(gift.amount, history, policy)
        over_all = over_a_cap(gift.amount, history, policy, least)
        raise OverAuthority(over_all or over, None if over_all else least)
    return Granted(
        gift.kind, gift.amount, policy.currency, BY_A_PERSON, policy.version, gift.why.strip(), gift.what.strip(),
        follows_by(policy, gift.kind),
    )  # fmt: skip


def follows_by(policy: Policy, kind: OfferKind) -> str:
    """Return what the policy promises of a kind's arrival, wherever it says so; empty where it says nothing."""
    return next((grant.follows for grant in policy.grants() if grant.kind is kind and grant.follows), "")
