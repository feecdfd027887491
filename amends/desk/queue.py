"""The queue as agents see it: who waits and why in that order, what is theirs, and the rest (METHOD M8, M12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from amends.cases.escalation import Severity
from amends.cases.state import State
from amends.cases.urgency import UNREAD_HEAT, heat_level, why
from amends.casework.customer_requests import open_requests_by_conversation
from amends.desk.asked_for import say_demands, shorten
from amends.desk.filters import Filters, conditions
from amends.desk.giving import LeadRequest, requests_for_leads
from amends.desk.line import count_line, line
from amends.desk.names import REASONS, say_code, say_language, say_wants
from amends.desk.notes import Named, open_mentions
from amends.desk.ranking import urgency_in_sql
from amends.follow_through.letters import wants_call
from amends.languages.language import Language
from amends.store.tables import Agent, Case, Conversation, CustomerRequest, Invitation, Message, Role, Speaker
from amends.understanding.reading import Level

PAGE = 25
"""So many waiting cases stand on a page."""
SHOWN = 12
"""So many of each other list are shown; the count says how many there are."""
COUNTED = 999
"""The most that is counted of a list; more is shown as `999+`."""
CONCERN_LENGTH = 160
NAMED, NAME_LENGTH = 2, 60
"""So many of the things they want are named in a row, each by so many characters."""


@dataclass(frozen=True, slots=True)
class Row:
    """One open case in a list. `unanswered` counts the customer's messages that nobody has answered yet.

    `want`: what they demand and nothing has become of yet; `refused`: what they do not want. `asked`: who was asked to
    take it, `asked_me`: whether that is who looks.
    """

    conversation_id: str
    reference: str
    state: State
    who: str
    concern: str
    topic: str
    want: str
    refused: str
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
class QueueList:
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

    waiting: QueueList
    mine: QueueList
    others: QueueList
    with_bot: QueueList
    filters: Filters
    all_waiting: int
    breached: int
    named: tuple[Named, ...]
    asked: tuple[LeadRequest, ...]

    @property
    def pages(self) -> int:
        """How many pages the waiting fill."""
        return max(-(-self.waiting.count // PAGE), 1)


def read_queue(
    session: Session, agent_id: int, *, language: Language, now: datetime, filters: Filters | None = None
) -> Queue:
    """Read the queue for an agent as it is now."""
    chosen = filters or Filters()
    agent = session.get_one(Agent, agent_id)
    fitting = conditions(chosen, agent, now=now)
    waiting = count_line(session, now, *fitting)
    owned, urgent = select(Case.id).where(Case.state == State.AGENT), urgency_in_sql(now).desc()
    mine, others = owned.where(Case.assignee_id == agent_id), owned.where(Case.assignee_id != agent_id)
    with_bot = select(Case.id).where(Case.state == State.BOT)
    lists = (
        session.scalars(line(now, *fitting).limit(PAGE).offset((chosen.page - 1) * PAGE)).all(),
        session.scalars(mine.order_by(urgent, Case.id).limit(PAGE)).all(),
        session.scalars(others.order_by(urgent, Case.id).limit(SHOWN)).all(),
        session.scalars(with_bot.order_by(Case.received_at.desc(), Case.id).limit(SHOWN)).all(),
    )
    rows = _read_rows(session, {case_id for ids in lists for case_id in ids}, agent_id, now)
    in_line, my_own, colleagues, newest = (tuple(rows[case_id] for case_id in ids) for ids in lists)
    return Queue(
        waiting=QueueList(in_line, waiting.fitting),
        mine=QueueList(_unanswered_first(my_own), _count(session, mine, len(my_own), PAGE)),
        others=QueueList(_unanswered_first(colleagues), _count(session, others, len(colleagues), SHOWN)),
        with_bot=QueueList(newest, _count(session, with_bot, len(newest), SHOWN)),
        filters=chosen,
        all_waiting=waiting.everybody,
        breached=waiting.breached,
        named=open_mentions(session, agent_id),
        asked=requests_for_leads(session, agent_id, language) if agent.role is Role.LEAD else (),
    )


def count_invitations(session: Session, agent_id: int) -> int:
    """Count the cases that an agent is asked to take now."""
    query = select(func.count(Invitation.id)).where(Invitation.agent_id == agent_id)
    return session.scalar(query.where(Invitation.ended_at.is_(None))) or 0


def _count(session: Session, query: Select[tuple[int]], shown: int, most: int) -> int:
    """Count a list, up to COUNTED and one; what is shown whole needs no counting."""
    if shown < most:
        return shown
    return session.scalar(select(func.count()).select_from(query.limit(COUNTED + 1).subquery())) or 0


def _unanswered_first(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: not row.unanswered))


def _read_rows(session: Session, case_ids: set[int], agent_id: int, now: datetime) -> dict[int, Row]:
    """Read what the lists show of these cases, all lists at once."""
    asked = aliased(Agent)
    query = (
        select(Case, Conversation.language, asked.id, asked.name)
        .join(Conversation, Conversation.id == Case.conversation_id)
        .outerjoin(Invitation, and_(Invitation.case_id == Case.id, Invitation.ended_at.is_(None)))
        .outerjoin(asked, asked.id == Invitation.agent_id)
        .where(Case.id.in_(case_ids))
        .options(joinedload(Case.assignee))
    )
    found = session.execute(query).tuples().all()
    ids = [case.conversation_id for case, *_ in found]
    unanswered, requests = _unanswered(session, ids), open_requests_by_conversation(session, ids)
    return {
        case.id: _row(
            case, language, unanswered[case.conversation_id], who or "", whom == agent_id,
            requests.get(case.conversation_id, ()), now,
        )
        for case, language, whom, who in found
    }  # fmt: skip


def _unanswered(session: Session, conversation_ids: list[str]) -> Counter[str]:
    query = (
        select(Message.conversation_id, func.count(Message.id))
        .where(Message.conversation_id.in_(conversation_ids))
        .where(Message.speaker == Speaker.CUSTOMER, Message.answered_at.is_(None))
        .group_by(Message.conversation_id)
    )
    return Counter(dict(session.execute(query).tuples().all()))


def _row(
    case: Case,
    language: str,
    unanswered: int,
    asked: str,
    asked_me: bool,
    requests: Sequence[CustomerRequest],
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
        concern=shorten(case.concern, CONCERN_LENGTH),
        topic=say_code(case.topic or ""),
        want=_named(requests, negative=False) or say_wants(case.wants[-1:]),
        refused=_named(requests, negative=True),
        reason=_reason(case),
        language="" if language == "en" else say_language(language),
        level=heat_level(case.heat_now),
        heat=heat,
        danger=severity is Severity.DANGER,
        why=why(
            severity=severity, heat=heat, waiting_since=since, promised_by=case.promised_by, now=now,
            missed=case.deadlines_missed, passed_over=case.passed_over,
        ),
        owner=case.assignee.name if case.assignee else None,
        asked=asked,
        asked_me=asked_me,
        since=since,
        promised_by=case.promised_by,
        resolve_by=case.resolve_by,
        unanswered=unanswered,
    )  # fmt: skip


def _reason(case: Case) -> str:
    if wants_call(case):
        return "wants a call"
    return REASONS.get(case.escalation_reason, "") if case.escalation_reason else ""


def _named(requests: Sequence[CustomerRequest], *, negative: bool) -> str:
    asked = [request for request in requests if request.negative is negative]
    return say_demands(asked, most=NAMED, length=NAME_LENGTH)
