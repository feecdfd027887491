"""Internal notes and mentions: what agents tell each other about a case; no customer ever sees one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from amends.cases.errors import Invalid
from amends.casework.handoff import actor_of
from amends.casework.record import write_audit
from amends.store.tables import Agent, Case, Mention, Note

LONGEST = 2000
SHOWN = 10


class NoteError(Invalid):
    """A note that cannot be kept: it is empty or too long."""


@dataclass(frozen=True, slots=True)
class WrittenNote:
    """A note as it is shown."""

    author: str
    text: str
    at: datetime
    named: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody wrote a note that names an agent, who has not seen it yet."""

    reference: str
    conversation_id: str
    who: str
    author: str
    text: str
    at: datetime


def write_note(session: Session, case: Case, author: Agent, text: str, *, now: datetime) -> Note:
    """Keep a note; colleagues named in it by `@Name` are told. The same text twice in a row is one note.

    Raises NoteError for an empty or too long one.
    """
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise NoteError("note_empty")
    if len(words) > LONGEST:
        raise NoteError("note_too_long", longest=LONGEST)
    newest = session.scalars(select(Note).where(Note.case_id == case.id).order_by(Note.id.desc())).first()
    if newest is not None and (newest.author_id, newest.text) == (author.id, words):
        return newest
    note = Note(case_id=case.id, author_id=author.id, text=words, written_at=now)
    session.add(note)
    session.flush()
    colleagues = session.scalars(select(Agent).where(Agent.disabled.is_(False), Agent.id != author.id))
    for colleague in named_in(words, colleagues):
        session.add(Mention(note_id=note.id, agent_id=colleague.id))
    write_audit(session, case, "note", actor=actor_of(author), now=now)
    return note


def named_in(text: str, colleagues: Iterable[Agent]) -> list[Agent]:
    """Return the colleagues whom a text names by `@Name`, whatever the case; `@Ann` does not name Anna."""
    return [
        colleague
        for colleague in colleagues
        if re.search(rf"@{re.escape(colleague.name)}(?!\w)", text, re.IGNORECASE)
    ]


def read_notes(session: Session, case: Case) -> tuple[WrittenNote, ...]:
    """Return a case's notes, oldest first."""
    query = (
        select(Note)
        .where(Note.case_id == case.id)
        .order_by(Note.id)
        .options(selectinload(Note.author), selectinload(Note.mentions).selectinload(Mention.agent))
    )
    return tuple(
        WrittenNote(note.author.name, note.text, note.written_at, tuple(m.agent.name for m in note.mentions))
        for note in session.scalars(query)
    )


def open_mentions(session: Session, agent_id: int) -> tuple[Named, ...]:
    """Return the notes that name an agent and that they have not seen, the newest first."""
    query = (
        select(Note, Case)
        .join(Mention, Mention.note_id == Note.id)
        .join(Case, Case.id == Note.case_id)
        .where(Mention.agent_id == agent_id, Mention.seen_at.is_(None))
        .order_by(Note.id.desc())
        .limit(SHOWN)
        .options(selectinload(Note.author))
    )
    return tuple(
        Named(
            case.reference, case.conversation_id, case.customer_name or "Customer", note.author.name, note.text,
            note.written_at,
        )
        for note, case in session.execute(query).tuples()
    )  # fmt: skip


def count_mentions(session: Session, agent_id: int) -> int:
    """Count the notes that name an agent and that they have not seen."""
    query = select(func.count(Mention.id)).where(Mention.agent_id == agent_id, Mention.seen_at.is_(None))
    return session.scalar(query) or 0


def unseen_in(session: Session, conversation_id: str, agent_id: int) -> list[int]:
    """Return the ids of the agent's unseen mentions in one conversation."""
    query = (
        select(Mention.id)
        .join(Note, Note.id == Mention.note_id)
        .join(Case, Case.id == Note.case_id)
        .where(
            Case.conversation_id == conversation_id, Mention.agent_id == agent_id, Mention.seen_at.is_(None)
        )
    )
    return list(session.scalars(query))


def mark_seen(session: Session, mention_ids: Iterable[int], *, now: datetime) -> None:
    """Note that an agent has seen the notes that name them."""
    for mention_id in mention_ids:
        session.get_one(Mention, mention_id).seen_at = now
