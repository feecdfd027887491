"""A message keeps the name of the line that it was said with, and what filled its slots.

Revision: 0012, after 0011. What was said before has none: the bot asks again what it had asked in such words.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("line", sa.String(64)))
    op.add_column("messages", sa.Column("line_slots", sa.JSON(none_as_null=True)))


def downgrade() -> None:
    op.drop_column("messages", "line_slots")
    op.drop_column("messages", "line")
