"""docs/policy.md tells the policy as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from amends.redress.formula import Amount, CountFact, MoneyFact
from amends.redress.policy import NEEDED, TOPICS, Authority, Caps, Grant, OfferKind, Policy, PolicyRule, Token

PAGE = Path("docs/policy.md").read_text()
MODELS: tuple[type[BaseModel], ...] = (Policy, Authority, Caps, PolicyRule, Grant, Token, Amount)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_is_explained_in_the_words_of_the_schema(model: type[BaseModel]) -> None:
    for name, field in model.model_fields.items():
        assert field.description
        assert f"| `{name}` | {field.description} |" in PAGE


def test_no_field_is_explained_that_does_not_exist() -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.M))
    assert told == {name for model in MODELS for name in model.model_fields}


def test_every_word_that_may_be_written_is_listed() -> None:
    words = {*TOPICS, *OfferKind, *MoneyFact, *CountFact, *NEEDED}
    assert words <= set(re.findall(r"`(\w+)`", PAGE))


def test_every_example_is_a_formula() -> None:
    examples = re.findall(r"^    (amount: .*)$", PAGE, re.M)
    assert len(examples) >= 6
    for example in examples:
        Amount.model_validate(yaml.safe_load(example)["amount"])
