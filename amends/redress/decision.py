"""What a customer gets: a pure function of facts, history, policy version and their own idea (METHOD M6, M14, R7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from amends.redress.currency import minor_unit, rounded
from amends.redress.formula import FactMissing, Known
from amends.redress.ideas import LEFT_TO_US, Idea
from amends.redress.policy import IN_MONEY, Giver, Grant, OfferKind, Policy, PolicyRule

TOKEN = "token"  # noqa: S105 a small gift, no secret
"""The rule's name on the record where the token was given."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What is to be decided. `facts`: what is known, by kind; sums as `6.95 EUR`. `severity`: 1..4."""

    topic: str | None
    facts: Mapping[str, str] = field(default_factory=dict)
    idea: Idea = LEFT_TO_US
    severity: int = 1


@dataclass(frozen=True, slots=True)
class OfferHistory:
    """What was given before, in the policy's currency. `failure`: something was given for this very failure."""

    case: Decimal = Decimal(0)
    customer_year: Decimal = Decimal(0)
    failure: bool = False


@dataclass(frozen=True, slots=True)
class Granted:
    """The policy allows it: exactly this, by this rule and version, and `why` in plain words."""

    kind: OfferKind
    amount: Decimal
    currency: str
    rule: str
    policy_version: str
    why: str
    what: str = ""
    follows: str = ""


@dataclass(frozen=True, slots=True)
class MoreFactsNeeded:
    """It can be decided once these facts are known; the first is asked first."""

    facts: tuple[str, ...]
    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class NeedsAuthority:
    """A person decides: `why` in plain words, and the least who may."""

    why: str
    giver: Giver = Giver.AGENT


class CapScope(StrEnum):
    """What a cap limits: one offer, all offers of a case, or all to a customer within a year."""

    OFFER = "offer"
    CASE = "case"
    CUSTOMER_YEAR = "customer_year"


@dataclass(frozen=True, slots=True)
class BrokenCap:
    """A cap of `giver` that `amount` would break; `given` was given before within the same scope."""

    giver: Giver
    scope: CapScope
    cap: Decimal
    given: Decimal
    amount: Decimal
    currency: str


NOTHING_DUE = NeedsAuthority("Nothing is due.")

Decision = Granted | MoreFactsNeeded | NeedsAuthority


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that the policy could give here."""

    rule: str
    needs: tuple[str, ...]
    why: str
    grant: Grant


def decide(ask: Ask, history: OfferHistory, policy: Policy) -> Decision:
    """Decide what the bot gives: exactly the customer's idea where the policy allows it, else a person decides.

    Deterministic: the same values give the same decision. Never above a cap, never two for one failure; a graver
    case never gets less.
    """
    refusal = _before_any_rule(ask, history, policy)
    if refusal is not None:
        return refusal
    known = Known(policy.currency, policy.prices, ask.facts, ask.severity)
    nearest: NeedsAuthority | None = None
    for candidate in candidates(ask.topic, policy):
        if not _would_do(candidate.grant, ask.idea):
            continue
        decided = _try(candidate, ask, history, policy, known)
        if not isinstance(decided, NeedsAuthority):
            return decided
        if ask.idea.open and decided is not NOTHING_DUE:
            return decided  # nobody is given something lesser because a better thing breaks a cap
        nearest = nearest or decided
    return nearest or NeedsAuthority(_nothing_of_the_kind(ask.idea))


def candidates(topic: str | None, policy: Policy) -> Iterator[Candidate]:
    """Yield what the policy could give for a topic, in the policy's order; the token comes last."""
    for rule in policy.rules:
        if rule.fits(topic):
            yield from _of(rule)
    if policy.token is not None:
        yield Candidate(TOKEN, policy.token.needs, policy.token.why, policy.token.gives)


def giver_for(amount: Decimal, history: OfferHistory, policy: Policy) -> Giver:
    """Return who may give so much at least; a lead where nobody else may."""
    return next(
        (giver for giver in (Giver.AGENT, Giver.LEAD) if over_a_cap(amount, history, policy, giver) is None),
        Giver.LEAD,
    )


def over_a_cap(amount: Decimal, history: OfferHistory, policy: Policy, giver: Giver) -> BrokenCap | None:
    """Return which cap of a giver an amount would break, or None."""
    caps = policy.authority.of(giver)
    for cap, given, scope in (
        (caps.offer, Decimal(0), CapScope.OFFER),
        (caps.case, history.case, CapScope.CASE),
        (caps.customer_year, history.customer_year, CapScope.CUSTOMER_YEAR),
    ):
        if given + amount > cap:
            return BrokenCap(giver, scope, cap, given, amount, policy.currency)
    return None


def describe_cap(broken: BrokenCap) -> str:
    """Say which cap an amount would break, for the record and for agents."""
    given = f", and {broken.given} was given" if broken.given else ""
    may = f"{_GIVERS[broken.giver]} may give {broken.cap} {_SCOPES[broken.scope]}{given}"
    return f"{broken.amount} {broken.currency}: {may}."


_GIVERS = {Giver.BOT: "the bot", Giver.AGENT: "an agent", Giver.LEAD: "a lead"}
_SCOPES = {
    CapScope.OFFER: "at once", CapScope.CASE: "in one case", CapScope.CUSTOMER_YEAR: "to one customer in a year",
}  # fmt: skip


def _of(rule: PolicyRule) -> Iterator[Candidate]:
    for grant in rule.gives:
        yield Candidate(rule.id, rule.needs, rule.why, grant)


def _before_any_rule(ask: Ask, history: OfferHistory, policy: Policy) -> NeedsAuthority | None:
    idea = ask.idea
    if history.failure:
        return NeedsAuthority("Something was given for this already.")
    if not idea.understood:
        return NeedsAuthority("Their idea is none that the policy knows.")
    if idea.several:
        return NeedsAuthority("They ask for more than one thing.")
    if idea.currency is not None and idea.currency != policy.currency:
        return NeedsAuthority(f"They speak of {idea.currency}; the policy knows {policy.currency}.")
    if idea.amount is not None:
        over = over_a_cap(idea.amount, history, policy, Giver.BOT)
        if over is not None:
            return NeedsAuthority(describe_cap(over), giver_for(idea.amount, history, policy))
    return None


def _would_do(grant: Grant, idea: Idea) -> bool:
    """Say whether a grant is of a kind that they ask for; who names a sum or a part means money."""
    if idea.kinds and grant.kind not in idea.kinds:
        return False
    return grant.kind in IN_MONEY or (idea.amount is None and idea.thing is None)


def _nothing_of_the_kind(idea: Idea) -> str:
    asked = " or ".join(kind.value.replace("_", " ") for kind in idea.kinds)
    return f"They ask for a {asked}; the bot may not give that here." if asked else "No rule covers this."


def _try(candidate: Candidate, ask: Ask, history: OfferHistory, policy: Policy, known: Known) -> Decision:
    grant, idea = candidate.grant, ask.idea
    if idea.thing is not None and idea.thing is grant.ceiling.of:
        part, most_part = idea.percent or Decimal(100), grant.ceiling.percent or Decimal(100)
        if part > most_part:
            return NeedsAuthority(f"They ask for {part} % of it; this rule gives {most_part} %.")
    elif idea.thing is not None and grant.ceiling.of is not None and idea.thing.value not in ask.facts:
        return NeedsAuthority(
            f"They ask for {idea.thing.value}; this rule gives of {grant.ceiling.of.value}."
        )
    missing = [fact for fact in candidate.needs if fact not in ask.facts]
    try:
        amount = _amount(grant, idea, known)
        most = grant.ceiling.evaluate(known)
    except FactMissing as error:
        return MoreFactsNeeded((*missing, error.fact), candidate.rule, candidate.why)
    if amount == 0:
        return NOTHING_DUE
    if amount > most:
        why = f"{amount} {policy.currency} is more than the {most} of this rule."
        return NeedsAuthority(why, giver_for(amount, history, policy))
    over = over_a_cap(amount, history, policy, Giver.BOT)
    if over is not None:
        return NeedsAuthority(describe_cap(over), giver_for(amount, history, policy))
    if missing:
        return MoreFactsNeeded(tuple(missing), candidate.rule, candidate.why)
    return Granted(
        grant.kind,
        amount,
        policy.currency,
        candidate.rule,
        policy.version,
        candidate.why,
        grant.what,
        grant.follows,
    )


def _amount(grant: Grant, idea: Idea, known: Known) -> Decimal:
    """Return what they ask for by this grant: the sum they name, or the part of something, or what is usual."""
    if idea.amount is not None:
        return idea.amount
    if idea.thing is not None:
        part = known.money(idea.thing) * (idea.percent or Decimal(100)) / 100
        return rounded(part, minor_unit(known.currency))
    return grant.amount.evaluate(known)
