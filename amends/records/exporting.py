"""Exports: a customer's data, all of it, as JSON; cases as CSV and JSON, row by row."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from amends.records.belongings import belongs_to, tables_of_a_conversation
from amends.store.tables import FIRST_REFERENCE, Case, Conversation

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula."""

COLUMNS = (
    "reference", "received_at", "channel", "language", "state", "topic", "root_cause", "severity", "heat_start",
    "heat_peak", "heat_now", "wants", "escalation_reason", "escalated_at", "first_human_answer_at", "resolve_by",
    "resolved_at", "resolved_by", "told_at", "accepted", "reopened", "closed_at", "keep_until", "customer_name",
    "customer_email", "concern", "remedy_asked", "outcome",
)  # fmt: skip


def customer_data(session: Session, cases: Iterable[Case]) -> dict[str, Any]:
    """Return everything that is kept about these cases, table by table, in plain values."""
    ids = select(Conversation.id).where(Conversation.id.in_([case.conversation_id for case in cases]))
    return {
        table.name: [
            {str(key): _plain(value) for key, value in row.items()}
            for row in session.execute(select(table).where(belongs_to(table, ids))).mappings()
        ]
        for table in tables_of_a_conversation()
    }


def case_rows(session: Session, condition: ColumnElement[bool]) -> Iterator[dict[str, Any]]:
    """Yield the cases of a condition as plain rows, oldest first, without holding them all."""
    query = (
        select(Case, Conversation.channel, Conversation.language)
        .join(Conversation, Conversation.id == Case.conversation_id)
        .where(condition)
        .order_by(Case.received_at, Case.id)
        .execution_options(yield_per=500)
    )
    for case, channel, language in session.execute(query):
        own = {"reference": f"AM-{FIRST_REFERENCE + case.id}", "channel": channel, "language": language}
        yield {column: _plain(own.get(column, getattr(case, column, None))) for column in COLUMNS}


def as_csv(rows: Iterable[dict[str, Any]], columns: Iterable[str] = COLUMNS) -> Iterator[str]:
    """Yield CSV (RFC 4180, UTF-8 with a mark for spreadsheets), a line at a time; no cell starts a formula."""
    names = list(columns)
    yield "\ufeff" + _line(names)
    for row in rows:
        yield _line([_cell(row.get(name)) for name in names])


def as_json(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield one JSON array, a row at a time."""
    separator = "[\n"
    for row in rows:
        yield separator + json.dumps(row, ensure_ascii=False)
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def _line(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()


def _cell(value: Any) -> str:
    """Say a value in a cell; text that a spreadsheet would run is told apart by a quote before it."""
    if value is None:
        return ""
    if isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA):
        return f"'{value}"
    return str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value
