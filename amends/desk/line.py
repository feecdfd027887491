"""The waiting cases in order of urgency, read through an index that holds only them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, select
from sqlalchemy.orm import Session

from amends.cases.state import WAITING
from amends.desk.ranking import is_breached, urgency_in_sql
from amends.store.tables import Case, Conversation, Invitation

WAITS: ColumnElement[bool] = Case.state.in_(
    bindparam("waiting", sorted(WAITING), expanding=True, literal_execute=True)
)
"""A case that waits for a person. The states stand in the statement itself: only so can a database see that
`ix_cases_waiting`, the index of those cases alone, holds all that is asked for."""

UNASKED: ColumnElement[bool] = ~exists().where(Invitation.case_id == Case.id, Invitation.ended_at.is_(None))
"""Nobody is asked to take the case now."""


def asked_now(agent_id: int) -> ColumnElement[bool]:
    """Return whether this agent is asked to take the case now."""
    return exists().where(
        Invitation.case_id == Case.id, Invitation.ended_at.is_(None), Invitation.agent_id == agent_id
    )


def written_in(languages: Sequence[str]) -> ColumnElement[bool]:
    """Return whether the customer writes in one of these languages (ISO 639-1).

    Looked up for each who waits: as a condition of existence PostgreSQL would first read everybody's language.
    """
    spoken = select(Conversation.language).where(Conversation.id == Case.conversation_id)
    return spoken.scalar_subquery().in_(languages)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait: altogether, of those past a deadline, and of all those whom the filters let through."""

    everybody: int
    breached: int
    fitting: int


def line(now: datetime, *conditions: ColumnElement[bool]) -> Select[tuple[int]]:
    """Return the query of the cases that wait and fulfil the conditions, the most urgent at `now` first."""
    return select(Case.id).where(WAITS, *conditions).order_by(urgency_in_sql(now).desc(), Case.id)


def count_line(session: Session, now: datetime, *conditions: ColumnElement[bool]) -> Waiting:
    """Count those who wait in one pass."""
    columns: list[ColumnElement[int]] = [func.count(Case.id), _how_many(is_breached(now))]
    if conditions:
        columns.append(_how_many(and_(*conditions)))
    everybody, breached, *fitting = session.execute(select(*columns).where(WAITS)).one()
    return Waiting(everybody, breached, fitting[0] if fitting else everybody)


def count_waiting(session: Session) -> int:
    """Count the customers who wait for a person."""
    return session.scalar(select(func.count(Case.id)).where(WAITS)) or 0


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
