"""Which cases a page is about: received in a span of time, of a topic, a root cause, a person."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import InstrumentedAttribute

from amends.insight.periods import Period
from amends.store.tables import Case, ReportCard

UNKNOWN = "unknown"
"""Narrows to the cases that have none: no topic, no root cause, nobody who has them."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Cases received within `period`; the rest narrows it where it is set. `agent`: an id, or UNKNOWN."""

    period: Period
    topic: str | None = None
    cause: str | None = None
    agent: int | str | None = None

    @property
    def condition(self) -> ColumnElement[bool]:
        """The same in SQL."""
        return and_(
            Case.received_at >= self.period.starts, Case.received_at < self.period.ends, *self.narrowing
        )

    @property
    def answered(self) -> ColumnElement[bool]:
        """The same for report cards: those answered within `period`, whenever their cases came."""
        answered = select(ReportCard.case_id).where(
            ReportCard.answered_at >= self.period.starts, ReportCard.answered_at < self.period.ends
        )
        return and_(Case.id.in_(answered), *self.narrowing)

    @property
    def narrowing(self) -> list[ColumnElement[bool]]:
        """What narrows it, beside the time."""
        asked = ((Case.topic, self.topic), (Case.root_cause, self.cause), (Case.assignee_id, self.agent))
        return [_is(column, value) for column, value in asked if value is not None]


def _is(
    column: InstrumentedAttribute[str | None] | InstrumentedAttribute[int | None], value: str | int
) -> ColumnElement[bool]:
    return column.is_(None) if value == UNKNOWN else column == value
