"""What may tell of danger is kept until a person has read it.

Revision: 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op

from amends.store.types import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TO_READ = sa.text("verdict IS NULL")


def upgrade() -> None:
    op.create_table(
        "looks",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("chance", sa.Float(), nullable=False),
        sa.Column("noticed_at", UtcDateTime(), nullable=False),
        sa.Column("verdict", sa.String(32)),
        sa.Column("looked_at", UtcDateTime()),
        sa.Column("looked_by_id", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_looks"),
        sa.UniqueConstraint("message_id", name="uq_looks_message_id"),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_looks_message_id_messages"),
        sa.ForeignKeyConstraint(["looked_by_id"], ["agents.id"], name="fk_looks_looked_by_id_agents"),
    )
    op.create_index("ix_looks_looked_at", "looks", ["looked_at"])
    op.create_index("ix_looks_to_read", "looks", ["chance"], sqlite_where=TO_READ, postgresql_where=TO_READ)


def downgrade() -> None:
    op.drop_table("looks")
