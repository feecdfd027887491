"""Which cases a page is about: received in a span of time, of a topic, a root cause, a person."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_

from amends.insight.periods import Period
from amends.store.tables import Case


@dataclass(frozen=True, slots=True)
class Scope:
    """Cases received within `period`; the rest narrows it where it is set."""

    period: Period
    topic: str | None = None
    cause: str | None = None
    agent_id: int | None = None

    @property
    def condition(self) -> ColumnElement[bool]:
        """The same in SQL."""
        return and_(
            Case.received_at >= self.period.starts, Case.received_at < self.period.ends, *self.narrowing
        )

    @property
    def narrowing(self) -> list[ColumnElement[bool]]:
        """What narrows it, beside the time."""
        narrow: list[ColumnElement[bool]] = []
        if self.topic is not None:
            narrow.append(Case.topic == self.topic)
        if self.cause is not None:
            narrow.append(Case.root_cause == self.cause)
        if self.agent_id is not None:
            narrow.append(Case.assignee_id == self.agent_id)
        return narrow
