"""Search over cases and transcripts: FTS5 or PostgreSQL's full text behind one function."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CTE, ColumnElement, Select, String, func, literal_column, select, text, union_all
from sqlalchemy.orm import Session, selectinload

from amends.cases.state import SETTLED
from amends.records.folding import excerpt, words_of
from amends.store.tables import FIRST_REFERENCE, Case, Message

PAGE = 20
MOST_HITS = 2000
"""Only the best so many hits are ranked further: a word that everybody writes finds nobody."""
_REFERENCE = re.compile(r"\s*am-?\s*(\d{5,9})\s*", re.I)
_CASE_TEXT = "coalesce(customer_name, '') || ' ' || coalesce(customer_email, '') || ' ' || coalesce(outcome, '') || ' ' || coalesce(remedy_asked, '')"  # noqa: E501 - as it is indexed


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a search may be narrowed by; None is everything. Times are aware, half-open."""

    topic: str | None = None
    open_only: bool = False
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class FoundCase:
    """A case that was found: by a message (`message_id`), or by the record. `marks`: spans of `excerpt`."""

    case: Case
    message_id: int | None
    excerpt: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Finds:
    """One page of what was found, the best first. `more`: whether there is a next page."""

    found: tuple[FoundCase, ...]
    words: tuple[str, ...]
    more: bool


def search(session: Session, query: str, narrowing: Narrowing, *, page: int = 1) -> Finds:
    """Find cases whose transcript or record holds all the words, each as a word's beginning, accents or not.

    A case number (`AM-20418`) finds that case. Nothing that is typed is ever read as search syntax.
    """
    reference = _REFERENCE.fullmatch(query)
    words = words_of(query)
    if reference:
        case = session.get(Case, int(reference[1]) - FIRST_REFERENCE)
        named = (FoundCase(case, None, case.concern, ()),) if case else ()
        return Finds(named, words, more=False)
    if not words:
        return Finds((), words, more=False)
    rows = session.execute(_best(session, words, narrowing, page)).all()
    ids = [row.case_id for row in rows[:PAGE]]
    cases = {case.id: case for case in session.scalars(_cases(ids))}
    texts = _texts(session, [row.message_id for row in rows[:PAGE] if row.message_id])
    found = tuple(
        _found(cases[row.case_id], row.message_id, texts, words)
        for row in rows[:PAGE]
        if row.case_id in cases
    )
    return Finds(found, words, more=len(rows) > PAGE)


def _best(
    session: Session, words: Sequence[str], narrowing: Narrowing, page: int
) -> Select[tuple[int, int | None, float]]:
    """The best hit of each case, best first, one more than a page."""
    hits = _hits_sqlite(words) if session.get_bind().dialect.name == "sqlite" else _hits_postgresql(words)
    by_case = (
        select(
            Case.id.label("case_id"),
            hits.c.message_id,
            hits.c.rank,
            func.row_number()
            .over(partition_by=Case.id, order_by=(hits.c.rank, hits.c.message_id))
            .label("nth"),
        )
        .join(hits, hits.c.conversation_id == Case.conversation_id)
        .where(*_conditions(narrowing))
        .subquery()
    )
    return (
        select(by_case.c.case_id, by_case.c.message_id, by_case.c.rank)
        .where(by_case.c.nth == 1)
        .order_by(by_case.c.rank, by_case.c.case_id.desc())
        .limit(PAGE + 1)
        .offset((max(page, 1) - 1) * PAGE)
    )


def _hits_sqlite(words: Sequence[str]) -> CTE:
    wanted = " AND ".join(f'"{word}"*' for word in words)
    messages = (
        text(
            "SELECT m.conversation_id AS conversation_id, m.id AS message_id, hit.rank AS rank FROM (SELECT rowid, "
            "bm25(messages_search) AS rank FROM messages_search WHERE messages_search MATCH :wanted "
            "ORDER BY rank LIMIT :most) AS hit JOIN messages AS m ON m.id = hit.rowid UNION ALL "
            "SELECT c.conversation_id, NULL, hit.rank FROM (SELECT rowid, bm25(cases_search) - 2 AS rank FROM "
            "cases_search WHERE cases_search MATCH :wanted ORDER BY rank LIMIT :most) AS hit "
            "JOIN cases AS c ON c.id = hit.rowid"
        )
        .bindparams(wanted=wanted, most=MOST_HITS)
        .columns(conversation_id=String, message_id=Message.id.type, rank=Case.heat_now.type)
    )
    return messages.cte("hits")


def _hits_postgresql(words: Sequence[str]) -> CTE:
    wanted = func.to_tsquery("simple", " & ".join(f"{word}:*" for word in words))
    by_text = func.to_tsvector(
        literal_column("'simple'"), func.fold_text(literal_column("coalesce(text, '')"))
    )
    by_case = func.to_tsvector(literal_column("'simple'"), func.fold_text(literal_column(_CASE_TEXT)))
    messages = (
        select(
            Message.conversation_id,
            Message.id.label("message_id"),
            (-func.ts_rank(by_text, wanted)).label("rank"),
        )
        .where(by_text.op("@@")(wanted))
        .order_by(literal_column("rank"))
        .limit(MOST_HITS)
        .subquery()
    )
    cases = (
        select(Case.conversation_id, (-1 - func.ts_rank(by_case, wanted)).label("rank"))
        .where(by_case.op("@@")(wanted))
        .order_by(literal_column("rank"))
        .limit(MOST_HITS)
        .subquery()
    )
    none = literal_column("CAST(NULL AS INTEGER)", Message.id.type).label("message_id")
    return union_all(
        select(messages.c.conversation_id, messages.c.message_id, messages.c.rank),
        select(cases.c.conversation_id, none, cases.c.rank),
    ).cte("hits")


def _conditions(narrowing: Narrowing) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if narrowing.topic is not None:
        conditions.append(Case.topic == narrowing.topic)
    if narrowing.open_only:
        conditions.append(Case.state.not_in(SETTLED))
    if narrowing.since is not None:
        conditions.append(Case.received_at >= narrowing.since)
    if narrowing.until is not None:
        conditions.append(Case.received_at < narrowing.until)
    return conditions


def _cases(ids: list[int]) -> Select[tuple[Case]]:
    return select(Case).where(Case.id.in_(ids)).options(selectinload(Case.assignee))


def _texts(session: Session, ids: list[int]) -> dict[int, str]:
    return dict(session.execute(select(Message.id, Message.text).where(Message.id.in_(ids))).tuples().all())


def _found(case: Case, message_id: int | None, texts: dict[int, str], words: Sequence[str]) -> FoundCase:
    record = " · ".join(
        filter(None, (case.customer_name, case.customer_email, case.outcome, case.remedy_asked))
    )
    shown, marks = excerpt(words, texts.get(message_id, "") if message_id else record)
    return FoundCase(case, message_id, shown, tuple(marks))
