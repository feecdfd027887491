"""One outbox for payouts and e-mail, in place of a table for each; what they hold moves over.

Numbers of e-mails stay what they are: the audit trail names them. What was under way is due when its lease would have
ended, so that nothing is sent again before.

Revision: 0015, after 0014.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from amends.store.types import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

AT_ONCE = 500
MADE_UP = "demo"
DECIDED = ("issue_dead", "issue_dropped")
"""Events of the audit trail that say when a payout died or was dropped."""

MAILS = sa.table(
    "mails",
    sa.column("id", sa.Integer),
    sa.column("case_id", sa.Integer),
    sa.column("to", sa.String),
    sa.column("subject", sa.String),
    sa.column("body", sa.Text),
    sa.column("kind", sa.String),
    sa.column("key", sa.String),
    sa.column("created_at", UtcDateTime),
    sa.column("not_before", UtcDateTime),
    sa.column("attempts", sa.Integer),
    sa.column("sent_at", UtcDateTime),
    sa.column("failed_at", UtcDateTime),
    sa.column("last_error", sa.String),
)
ISSUES = sa.table(
    "issues",
    sa.column("id", sa.Integer),
    sa.column("key", sa.String),
    sa.column("offer_id", sa.Integer),
    sa.column("body", sa.Text),
    sa.column("created_at", UtcDateTime),
    sa.column("state", sa.String),
    sa.column("attempts", sa.Integer),
    sa.column("next_attempt_at", UtcDateTime),
    sa.column("last_error", sa.String),
    sa.column("issued_at", UtcDateTime),
)
OFFERS = sa.table(
    "offers", sa.column("id", sa.Integer), sa.column("case_id", sa.Integer), sa.column("kind", sa.String)
)
CASES = sa.table("cases", sa.column("id", sa.Integer), sa.column("conversation_id", sa.String))
CONVERSATIONS = sa.table("conversations", sa.column("id", sa.String), sa.column("channel", sa.String))
AUDIT = sa.table(
    "audit_entries", sa.column("at", UtcDateTime), sa.column("event", sa.String), sa.column("detail", sa.JSON)
)


def upgrade() -> None:
    outbox = op.create_table(
        "outbox_entries",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("about", sa.String(32), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", UtcDateTime(), nullable=False),
        sa.Column("lease_owner", sa.String(40)),
        sa.Column("lease_until", UtcDateTime()),
        sa.Column("last_error", sa.String(200)),
        sa.Column("done_at", UtcDateTime()),
        sa.Column("given_up_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_outbox_entries"),
        sa.UniqueConstraint("key", name="uq_outbox_entries_key"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_outbox_entries_case_id_cases"),
    )
    op.create_index("ix_outbox_entries_case_id", "outbox_entries", ["case_id"])
    op.create_index(
        "ix_outbox_entries_state_kind_next_try_at", "outbox_entries", ["state", "kind", "next_try_at"]
    )
    assert outbox is not None
    _move(outbox, _mails())
    _go_on_numbering()
    _move(outbox, _payouts())
    op.drop_table("mails")
    op.drop_table("issues")


def downgrade() -> None:
    raise NotImplementedError(
        "What is in the outbox would be lost. Restore the backup made before the upgrade."
    )


def _move(outbox: sa.Table, rows: Iterator[dict[str, Any]]) -> None:
    connection, some = op.get_bind(), []
    for row in rows:
        some.append(row)
        if len(some) == AT_ONCE:
            connection.execute(outbox.insert(), some)
            some = []
    if some:
        connection.execute(outbox.insert(), some)


def _mails() -> Iterator[dict[str, Any]]:
    for mail in _read(sa.select(MAILS).order_by(MAILS.c.id)):
        state = "done" if mail["sent_at"] else "dead" if mail["failed_at"] else "waiting"
        yield {
            "id": mail["id"],
            "kind": "mail",
            "about": mail["kind"],
            "key": mail["key"],
            "case_id": mail["case_id"],
            "payload": {"to": mail["to"], "subject": mail["subject"], "body": mail["body"]},
            "created_at": mail["created_at"],
            "state": state,
            "attempts": mail["attempts"],
            "next_try_at": mail["not_before"],
            "last_error": mail["last_error"],
            "done_at": mail["sent_at"],
            "given_up_at": mail["failed_at"] if state == "dead" else None,
        }


def _payouts() -> Iterator[dict[str, Any]]:
    decided = _decided()
    query = (
        sa.select(ISSUES, OFFERS.c.case_id, OFFERS.c.kind, CONVERSATIONS.c.channel)
        .join(OFFERS, OFFERS.c.id == ISSUES.c.offer_id)
        .join(CASES, CASES.c.id == OFFERS.c.case_id)
        .join(CONVERSATIONS, CONVERSATIONS.c.id == CASES.c.conversation_id)
        .order_by(ISSUES.c.id)
    )
    for issue in _read(query):
        state = {"pending": "waiting", "issued": "done"}.get(issue["state"], issue["state"])
        if issue["channel"] == MADE_UP and state != "done":
            state = "dropped"  # nobody pays made-up people; until now they were passed over at every round
        given_up = decided.get(issue["key"], issue["next_attempt_at"])
        yield {
            "kind": "payout",
            "about": issue["kind"],
            "key": issue["key"],
            "case_id": issue["case_id"],
            "payload": json.loads(issue["body"]),
            "created_at": issue["created_at"],
            "state": state,
            "attempts": issue["attempts"],
            "next_try_at": issue["next_attempt_at"],
            "last_error": issue["last_error"],
            "done_at": issue["issued_at"],
            "given_up_at": given_up if state in ("dead", "dropped") else None,
        }


def _read(query: sa.Select[Any]) -> Iterator[sa.RowMapping]:
    """Read some rows at a time."""
    yield from op.get_bind().execute(query, execution_options={"yield_per": AT_ONCE}).mappings()


def _decided() -> dict[str, datetime]:
    """When each payout died or was dropped last, by its key."""
    query = sa.select(AUDIT.c.at, AUDIT.c.detail).where(AUDIT.c.event.in_(DECIDED)).order_by(AUDIT.c.at)
    return {detail["key"]: at for at, detail in op.get_bind().execute(query)}


def _go_on_numbering() -> None:
    """Let PostgreSQL's sequence go on after the numbers that were kept; SQLite does so by itself."""
    if op.get_bind().dialect.name == "postgresql":
        last = "(SELECT max(id) FROM outbox_entries)"
        op.execute(
            f"SELECT setval(pg_get_serial_sequence('outbox_entries', 'id'), {last}) WHERE {last} IS NOT NULL"
        )
