"""Danger reviews are called so: the table `looks` and its columns get the names of the models.

Revision: 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op

from amends.store.types import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

OPEN = sa.text("verdict IS NULL")
COLUMNS = ("id", "message_id", "kind", "chance", "queued_at", "verdict", "reviewed_at", "reviewed_by_id")
EARLIER = ("id", "message_id", "kind", "chance", "noticed_at", "verdict", "looked_at", "looked_by_id")


def upgrade() -> None:
    _move("looks", EARLIER, "danger_reviews", COLUMNS, index="open")


def downgrade() -> None:
    _move("danger_reviews", COLUMNS, "looks", EARLIER, index="to_read")


def _move(source: str, columns: tuple[str, ...], target: str, names: tuple[str, ...], *, index: str) -> None:
    """Make the table anew under its other name, with its rows; the names of its constraints follow."""
    key, message, kind, chance, queued_at, verdict, reviewed_at, reviewed_by = names
    op.create_table(
        target,
        sa.Column(key, sa.Integer(), autoincrement=True, nullable=False),
        sa.Column(message, sa.Integer(), nullable=False),
        sa.Column(kind, sa.String(40), nullable=False),
        sa.Column(chance, sa.Float(), nullable=False),
        sa.Column(queued_at, UtcDateTime(), nullable=False),
        sa.Column(verdict, sa.String(32)),
        sa.Column(reviewed_at, UtcDateTime()),
        sa.Column(reviewed_by, sa.Integer()),
        sa.PrimaryKeyConstraint(key, name=f"pk_{target}"),
        sa.UniqueConstraint(message, name=f"uq_{target}_{message}"),
        sa.ForeignKeyConstraint([message], ["messages.id"], name=f"fk_{target}_{message}_messages"),
        sa.ForeignKeyConstraint([reviewed_by], ["agents.id"], name=f"fk_{target}_{reviewed_by}_agents"),
    )
    op.execute(f"INSERT INTO {target} ({', '.join(names)}) SELECT {', '.join(columns)} FROM {source}")  # noqa: S608
    if op.get_bind().dialect.name == "postgresql":
        sequence = f"pg_get_serial_sequence('{target}', '{key}')"
        op.execute(f"SELECT setval({sequence}, (SELECT COALESCE(MAX({key}), 0) + 1 FROM {target}), false)")  # noqa: S608
    op.drop_table(source)
    op.create_index(f"ix_{target}_{reviewed_at}", target, [reviewed_at])
    op.create_index(f"ix_{target}_{index}", target, [chance], sqlite_where=OPEN, postgresql_where=OPEN)
