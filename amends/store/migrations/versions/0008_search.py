"""Full text of messages and of what a case says of its customer, kept current by the database itself.

SQLite: FTS5 over the tables' own text, by triggers. PostgreSQL: indexes on an expression. Both fold diacritics.

Revision: 0008, after 0007.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INDEXED = {"messages": ("text",), "cases": ("customer_name", "customer_email", "outcome", "remedy_asked")}
FOLD = (
    "CREATE FUNCTION fold_text(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS "
    "$$ SELECT regexp_replace(normalize($1, NFD), '[\\u0300-\\u036f]', '', 'g') $$"
)


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    if not sqlite:
        op.get_bind().exec_driver_sql(FOLD)
    for table, columns in INDEXED.items():
        for statement in _sqlite(table, columns) if sqlite else _postgresql(table, columns):
            op.get_bind().exec_driver_sql(statement)


def _sqlite(table: str, columns: tuple[str, ...]) -> list[str]:
    names = ", ".join(columns)
    new, old = (", ".join(f"{row}.{column}" for column in columns) for row in ("new", "old"))
    forget = f"INSERT INTO {table}_search ({table}_search, rowid, {names}) VALUES ('delete', old.id, {old})"  # noqa: S608
    learn = f"INSERT INTO {table}_search (rowid, {names}) VALUES (new.id, {new})"  # noqa: S608
    return [
        f"CREATE VIRTUAL TABLE {table}_search USING fts5({names}, content='{table}', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 2', prefix='2 3')",
        f"CREATE TRIGGER {table}_search_insert AFTER INSERT ON {table} BEGIN {learn}; END",
        f"CREATE TRIGGER {table}_search_delete AFTER DELETE ON {table} BEGIN {forget}; END",
        f"CREATE TRIGGER {table}_search_update AFTER UPDATE OF {names} ON {table} BEGIN {forget}; {learn}; END",
        f"INSERT INTO {table}_search ({table}_search) VALUES ('rebuild')",  # noqa: S608
    ]


def _postgresql(table: str, columns: tuple[str, ...]) -> list[str]:
    text = " || ' ' || ".join(f"coalesce({column}, '')" for column in columns)
    return [f"CREATE INDEX ix_{table}_search ON {table} USING gin (to_tsvector('simple', fold_text({text})))"]


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in INDEXED:
        if not sqlite:
            op.execute(f"DROP INDEX ix_{table}_search")
            continue
        for trigger in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER {table}_search_{trigger}")
        op.execute(f"DROP TABLE {table}_search")
    if not sqlite:
        op.execute("DROP FUNCTION fold_text(text)")
