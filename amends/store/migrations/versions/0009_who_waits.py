"""The queue orders, counts and filters those who wait by a small index that holds nobody else.

Revision: 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

IN_LINE = [
    "state", "waiting_since", "assigned_at", "received_at", "promised_by", "resolve_by", "heat_now", "severity",
    "passed_over", "deadlines_missed", "topic", "wanted_skill", "conversation_id",
]  # fmt: skip
WAITING = sa.text("state IN ('follow_up', 'queued')")


def upgrade() -> None:
    op.create_index("ix_cases_waiting", "cases", IN_LINE, sqlite_where=WAITING, postgresql_where=WAITING)


def downgrade() -> None:
    op.drop_index("ix_cases_waiting", table_name="cases")
