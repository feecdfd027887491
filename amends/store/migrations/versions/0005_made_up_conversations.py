"""Made-up conversations: found at once, removable with their audit trail; a real one can never become one.

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CHANNEL_OF_THE_CASE = (
    "SELECT conversations.channel FROM cases JOIN conversations ON conversations.id = cases.conversation_id "
    "WHERE cases.id = OLD.case_id"
)
SQLITE = (
    "DROP TRIGGER audit_entries_no_delete",
    "CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries "
    f"WHEN ({CHANNEL_OF_THE_CASE}) IS NOT 'demo' "
    "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
    "CREATE TRIGGER conversations_stay_real BEFORE UPDATE OF channel ON conversations "
    "WHEN (OLD.channel = 'demo') <> (NEW.channel = 'demo') "
    "BEGIN SELECT RAISE(ABORT, 'a real conversation stays real, a made-up one made up'); END",
)
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"IF TG_OP = 'DELETE' AND ({CHANNEL_OF_THE_CASE}) = 'demo' THEN RETURN OLD; END IF; "
    "RAISE EXCEPTION 'the audit trail is append-only'; END $$",
    "CREATE FUNCTION refuse_to_make_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION 'a real conversation stays real, a made-up one made up'; END $$",
    "CREATE TRIGGER conversations_stay_real BEFORE UPDATE OF channel ON conversations FOR EACH ROW "
    "WHEN ((OLD.channel = 'demo') <> (NEW.channel = 'demo')) EXECUTE FUNCTION refuse_to_make_up()",
)


def upgrade() -> None:
    demo = sa.text("channel = 'demo'")
    op.create_index(
        "ix_conversations_demo", "conversations", ["id"], sqlite_where=demo, postgresql_where=demo
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE if sqlite else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_conversations_demo", table_name="conversations")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER conversations_stay_real")
        op.execute("DROP TRIGGER audit_entries_no_delete")
        op.execute(
            "CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries "
            "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
        )
        return
    op.execute("DROP TRIGGER conversations_stay_real ON conversations")
    op.execute("DROP FUNCTION refuse_to_make_up()")
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$"
    )
