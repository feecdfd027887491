"""The queue as agents see it: who waits and why in that order, what is theirs, and the rest (METHOD M8, M12)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, selectinload

from amends.cases.escalation import Severity
from amends.cases.state import WAITING, State
from amends.cases.urgency import UNREAD_HEAT, level_of, why
from amends.desk.filters import Filters, conditions
from amends.desk.giving import Asked, requests_for_leads
from amends.desk.names import REASONS, say_code, say_language, say_wants
from amends.desk.notes import Named, open_mentions
from amends.desk.ranking import is_breached, urgency_in_sql
from amends.store.tables import Agent, Case, Conversation, Invitation, Message, Role, Speaker
from amends.understanding.reading import Level

PAGE = 25
"""So many waiting cases stand on a page."""
SHOWN = 12
"""So many of each other list are shown; the count says how many there are."""
COUNTED = 999
"""Beyond this many a list is only `999+`: nobody reads on, and the database need not count on."""
CONCERN_LENGTH = 160


@dataclass(frozen=True, slots=True)
class Row:
    """One open case in a list. `unanswered` counts the customer's messages that nobody has answered yet.

    `asked`: who was asked to take it, `asked_me`: whether that is who looks.
    """

    conversation_id: str
    reference: str
    state: State
    who: str
    concern: str
    topic: str
    want: str
    reason: str
    language: str
    level: Level
    heat: float
    danger: bool
    why: str
    owner: str | None
    asked: str
    asked_me: bool
    since: datetime
    promised_by: datetime | None
    resolve_by: datetime
    unanswered: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of the queue page, cut to what is shown; `count` is all of it, up to COUNTED and one."""

    rows: tuple[Row, ...]
    count: int

    @property
    def counted(self) -> str:
        """How many there are, as it is said: `3`, `999+`."""
        cut = self.count == COUNTED + 1 and len(self.rows) <= SHOWN
        return f"{COUNTED}+" if cut else str(self.count)


@dataclass(frozen=True, slots=True)
class Queue:
    """Every open case: who waits, the most urgent first; what is with me; with others; with the assistant.

    `breached`: how many of all who wait have waited past a deadline; `all_waiting`: without any filter;
    `named`: notes that name me and that I have not seen; `asked`: what waits for a lead's decision.
    """

    waiting: Listing
    mine: Listing
    others: Listing
    with_bot: Listing
    filters: Filters
    all_waiting: int
    breached: int
    named: tuple[Named, ...]
    asked: tuple[Asked, ...]

    @property
    def pages(self) -> int:
        """How many pages the waiting fill."""
        return max(-(-self.waiting.count // PAGE), 1)


def read_queue(session: Session, agent_id: int, *, now: datetime, filters: Filters | None = None) -> Queue:
    """Read the queue for an agent as it is now."""
    chosen = filters or Filters()
    agent = session.get_one(Agent, agent_id)
    owned = Case.state == State.AGENT
    waiting = waiting_query().where(*conditions(chosen, agent, now=now))
    newest: ColumnElement[Any] = Case.received_at.desc()
    return Queue(
        waiting=_listing(session, waiting, agent_id, now, *_page(chosen), by_urgency(now), counted=None),
        mine=_listing(session, _query().where(owned, Case.assignee_id == agent_id), agent_id, now, PAGE),
        others=_listing(session, _query().where(owned, Case.assignee_id != agent_id), agent_id, now, SHOWN),
        with_bot=_listing(session, _query().where(Case.state == State.BOT), agent_id, now, SHOWN, 0, newest),
        filters=chosen,
        all_waiting=count_waiting(session),
        breached=count_waiting(session, is_breached(now)),
        named=open_mentions(session, agent_id),
        asked=requests_for_leads(session, agent_id) if agent.role is Role.LEAD else (),
    )


def count_waiting(session: Session, *also: ColumnElement[bool]) -> int:
    """Count the customers who wait for a person."""
    return session.scalar(select(func.count(Case.id)).where(Case.state.in_(WAITING), *also)) or 0


def count_invitations(session: Session, agent_id: int) -> int:
    """Count the cases that an agent is asked to take now."""
    query = select(func.count(Invitation.id)).where(Invitation.agent_id == agent_id)
    return session.scalar(query.where(Invitation.ended_at.is_(None))) or 0


def waiting_query() -> Select[Any]:
    """Return the query of all who wait, each with its conversation's language and who was asked to take it."""
    return _query().where(Case.state.in_(WAITING))


def by_urgency(now: datetime) -> ColumnElement[Any]:
    """Return the order of those who wait."""
    return urgency_in_sql(now).desc()


def _query() -> Select[Any]:
    asked = and_(Invitation.case_id == Case.id, Invitation.ended_at.is_(None))
    return (
        select(Case, Conversation.language, Invitation.agent_id)
        .join(Conversation, Conversation.id == Case.conversation_id)
        .outerjoin(Invitation, asked)
    )


def _page(filters: Filters) -> tuple[int, int]:
    return PAGE, (filters.page - 1) * PAGE


def _listing(
    session: Session,
    query: Select[Any],
    agent_id: int,
    now: datetime,
    limit: int,
    offset: int = 0,
    order: ColumnElement[Any] | None = None,
    *,
    counted: int | None = COUNTED + 1,
) -> Listing:
    """Read a list in its order; without one whoever waits for an answer comes first, then the most urgent."""
    ids = query.with_only_columns(Case.id, maintain_column_froms=True).limit(counted)
    count = session.scalar(select(func.count()).select_from(ids.subquery())) or 0
    ordered = query.order_by(by_urgency(now) if order is None else order, Case.id)
    found = session.execute(ordered.limit(limit).offset(offset).options(selectinload(Case.assignee))).all()
    unanswered = _unanswered(session, [case.conversation_id for case, _, _ in found])
    names = _names(session, {asked for _, _, asked in found if asked is not None})
    rows = [
        _row(case, language, asked, unanswered[case.conversation_id], names, agent_id, now)
        for case, language, asked in found
    ]
    if order is None:
        rows.sort(key=lambda row: not row.unanswered)
    return Listing(tuple(rows), count)


def _unanswered(session: Session, conversation_ids: list[str]) -> Counter[str]:
    query = (
        select(Message.conversation_id, func.count(Message.id))
        .where(Message.conversation_id.in_(conversation_ids))
        .where(Message.speaker == Speaker.CUSTOMER, Message.answered_at.is_(None))
        .group_by(Message.conversation_id)
    )
    return Counter(dict(session.execute(query).tuples().all()))


def _names(session: Session, agent_ids: set[int]) -> dict[int, str]:
    query = select(Agent.id, Agent.name).where(Agent.id.in_(agent_ids))
    return dict(session.execute(query).tuples().all()) if agent_ids else {}


def _row(
    case: Case,
    language: str,
    asked: int | None,
    unanswered: int,
    names: dict[int, str],
    agent_id: int,
    now: datetime,
) -> Row:
    heat = UNREAD_HEAT if case.heat_now is None else case.heat_now
    since = case.waiting_since or case.assigned_at or case.received_at
    severity = Severity(case.severity)
    return Row(
        conversation_id=case.conversation_id,
        reference=case.reference,
        state=case.state,
        who=case.customer_name or case.customer_email or "No name yet",
        concern=_short(case.concern),
        topic=say_code(case.topic or ""),
        want=say_wants(case.wants[-1:]),
        reason=REASONS.get(case.escalation_reason, "") if case.escalation_reason else "",
        language="" if language == "en" else say_language(language),
        level=level_of(case.heat_now),
        heat=heat,
        danger=severity is Severity.DANGER,
        why=why(
            severity=severity, heat=heat, waiting_since=since, promised_by=case.promised_by, now=now,
            missed=case.deadlines_missed, passed_over=case.passed_over,
        ),
        owner=case.assignee.name if case.assignee else None,
        asked=names.get(asked, "") if asked is not None else "",
        asked_me=asked == agent_id,
        since=since,
        promised_by=case.promised_by,
        resolve_by=case.resolve_by,
        unanswered=unanswered,
    )  # fmt: skip


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= CONCERN_LENGTH else f"{words[: CONCERN_LENGTH - 1].rstrip()}…"
