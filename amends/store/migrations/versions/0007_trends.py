"""Cases are found by when they came and what they are about: what the trends count by.

Revision: 0007, after 0006.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_cases_received_at_topic", "cases", ["received_at", "topic"])
    op.create_index("ix_report_cards_answered_at", "report_cards", ["answered_at"])


def downgrade() -> None:
    op.drop_index("ix_report_cards_answered_at", table_name="report_cards")
    op.drop_index("ix_cases_received_at_topic", table_name="cases")
