"""The compensation policy as data: what may be given, for what, how much, and by whom (METHOD M6, M14, R7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from amends.redress.currency import currencies, is_payable, minor_unit
from amends.redress.formula import Amount, CountFact, MoneyFact, Sum


class OfferKind(StrEnum):
    """What can be given."""

    REFUND = "refund"
    REPLACEMENT = "replacement"
    CREDIT = "credit"
    VOUCHER = "voucher"
    WAIVED_FEE = "waived_fee"
    SAMPLE = "sample"
    FREE_MONTH = "free_month"


IN_MONEY = frozenset({OfferKind.REFUND, OfferKind.CREDIT, OfferKind.VOUCHER, OfferKind.WAIVED_FEE})
"""Kinds whose amount the customer is told; of the others it is what they cost, for the caps only."""


class Giver(StrEnum):
    """Who gives, the least authority first."""

    BOT = "bot"
    AGENT = "agent"
    LEAD = "lead"


class Identity(StrEnum):
    """Facts that tell customers apart, so that caps per customer and year can hold."""

    ORDER_NUMBER = "order_number"
    EMAIL = "email"


NEEDED = ("order_number", "email", "date")
"""Facts that a rule may ask for, beside those that its formulas refer to."""

FACTS = (*NEEDED, *(fact.value for fact in MoneyFact), *(fact.value for fact in CountFact))
"""Everything that a customer may be asked for: each has its question, `ask_…`, among the bot's lines."""

TOPICS = (
    "late_delivery", "damaged", "wrong_item", "billing", "refund", "cancellation", "account_access", "outage",
    "staff_conduct", "no_answer", "broken_promise", "privacy", "safety", "other",
)  # fmt: skip
ANY = "any"


class Section(BaseModel):
    """Any part of a policy: unknown fields are refused, nothing changes after loading."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Grant(Section):
    """One thing that a rule gives."""

    kind: OfferKind = Field(description=f"One of {', '.join(kind.value for kind in OfferKind)}.")
    amount: Amount = Field(
        description="What who leaves it to us gets. Of a replacement, a sample or a free month: what it costs us."
    )
    up_to: Amount | None = Field(
        None, description="The most that a customer who names a sum gets by this. Default: `amount`."
    )
    what: str = Field(
        "", max_length=80, description="What is refunded or waived, in plain words: `your delivery fee`."
    )
    follows: str = Field(
        "", max_length=200, description="Said when it is accepted, as a promise: when and where it arrives."
    )

    @property
    def ceiling(self) -> Amount:
        """The most that may be asked by this grant."""
        return self.up_to or self.amount


class PolicyRule(Section):
    """What may be given for some topics. The first rule that fits the topic and the customer's idea decides."""

    id: str = Field(
        pattern=r"^[a-z0-9-]{1,64}$", description="Its name on the record: small letters, digits, hyphens."
    )
    topics: tuple[str, ...] = Field(
        min_length=1, description="Topics it is for; `any` for all, also an unknown one."
    )
    needs: tuple[str, ...] = Field(
        (),
        description="Facts that must be known first: `order_number`, `email`, `date`; one of the first two always.",
    )
    gives: tuple[Grant, ...] = Field(
        min_length=1, description="What it gives; the first for who leaves it to us."
    )
    why: str = Field(
        min_length=10, max_length=200, description="Why, in plain words; kept with every decision."
    )

    @field_validator("topics")
    @classmethod
    def _topics_exist(cls, topics: tuple[str, ...]) -> tuple[str, ...]:
        for topic in topics:
            if topic != ANY and topic not in TOPICS:
                raise ValueError(f"`{topic}` is no topic: write `any` or some of {', '.join(TOPICS)}")
        return topics

    @field_validator("needs")
    @classmethod
    def _can_be_asked(cls, needs: tuple[str, ...]) -> tuple[str, ...]:
        return needed(needs)

    def fits(self, topic: str | None) -> bool:
        """Say whether the rule is for a topic."""
        return ANY in self.topics or topic in self.topics


class Token(Section):
    """The small token for those to whom nothing is owed (METHOD M6): when no rule fits what happened."""

    needs: tuple[str, ...] = Field(description="As of a rule.")
    gives: Grant = Field(description="What it is.")
    why: str = Field(min_length=10, max_length=200, description="As of a rule.")

    @field_validator("needs")
    @classmethod
    def _can_be_asked(cls, needs: tuple[str, ...]) -> tuple[str, ...]:
        return needed(needs)


class Caps(Section):
    """How much somebody may give. All that was given counts, whoever gave it."""

    offer: Sum = Field(description="At most this in one offer.")
    case: Sum = Field(description="At most this in one case, together with what it got before.")
    customer_year: Sum = Field(
        description="At most this to one customer in 365 days, together with all before."
    )

    @model_validator(mode="after")
    def _grow(self) -> Caps:
        if not self.offer <= self.case <= self.customer_year:
            raise ValueError("write caps that grow: `offer`, then `case`, then `customer_year`")
        return self


class Authority(Section):
    """Who may give how much."""

    bot: Caps = Field(description="The bot by itself.")
    agent: Caps = Field(description="A person at the desk.")
    lead: Caps = Field(description="A lead. Nobody gives more.")

    @model_validator(mode="after")
    def _grows_with_the_role(self) -> Authority:
        for name in Caps.model_fields:
            if not getattr(self.bot, name) <= getattr(self.agent, name) <= getattr(self.lead, name):
                raise ValueError(
                    f"`{name}`: an agent may give at least what the bot may, and a lead what an agent may"
                )
        return self

    def of(self, giver: Giver) -> Caps:
        """Return the caps of a giver."""
        caps: Caps = getattr(self, giver.value)
        return caps


class Policy(Section):
    """One version of the compensation policy."""

    version: str = Field(pattern=r"^[A-Za-z0-9._-]{1,32}$", description="Its name on the record.")
    in_force_from: datetime = Field(
        description="From when it holds: a date (midnight UTC), or a moment with a time zone."
    )
    currency: str = Field(description="ISO 4217: `EUR`.")
    prices: dict[MoneyFact, Sum] = Field(
        default_factory=dict,
        description="What the company itself charges, the same for everybody: `delivery_fee`.",
    )
    authority: Authority = Field(description="Caps of the bot, of agents and of leads.")
    rules: tuple[PolicyRule, ...] = Field(description="In order: the first that fits decides.")
    token: Token | None = Field(
        None, description="For those to whom nothing is owed. Left out: a person decides."
    )

    @field_validator("in_force_from", mode="before")
    @classmethod
    def _is_a_moment(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise ValueError(f"`{value}` is no date: write one such as `2026-01-01`") from None
        return moment.replace(tzinfo=UTC) if len(value) == len("2026-01-01") else moment

    @field_validator("in_force_from")
    @classmethod
    def _knows_its_zone(cls, moment: datetime) -> datetime:
        if moment.tzinfo is None:
            raise ValueError("has no time zone: write a date, `2026-01-01`, or `2026-01-01T00:00:00+01:00`")
        return moment.astimezone(UTC)

    @field_validator("currency")
    @classmethod
    def _exists(cls, code: str) -> str:
        if code not in currencies():
            raise ValueError(f"`{code}` is no currency: write its ISO 4217 code in capitals, such as EUR")
        return code

    @model_validator(mode="after")
    def _is_of_a_piece(self) -> Policy:
        ids = [rule.id for rule in self.rules]
        twice = next((name for name in ids if ids.count(name) > 1), None)
        if twice:
            raise ValueError(f"two rules are called `{twice}`: give each its own `id`")
        for amount in self._sums():
            if not is_payable(amount, self.currency):
                unit = minor_unit(self.currency)
                raise ValueError(f"{amount} cannot be paid in {self.currency}: write multiples of {unit}")
        return self

    def grants(self) -> Iterator[Grant]:
        """Yield everything that the policy may give."""
        for rule in self.rules:
            yield from rule.gives
        if self.token is not None:
            yield self.token.gives

    def _sums(self) -> Iterator[Decimal]:
        yield from self.prices.values()
        for giver in Giver:
            caps = self.authority.of(giver)
            yield from (caps.offer, caps.case, caps.customer_year)
        for grant in self.grants():
            yield from grant.amount.sums()
            yield from grant.ceiling.sums()


def needed(needs: tuple[str, ...]) -> tuple[str, ...]:
    """Return the facts a rule needs. Raises ValueError for one that nobody can be asked, or none to know them by."""
    for fact in needs:
        if fact not in NEEDED:
            raise ValueError(f"`{fact}` cannot be asked for: write some of {', '.join(NEEDED)}")
    if not set(needs) & {identity.value for identity in Identity}:
        raise ValueError(
            "write `order_number` or `email` too: without it nobody can hold a cap per customer and year"
        )
    return needs
