"""Which customers an e-mail is due to and has not been written: asked of the database, not case by case (METHOD M10).

No case is left out to whom one is due; what is due, and in which words, telling.py says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session

from amends.cases.deadlines import Deadline
from amends.cases.state import WAITING, State
from amends.casework.handoff import ServiceLevels
from amends.mail.keeping import MAIL
from amends.mail.writing import MailKind
from amends.store.tables import Case, Conversation, Message, MissedDeadline, OutboxEntry, Speaker

LATELY = timedelta(days=2)
"""Who was told in the chat longer ago gets no e-mail of it any more: one that was just set up starts with today."""
UNSEEN_FOR = timedelta(minutes=3)
"""A person's message that the customer's window has not shown for so long goes out by e-mail too."""
AT_ONCE: Final = 500
"""So many keys are looked up by one query."""

_HAS_ADDRESS = Case.customer_email.is_not(None)


def cases_unwritten(session: Session, *, levels: ServiceLevels, now: datetime) -> list[int]:
    """Return the ids of the cases to write to, each once."""
    found = {case_id for query in unwritten_queries(now) for case_id in session.scalars(query)}
    promised = {
        promise_key(case_id, state, due, broken=broken, levels=levels, now=now): case_id
        for case_id, state, due, broken in session.execute(promised_query(now)).tuples()
    }
    return sorted(found | _without_mail(session, {key: one for key, one in promised.items() if key}))


def unwritten_queries(now: datetime) -> Iterator[Select[tuple[int]]]:
    """Give the queries: who was not told how it was settled, and what a person wrote and nobody has seen."""
    told = _mailed(MailKind.TOLD).where(OutboxEntry.created_at >= Case.resolved_at).correlate(Case).exists()
    newly = or_(Case.state == State.RESOLVED, Case.resolved_at >= now - LATELY)
    yield select(Case.id).where(_HAS_ADDRESS, Case.state.in_([State.RESOLVED, State.TOLD]), newly, ~told)
    letters = _mailed(MailKind.ANSWER, MailKind.LETTER).where(OutboxEntry.created_at >= Message.sent_at)
    unseen = select(Message.id).where(
        Message.conversation_id == Case.conversation_id,
        Message.id > Conversation.seen_message_id,
        Message.speaker == Speaker.AGENT,
        Message.sent_at <= now - UNSEEN_FOR,
        ~letters.correlate(Case, Message).exists(),
    )
    with_a_person = select(Case.id).join(Conversation, Conversation.id == Case.conversation_id)
    yield with_a_person.where(
        _HAS_ADDRESS, Case.state == State.AGENT, unseen.correlate(Case, Conversation).exists()
    )


def promised_query(now: datetime) -> Select[tuple[int, State, datetime | None, bool]]:
    """Give the query of who waits for a person with a time ahead, and whether one was broken in this wait."""
    query = select(Case.id, Case.state, Case.promised_by, was_broken())
    return query.where(_HAS_ADDRESS, Case.state.in_(WAITING), Case.promised_by >= now)


def was_broken() -> ColumnElement[bool]:
    """A time that was promised to a case has passed in its present wait."""
    told_late = (Deadline.NEXT_UPDATE, Deadline.ANSWER)
    return exists().where(
        MissedDeadline.case_id == Case.id,
        MissedDeadline.deadline.in_(told_late),
        MissedDeadline.found_at >= Case.waiting_since,
    )


def promise_key(
    case_id: int,
    state: State,
    promised_by: datetime | None,
    *,
    broken: bool,
    levels: ServiceLevels,
    now: datetime,
) -> str | None:
    """Return the key of the e-mail that tells a waiting customer a time: once a day where one was broken."""
    if promised_by is None or promised_by < now:
        return None
    if broken:
        return f"late:{case_id}:{now.astimezone(levels.hours.zone):%Y-%m-%d}"
    return f"promise:{case_id}:{promised_by.isoformat()}" if state is State.FOLLOW_UP else None


def _mailed(*kinds: MailKind) -> Select[tuple[int]]:
    return select(OutboxEntry.id).where(
        OutboxEntry.case_id == Case.id, OutboxEntry.kind == MAIL.name, OutboxEntry.about.in_(kinds)
    )


def _without_mail(session: Session, case_of: Mapping[str, int]) -> set[int]:
    """Return the cases of those keys under which nothing was written."""
    keys, written = list(case_of), set[str]()
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        written |= set(session.scalars(select(OutboxEntry.key).where(OutboxEntry.key.in_(some))))
    return {case_id for key, case_id in case_of.items() if key not in written}
