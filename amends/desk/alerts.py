"""What we owe and did not give in time, a case each: what was missed, since when, and whose it is (METHOD M9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from amends.cases.state import State
from amends.desk.names import DEADLINES
from amends.follow_through.lateness import count_alerts, is_owed, open_alerts
from amends.store.tables import Agent, Case, MissedDeadline, Role


@dataclass(frozen=True, slots=True)
class Missed:
    """One thing that the customer did not get in time. `with_whom`: who had the case then; empty where nobody had."""

    what: str
    due_at: datetime
    with_whom: str
    owed: bool


@dataclass(frozen=True, slots=True)
class Alert:
    """An open case in which something was missed, the newest first. `with_whom`: who has it now."""

    who: str
    reference: str
    conversation_id: str
    state: State
    with_whom: str
    mine: bool
    missed: tuple[Missed, ...]

    @property
    def owed(self) -> bool:
        """Whether the customer still waits for something of it."""
        return any(one.owed for one in self.missed)


def read_alerts(session: Session, agent_id: int) -> tuple[Alert, ...]:
    """Return the open cases in which something was missed: what is still owed first, then the newest."""
    cases: dict[int, list[MissedDeadline]] = {}
    for missed in open_alerts(session):
        cases.setdefault(missed.case_id, []).append(missed)
    alerts = [_alert(found[0].case, found, agent_id) for found in cases.values()]
    return tuple(sorted(alerts, key=lambda alert: not alert.owed))


def count_for(session: Session, agent: Agent) -> int:
    """Count the cases in which something is still owed: a lead's are all, an agent's those they have."""
    return count_alerts(session, with_agent=None if agent.role is Role.LEAD else agent.id)


def _alert(case: Case, found: Sequence[MissedDeadline], agent_id: int) -> Alert:
    has_it = case.assignee if case.state is State.AGENT else None
    return Alert(
        who=case.customer_name or case.customer_email or "Customer",
        reference=case.reference,
        conversation_id=case.conversation_id,
        state=case.state,
        with_whom=has_it.name if has_it else "",
        mine=has_it is not None and has_it.id == agent_id,
        missed=tuple(
            Missed(
                DEADLINES[one.deadline], one.due_at, one.assignee.name if one.assignee else "", is_owed(one)
            )
            for one in found
        ),
    )
