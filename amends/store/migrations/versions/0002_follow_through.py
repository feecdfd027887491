"""Mail that must leave, report cards and praise.

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mails",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("to", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_mails_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
        sa.UniqueConstraint("key", name=op.f("uq_mails_key")),
    )
    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mails_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_mails_sent_at_failed_at_not_before"),
            ["sent_at", "failed_at", "not_before"],
            unique=False,
        )

    op.create_table(
        "praises",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("about_agent_id", sa.Integer(), nullable=True),
        sa.Column("names_written", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("passed_on_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["about_agent_id"], ["agents.id"], name=op.f("fk_praises_about_agent_id_agents")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_praises_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_praises_conversation_id_conversations")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_praises_message_id_messages")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_praises")),
        sa.UniqueConstraint("message_id", name=op.f("uq_praises_message_id")),
    )
    with op.batch_alter_table("praises", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_praises_about_agent_id"), ["about_agent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_praises_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_praises_conversation_id"), ["conversation_id"], unique=False)

    op.create_table(
        "report_cards",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard", sa.Integer(), nullable=True),
        sa.Column("apology", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Integer(), nullable=True),
        sa.Column("effort", sa.Integer(), nullable=True),
        sa.Column("stay", sa.String(length=32), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("skipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("apology BETWEEN 1 AND 5", name=op.f("ck_report_cards_apology_one_to_five")),
        sa.CheckConstraint("effort BETWEEN 1 AND 5", name=op.f("ck_report_cards_effort_one_to_five")),
        sa.CheckConstraint("heard BETWEEN 1 AND 5", name=op.f("ck_report_cards_heard_one_to_five")),
        sa.CheckConstraint("outcome BETWEEN 1 AND 5", name=op.f("ck_report_cards_outcome_one_to_five")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_report_cards_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_cards")),
        sa.UniqueConstraint("case_id", name=op.f("uq_report_cards_case_id")),
    )


def downgrade() -> None:

    op.drop_table("report_cards")
    with op.batch_alter_table("praises", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_praises_conversation_id"))
        batch_op.drop_index(batch_op.f("ix_praises_case_id"))
        batch_op.drop_index(batch_op.f("ix_praises_about_agent_id"))

    op.drop_table("praises")
    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mails_sent_at_failed_at_not_before"))
        batch_op.drop_index(batch_op.f("ix_mails_case_id"))

    op.drop_table("mails")
