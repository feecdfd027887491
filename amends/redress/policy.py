"""The compensation policy: data with a schema, and a decision that is a pure function (METHOD M6, M14, R7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

Money = Annotated[Decimal, Field(ge=0, max_digits=10, decimal_places=2)]


class PolicyError(Exception):
    """The policy cannot be used; the message names the file, the place and what to write."""


class Rule(BaseModel):
    """What may be given for some topics. `up_to`: the most the bot may grant; `token`: given to those who ask
    for no particular sum; `needs`: facts that must be known first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    topics: tuple[str, ...] = Field(description="Topics the rule is for; `any` is for all.", min_length=1)
    kind: str = Field(pattern="^voucher$")
    up_to: Money
    token: Money
    needs: tuple[str, ...] = ()
    why: str = Field(min_length=10, description="Why, in plain words.")

    @model_validator(mode="after")
    def _token_is_within(self) -> Rule:
        if self.token > self.up_to:
            raise ValueError(f"`token` {self.token} is above `up_to` {self.up_to}")
        return self


class Policy(BaseModel):
    """A version of the policy. The first rule that fits decides."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str = Field(min_length=1, max_length=32)
    currency: str = Field(pattern=r"^[A-Z]{3}$", description="ISO 4217")
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """What the customer asks for. `amount` is None where they name no sum; `kind` None where they name none."""

    topic: str | None
    facts: Mapping[str, str]
    amount: Decimal | None = None
    currency: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Granted:
    """The policy allows it: this amount, by this rule and version."""

    kind: str
    amount: Decimal
    currency: str
    rule: str
    policy_version: str


@dataclass(frozen=True, slots=True)
class FactsNeeded:
    """It can be decided once these facts are known."""

    facts: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class AuthorityNeeded:
    """It is more than the bot may give, or something else: a person decides. `why` is in plain words."""

    why: str


Decision = Granted | FactsNeeded | AuthorityNeeded


def decide(ask: Ask, policy: Policy) -> Decision:
    """Decide what a customer gets: what they ask for if the policy allows it, at once; else a person.

    Deterministic: the same ask and policy give the same decision. Never above the rule's `up_to`.
    """
    if ask.currency is not None and ask.currency != policy.currency:
        return AuthorityNeeded(f"The policy knows only {policy.currency}.")
    rule = next((rule for rule in policy.rules if ask.topic in rule.topics or "any" in rule.topics), None)
    if rule is None:
        return AuthorityNeeded("No rule covers this.")
    if ask.kind is not None and ask.kind != rule.kind:
        return AuthorityNeeded(f"The bot may give a {rule.kind}; they ask for a {ask.kind}.")
    if ask.amount is not None and ask.amount > rule.up_to:
        return AuthorityNeeded(f"{ask.amount} is above the {rule.up_to} that the bot may give.")
    missing = tuple(fact for fact in rule.needs if fact not in ask.facts)
    if missing:
        return FactsNeeded(missing, rule.id)
    amount = rule.token if ask.amount is None else ask.amount
    if amount == 0:
        return AuthorityNeeded("Nothing to give under this rule.")
    return Granted(rule.kind, amount, policy.currency, rule.id, policy.version)


def load_policy(path: Path) -> Policy:
    """Read and validate a policy file. Raises PolicyError with the file, the place and what is wrong."""
    try:
        return Policy.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise PolicyError(
            f"{path}: cannot be read ({error.strerror}). Set AMENDS_POLICY to a policy file."
        ) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise PolicyError(f"{path}:{mark.line + 1 if mark else 1}: this is not YAML.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise PolicyError(f"{path}: {place}: {first['msg']}") from error
