"""Missed deadlines, letters, and who comes back from a new window.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letters",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gate_version", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_letters_agent_id_agents")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_letters_case_id_cases")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_letters_message_id_messages")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("message_id", name=op.f("uq_letters_message_id")),
    )
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letters_case_id"), ["case_id"], unique=False)

    op.create_table(
        "missed_deadlines",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.String(length=32), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["agents.id"], name=op.f("fk_missed_deadlines_assignee_id_agents")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_missed_deadlines_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missed_deadlines")),
        sa.UniqueConstraint(
            "case_id", "deadline", "due_at", name=op.f("uq_missed_deadlines_case_id_deadline_due_at")
        ),
    )
    with op.batch_alter_table("missed_deadlines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_missed_deadlines_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_missed_deadlines_found_at"), ["found_at"], unique=False)

    op.create_table(
        "return_attempts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("asked_for", sa.String(length=32), nullable=False),
        sa.Column("came_from", sa.String(length=64), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_return_attempts_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_return_attempts_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_attempts")),
    )
    with op.batch_alter_table("return_attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_return_attempts_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_return_attempts_asked_for"), ["asked_for"], unique=False)
        batch_op.create_index(batch_op.f("ix_return_attempts_came_from"), ["came_from"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_return_attempts_conversation_id"), ["conversation_id"], unique=False
        )

    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("last_human_answer_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("first_answer_due", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("deadlines_missed", sa.Integer(), server_default="0", nullable=False))

    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("came_from", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("continued_as", sa.String(length=36), nullable=True))
        batch_op.create_index(batch_op.f("ix_conversations_came_from"), ["came_from"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conversations_came_from"))
        batch_op.drop_column("continued_as")
        batch_op.drop_column("came_from")

    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_column("deadlines_missed")
        batch_op.drop_column("first_answer_due")
        batch_op.drop_column("last_human_answer_at")

    with op.batch_alter_table("return_attempts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_return_attempts_conversation_id"))
        batch_op.drop_index(batch_op.f("ix_return_attempts_came_from"))
        batch_op.drop_index(batch_op.f("ix_return_attempts_asked_for"))
        batch_op.drop_index(batch_op.f("ix_return_attempts_asked_at"))

    op.drop_table("return_attempts")
    with op.batch_alter_table("missed_deadlines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_missed_deadlines_found_at"))
        batch_op.drop_index(batch_op.f("ix_missed_deadlines_case_id"))

    op.drop_table("missed_deadlines")
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letters_case_id"))

    op.drop_table("letters")
