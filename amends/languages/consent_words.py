"""The words by which a language says yes to an offer, and those that take a yes back (METHOD M27)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class ConsentWords(BaseModel):
    """Regular expressions, matched without regard to case.

    `commits`: words that say yes. `beside`: what may stand beside them and changes nothing ("thanks").
    `doubt`: whatever takes a yes back, puts a condition on it or names something else. `when`: a question about timing,
    beside which a yes stands.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    commits: tuple[str, ...]
    beside: tuple[str, ...]
    doubt: tuple[str, ...]
    when: tuple[str, ...]
