"""Migrations keep what guards the record: a table that is made anew must not come back without its triggers."""

from __future__ import annotations

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from amends.store.migrate import MIGRATIONS, is_current, upgrade_engine
from amends.store.store import Store
from amends.store.tables import Base, DangerReview, DangerVerdict

REVISIONS = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]
EVENTS = ("insert", "update", "delete")
COUNTED = ("cases", "apologies", "missed_deadlines", "offers", "praises", "report_cards")
GUARDS = {
    "sqlite": {
        "audit_entries_no_update",
        "audit_entries_no_delete",
        "conversations_stay_real",
        *(f"{t}_search_{event}" for t in ("messages", "cases") for event in EVENTS),
        *(f"{t}_touched_{event}" for t in COUNTED for event in EVENTS),
    },
    "postgresql": {
        "audit_entries_append_only",
        "conversations_stay_real",
        *(f"{t}_touched" for t in COUNTED),
    },
}
"""What refuses to change the audit trail or to make a conversation a made-up one; what keeps SQLite's search current;
what notes that a day's figures have changed."""


@pytest.mark.parametrize("earlier", REVISIONS)
def test_whatever_schema_it_comes_from_every_guard_is_there(empty_store: Store, earlier: str) -> None:
    engine = empty_store.engine
    upgrade_engine(engine, earlier)
    upgrade_engine(engine)
    assert is_current(engine)
    assert GUARDS[engine.dialect.name] <= _triggers(engine)


def test_no_step_loses_a_trigger(empty_store: Store) -> None:
    before: set[str] = set()
    for revision in REVISIONS:
        upgrade_engine(empty_store.engine, revision)
        after = _triggers(empty_store.engine)
        assert before <= after, f"{revision} loses {before - after}"
        before = after


def test_every_index_of_the_models_is_in_the_database(store: Store) -> None:
    found = inspect(store.engine)
    for table in Base.metadata.sorted_tables:
        there = {index["name"] for index in found.get_indexes(table.name)}
        assert {str(index.name) for index in table.indexes} <= there, table.name


NOON = "'2026-01-01 12:00:00+00:00'"


def test_danger_reviews_keep_what_was_said_of_each_message_and_their_numbers_go_on(
    empty_store: Store,
) -> None:
    engine = empty_store.engine
    upgrade_engine(engine, "0013")
    with engine.begin() as connection:
        for statement in (
            f"INSERT INTO conversations (id, started_at, channel, language, failures, seen_message_id) "
            f"VALUES ('c', {NOON}, 'web', 'en', 1, 0)",
            *(
                f"INSERT INTO messages (conversation_id, speaker, text, sent_at) VALUES ('c', 'customer', 'x', {NOON})"
                for _ in range(3)
            ),
            f"INSERT INTO looks (message_id, kind, chance, noticed_at, verdict, looked_at) "
            f"VALUES (1, 'danger_product', 0.25, {NOON}, 'nobody_in_danger', {NOON})",
            f"INSERT INTO looks (message_id, kind, chance, noticed_at) VALUES (2, 'threat_legal', 0.5, {NOON})",
        ):
            connection.execute(text(statement))
    upgrade_engine(engine)
    with empty_store.write() as session:
        read, waits = session.query(DangerReview).order_by(DangerReview.id)
        assert (read.message_id, read.kind, read.chance) == (1, "danger_product", 0.25)
        assert (read.verdict, read.reviewed_at) == (DangerVerdict.NOBODY, read.queued_at)
        assert (waits.message_id, waits.verdict, waits.reviewed_at) == (2, None, None)
        session.add(DangerReview(message_id=3, kind="threat_legal", chance=0.1, queued_at=waits.queued_at))
        session.flush()
        assert [review.id for review in session.query(DangerReview).order_by(DangerReview.id)] == [1, 2, 3]


def _triggers(engine: Engine) -> set[str]:
    if engine.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with engine.connect() as connection:
        return set(connection.scalars(text(query)))
