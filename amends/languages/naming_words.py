"""The words by which a language names, back to a customer, what they demand and ask (METHOD M25, M26)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class NamingWords(BaseModel):
    """How demands and questions are named. Every pattern is a regular expression, matched without regard to case.

    `lead_in`: what stands before a demand and is not part of it ("I want you to"). `closing`: what stands after it
    ("please"). `not_lead_in`: what says, before it, that they do not want it. `fact_lead_in`: what stands before a
    fact. `question_lead_in`: the same before a question. `swaps`: words of the customer turned to "you", whole words to
    what is said instead. `addressed`: the words that speak to us; where they stand among words of their own (`own`), or
    after one of `after`, the demand is not turned. `pointing`: the words that only point ("it"). `kinds`: a name for
    each kind of demand where their words give none; `with_object` the same with their {object}; `not_wanted` for what
    they do not want, `not_object` with its {object}. `quoted`: their own words, as {words}. `between` and `last` join a
    list.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    lead_in: tuple[str, ...]
    closing: tuple[str, ...]
    not_lead_in: tuple[str, ...]
    fact_lead_in: tuple[str, ...]
    question_lead_in: tuple[str, ...]
    swaps: tuple[tuple[str, str], ...]
    addressed: str
    after: str
    own: str
    pointing: str
    kinds: dict[str, str]
    with_object: dict[str, str]
    not_wanted: dict[str, str]
    not_object: str
    quoted: str
    between: str
    last: str
