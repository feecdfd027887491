"""A customer's message is answered by whoever leased it: one process at a time.

Revision: 0013, after 0012.
"""

import sqlalchemy as sa
from alembic import op

from amends.store.types import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("lease_owner", sa.String(32)))
    op.add_column("messages", sa.Column("leased_until", UtcDateTime()))


def downgrade() -> None:
    op.drop_column("messages", "leased_until")
    op.drop_column("messages", "lease_owner")
