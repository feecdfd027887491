"""The demo's texts: data in stories.yml, validated when first read."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field

Texts = Annotated[tuple[str, ...], Field(min_length=1)]


class TopicStory(BaseModel):
    """What customers of one topic write, and how it ends. `fixes`: outcome for the record, words to the customer.

    `weekly`: complaints a week; `heat`: mean intensity (0..1) of the first message; `months`: factor by month;
    `rising`: by how much it grows over the last three weeks; `causes`: root causes with their weights.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    weekly: float = Field(gt=0)
    heat: float = Field(ge=0, le=1)
    months: dict[int, float] = {}
    rising: float = Field(1.0, ge=1)
    causes: dict[str, int]
    openings: Texts
    more: Texts
    fair: Texts
    beyond: Texts
    fixes: Annotated[tuple[tuple[str, str], ...], Field(min_length=1)]


class Stories(BaseModel):
    """Everything that the demo's people say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    items: Texts
    given: Texts
    family: Texts
    topics: dict[str, TopicStory]
    praise: Texts
    agent_opens: Texts
    customer_tells_agent: Texts
    agent_goes_on: Texts
    customer_content: Texts
    customer_cold: Texts
    not_settled: Texts
    threats: dict[str, Texts]
    asks_person: Texts


@cache
def load_stories() -> Stories:
    """Return the demo's texts."""
    source = resources.files("amends.tools.demo").joinpath("stories.yml").read_text(encoding="utf-8")
    return Stories.model_validate(yaml.safe_load(source))
