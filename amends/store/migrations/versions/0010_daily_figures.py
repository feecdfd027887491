"""Trends are read from days that are kept; the database itself notes which days have changed since.

Revision: 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

from amends.store.types import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

COUNTED = (
    "received_at", "topic", "root_cause", "wants", "heat_start", "heat_now", "escalated_at", "first_human_answer_at",
    "resolve_by", "resolved_at", "accepted", "reopened",
)  # fmt: skip
"""The columns of a case that figures read."""
BELONGING = ("apologies", "missed_deadlines", "offers", "praises", "report_cards")
"""The tables that figures read beside it."""
UNRESOLVED = sa.text("resolved_at IS NULL")
NOTE_CASE = """CREATE FUNCTION note_touched_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF TG_OP <> 'INSERT' THEN INSERT INTO touched_cases (received_at) VALUES (OLD.received_at); END IF;
  IF TG_OP <> 'DELETE' THEN INSERT INTO touched_cases (received_at) VALUES (NEW.received_at); END IF;
  RETURN NULL; END $$"""
NOTE_ITS_CASE = """CREATE FUNCTION note_its_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO touched_cases (received_at) SELECT received_at FROM cases WHERE id = OLD.case_id; END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO touched_cases (received_at) SELECT received_at FROM cases WHERE id = NEW.case_id; END IF;
  RETURN NULL; END $$"""


def upgrade() -> None:
    op.create_table(
        "kept_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("edition", sa.String(64), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_kept_days"),
    )
    op.create_table(
        "touched_cases",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_touched_cases"),
    )
    op.create_index(
        "ix_cases_unresolved", "cases", ["resolve_by", "received_at", "topic"],
        sqlite_where=UNRESOLVED, postgresql_where=UNRESOLVED,
    )  # fmt: skip
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _sqlite() if sqlite else _postgresql():
        op.get_bind().exec_driver_sql(statement)


def _sqlite() -> list[str]:
    statements = []
    for table in ("cases", *BELONGING):
        for event, rows in (("insert", ("new",)), ("update", ("old", "new")), ("delete", ("old",))):
            when = (
                f"UPDATE OF {', '.join(COUNTED)}" if (table, event) == ("cases", "update") else event.upper()
            )
            notes = "; ".join(_note(table, row) for row in rows)
            statements.append(
                f"CREATE TRIGGER {table}_touched_{event} AFTER {when} ON {table} BEGIN {notes}; END"
            )
    return statements


def _note(table: str, row: str) -> str:
    if table == "cases":
        return f"INSERT INTO touched_cases (received_at) VALUES ({row}.received_at)"  # noqa: S608
    found = f"SELECT received_at FROM cases WHERE id = {row}.case_id"  # noqa: S608
    return f"INSERT INTO touched_cases (received_at) {found}"


def _postgresql() -> list[str]:
    of_cases = f"INSERT OR DELETE OR UPDATE OF {', '.join(COUNTED)}"
    return [
        NOTE_CASE,
        NOTE_ITS_CASE,
        f"CREATE TRIGGER cases_touched AFTER {of_cases} ON cases FOR EACH ROW EXECUTE FUNCTION note_touched_case()",
        *(
            f"CREATE TRIGGER {table}_touched AFTER INSERT OR DELETE OR UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION note_its_case()"
            for table in BELONGING
        ),
    ]


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in ("cases", *BELONGING):
        if sqlite:
            for event in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER {table}_touched_{event}")
        else:
            op.execute(f"DROP TRIGGER {table}_touched ON {table}")
    if not sqlite:
        op.execute("DROP FUNCTION note_touched_case()")
        op.execute("DROP FUNCTION note_its_case()")
    op.drop_index("ix_cases_unresolved", table_name="cases")
    op.drop_table("touched_cases")
    op.drop_table("kept_days")
