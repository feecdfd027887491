"""What we owe and did not give in time, a case each: what was missed, since when, and whose it is (METHOD M9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from amends.cases.state import State
from amends.desk.names import DEADLINES
from amends.follow_through.lateness import count_alerts, count_late, is_owed, late_cases, open_alerts
from amends.store.tables import Agent, Case, MissedDeadline, Role

PAGE = 50
"""So many cases stand on a page."""


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


@dataclass(frozen=True, slots=True)
class Late:
    """A page of alerts: `owed` and `made_good` are those on it, the counts all there are. Pages count from 1."""

    owed: tuple[Alert, ...]
    owed_count: int
    made_good: tuple[Alert, ...]
    made_good_count: int
    page: int
    pages: int


def read_alerts(session: Session, agent_id: int, page: int = 1) -> Late:
    """Return the open cases in which something was missed: what is still owed first, then the newest."""
    all_late, all_owed = count_late(session), count_alerts(session)
    pages = max(-(-all_late // PAGE), 1)
    shown = min(max(page, 1), pages)
    in_order = late_cases(session, start=(shown - 1) * PAGE, number=PAGE)
    missed: dict[int, list[MissedDeadline]] = {case_id: [] for case_id in in_order}
    for one in open_alerts(session, in_order):
        missed[one.case_id].append(one)
    alerts = [_alert(found[0].case, found, agent_id) for found in missed.values()]
    owed = tuple(alert for alert in alerts if alert.owed)
    made_good = tuple(alert for alert in alerts if not alert.owed)
    return Late(owed, all_owed, made_good, all_late - all_owed, shown, pages)


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
