"""The standards of the line-up: one a day, in the words of those who answer (METHOD M23)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Standard(BaseModel):
    """One standard of the day: what we do, why, and how it sounds. `rule`: of METHOD."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str
    title: str
    says: str
    instead_of: str
    practise: str
