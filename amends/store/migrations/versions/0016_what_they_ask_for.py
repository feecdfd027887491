"""What customers demand and ask is kept one by one, and what the bot asked last is kept here, not in Rasa.

Revision: 0016, after 0015. Of conversations before it nothing is known: they begin anew at their next message.
"""

import sqlalchemy as sa
from alembic import op

from amends.store.types import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "customer_requests",
        sa.Column("id", sa.Integer(), autoincrement=True),
        sa.Column("conversation_id", sa.String(36), nullable=False),
        sa.Column("message_id", sa.Integer()),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("negative", sa.Boolean(), nullable=False),
        sa.Column("whose", sa.String(16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("named", sa.Text(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text()),
        sa.Column("closed_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_customer_requests"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_customer_requests_conversation_id_conversations",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name="fk_customer_requests_message_id_messages"
        ),
    )
    op.create_index("ix_customer_requests_conversation_id", "customer_requests", ["conversation_id"])
    op.create_index("ix_customer_requests_message_id", "customer_requests", ["message_id"])
    op.create_table(
        "dialogue_states",
        sa.Column("conversation_id", sa.String(36), nullable=False),
        sa.Column("stage", sa.String(16)),
        sa.Column("misunderstood", sa.Integer(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_dialogue_states"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_dialogue_states_conversation_id_conversations"
        ),
    )
    op.add_column("messages", sa.Column("lines_before", sa.JSON(none_as_null=True)))


def downgrade() -> None:
    op.drop_column("messages", "lines_before")
    op.drop_table("dialogue_states")
    op.drop_table("customer_requests")
