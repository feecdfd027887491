"""The store, on a real SQLite and a real PostgreSQL: one suite for both."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, inspect, text, update
from sqlalchemy.exc import DBAPIError, StatementError

from amends.casework.record import open_case
from amends.messages.transcript import start_conversation, store_message
from amends.store.migrate import is_current, upgrade_engine
from amends.store.store import Store, StoreUnavailable, open_store
from amends.store.tables import AuditEntry, Base, Case, Conversation, Message
from tests.conftest import MONDAY_NOON


def test_the_migrations_make_every_table_and_column_that_the_models_have(store: Store) -> None:
    found = inspect(store.engine)
    for table in Base.metadata.sorted_tables:
        columns = {column["name"] for column in found.get_columns(table.name)}
        assert columns == {column.name for column in table.columns}, table.name


def test_migrating_again_changes_nothing(store: Store) -> None:
    upgrade_engine(store.engine)
    assert is_current(store.engine)


def test_a_database_with_records_in_it_is_migrated_and_loses_nothing(tmp_path: Path) -> None:
    opened = open_store(f"sqlite:///{tmp_path / 'old.db'}")
    upgrade_engine(opened.engine, "0001")
    with opened.engine.execution_options(write=True).begin() as connection:
        connection.execute(text("INSERT INTO conversations VALUES ('c', '2026-03-02', 'web', 'en', 1, 0)"))
        connection.execute(
            text(
                "INSERT INTO messages (conversation_id, speaker, text, sent_at)"
                " VALUES ('c', 'customer', 'nobody came', '2026-03-02')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO cases (conversation_id, state, received_at, concern, story, wants, facts, severity,"
                " resolve_by, reopened) VALUES ('c', 'bot', '2026-03-02', 'nobody came', '[]', '[]', '{}', 1,"
                " '2026-03-12', 0)"
            )
        )
    upgrade_engine(opened.engine)
    with opened.read() as session:
        assert session.query(Message).one().text == "nobody came"
        assert session.query(Case).one().deadlines_missed == 0
    opened.close()


def test_what_fails_half_way_leaves_nothing(store: Store) -> None:
    def fail_half_way() -> None:
        with store.write() as session:
            start_conversation(session, now=MONDAY_NOON)
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        fail_half_way()
    with store.read() as session:
        assert session.query(Conversation).count() == 0


def test_times_come_back_aware_and_in_utc(store: Store) -> None:
    with store.write() as session:
        conversation_id = start_conversation(session, now=MONDAY_NOON).id
    with store.read() as session:
        started = session.get_one(Conversation, conversation_id).started_at
    assert started == MONDAY_NOON
    assert started.tzinfo is UTC


def test_a_naive_time_is_refused(store: Store) -> None:
    naive = datetime(2026, 3, 2, 12, 0)  # noqa: DTZ001
    with store.write() as session, pytest.raises(StatementError, match="aware"):
        start_conversation(session, now=naive)


def test_the_same_client_id_twice_is_one_message(store: Store) -> None:
    with store.write() as session:
        conversation_id = start_conversation(session, now=MONDAY_NOON).id
    stored = []
    for _ in range(3):
        with store.write() as session:
            stored.append(store_message(session, conversation_id, "a", "nobody came", now=MONDAY_NOON))
    with store.read() as session:
        assert session.query(Message).count() == 1
    assert [entry.fresh for entry in stored] == [True, False, False]
    assert len({entry.message_id for entry in stored}) == 1


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_audit_trail_cannot_be_changed(store: Store, change: str) -> None:
    with store.write() as session:
        conversation = start_conversation(session, now=MONDAY_NOON)
        open_case(session, conversation.id, concern="it broke", resolve_days=10, now=MONDAY_NOON)
    statement = update(AuditEntry).values(event="nothing") if change == "update" else delete(AuditEntry)
    with pytest.raises(DBAPIError, match="append-only"), store.write() as session:
        session.execute(statement)


def test_a_database_that_cannot_be_reached_is_said_so() -> None:
    away = open_store("postgresql+psycopg://nobody@127.0.0.1:1/nowhere?connect_timeout=1")
    with pytest.raises(StoreUnavailable), away.read() as session:
        session.query(Conversation).count()
    away.close()
