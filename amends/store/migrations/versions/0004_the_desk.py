"""Presence, skills and languages of agents; invitations, notes, saved replies and corrections.

Columns are added without constraints: SQLite then keeps the table, and every row that points to it, in place.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    for column in (
        sa.Column("presence", sa.String(32), nullable=False, server_default="here"),
        sa.Column("languages", sa.JSON(), nullable=False, server_default='["en"]'),
        sa.Column("skills", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("given_at", TIME, nullable=True),
        sa.Column("wants_sound", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("wants_notice", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("agents", column)
    for column in (
        sa.Column("root_cause_note", sa.Text(), nullable=True),
        sa.Column("corrected", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("wanted_skill", sa.String(32), nullable=True),
        sa.Column("passed_over", sa.Integer(), nullable=False, server_default="0"),
    ):
        op.add_column("cases", column)
    op.create_index("ix_cases_state_assignee_id", "cases", ["state", "assignee_id"])
    op.create_index("ix_cases_state_received_at", "cases", ["state", "received_at"])
    op.create_index("ix_cases_customer_email", "cases", ["customer_email"])
    _invitations_and_notes()
    _replies_and_corrections()


def _invitations_and_notes() -> None:
    op.create_table(
        "invitations",
        _id(),
        _key("case_id"),
        _key("agent_id"),
        sa.Column("made_at", TIME, nullable=False),
        _key("by_id", nullable=True),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("ended", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        *_links("invitations", case_id="cases", agent_id="agents", by_id="agents"),
    )
    op.create_index("ix_invitations_case_id", "invitations", ["case_id"])
    op.create_index("ix_invitations_agent_id", "invitations", ["agent_id"])
    op.create_index(
        "ix_invitations_open", "invitations", ["case_id"], unique=True, **_where("ended_at IS NULL")
    )
    op.create_table(
        "notes",
        _id(),
        _key("case_id"),
        _key("author_id"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
        *_links("notes", case_id="cases", author_id="agents"),
    )
    op.create_index("ix_notes_case_id", "notes", ["case_id"])
    op.create_table(
        "mentions",
        _id(),
        _key("note_id"),
        _key("agent_id"),
        sa.Column("seen_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_mentions"),
        sa.UniqueConstraint("note_id", "agent_id", name="uq_mentions_note_id"),
        *_links("mentions", note_id="notes", agent_id="agents"),
    )
    op.create_index("ix_mentions_unseen", "mentions", ["agent_id"], **_where("seen_at IS NULL"))


def _replies_and_corrections() -> None:
    op.create_table(
        "saved_replies",
        _id(),
        sa.Column("title", sa.String(60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _key("author_id"),
        sa.Column("changed_at", TIME, nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_replies"),
        sa.UniqueConstraint("title", name="uq_saved_replies_title"),
        *_links("saved_replies", author_id="agents"),
    )
    op.create_table(
        "reply_uses",
        _id(),
        _key("reply_id"),
        _key("case_id"),
        _key("message_id"),
        _key("agent_id"),
        sa.Column("used_at", TIME, nullable=False),
        sa.Column("heat_before", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_reply_uses"),
        sa.UniqueConstraint("message_id", name="uq_reply_uses_message_id"),
        *_links(
            "reply_uses", reply_id="saved_replies", case_id="cases", message_id="messages", agent_id="agents"
        ),
    )
    op.create_index("ix_reply_uses_reply_id", "reply_uses", ["reply_id"])
    op.create_table(
        "corrections",
        _id(),
        _key("case_id"),
        _key("message_id", nullable=True),
        _key("agent_id"),
        sa.Column("aspect", sa.String(32), nullable=False),
        sa.Column("before", sa.String(200), nullable=False),
        sa.Column("after", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
        *_links("corrections", case_id="cases", message_id="messages", agent_id="agents"),
    )
    op.create_index("ix_corrections_case_id", "corrections", ["case_id"])
    op.create_index("ix_corrections_message_id", "corrections", ["message_id"])


def downgrade() -> None:
    for table in ("corrections", "reply_uses", "saved_replies", "mentions", "notes", "invitations"):
        op.drop_table(table)
    op.drop_index("ix_cases_customer_email", "cases")
    op.drop_index("ix_cases_state_received_at", "cases")
    op.drop_index("ix_cases_state_assignee_id", "cases")
    for table, columns in (
        ("cases", ("root_cause_note", "corrected", "wanted_skill", "passed_over")),
        ("agents", ("presence", "languages", "skills", "given_at", "wants_sound", "wants_notice")),
    ):
        for column in columns:
            op.drop_column(table, column)


def _id() -> sa.Column[Any]:
    return sa.Column("id", sa.Integer(), autoincrement=True, nullable=False)


def _key(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _links(table: str, **to: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")
        for column, other in to.items()
    ]


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
