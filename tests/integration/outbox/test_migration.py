"""What an earlier version kept in two tables is in the one outbox after it: nothing lost, nothing sent twice."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, select

from amends.mail.delivery import MailSender
from amends.mail.keeping import was_refused
from amends.outbox.entries import is_written
from amends.outbox.handler import Delivery
from amends.outbox.runner import Runner
from amends.redress.payouts import PayoutHandler
from amends.redress.webhook import body_of
from amends.store.migrate import MIGRATIONS, upgrade_engine
from amends.store.store import Store
from amends.store.tables import DEMO, Case, EntryState, OutboxEntry
from tests.conftest import MONDAY_NOON, StillClock
from tests.fakes import FakeMailer
from tests.integration.outbox.conftest import MINUTE
from tests.languages import LANGUAGES

NOW = MONDAY_NOON
DAY = timedelta(days=1)
BODY = (
    '{"type":"offer.accepted","timestamp":"2026-03-01T12:00:00Z","data":{"offer":%d,"case":"AM-2000%d",'
    '"kind":"voucher","amount":"10.00","currency":"EUR","what":"Nähmaschine für Đặng","voucher_code":"A-%d"}}'
)
MAILS: Mapping[str, Mapping[str, Any]] = {
    "due": {"kind": "told", "attempts": 0},
    "put off": {
        "kind": "late", "attempts": 2, "not_before": NOW + 5 * MINUTE, "last_error": "the mail server said 421",
    },
    "under way": {"kind": "answer", "attempts": 1, "not_before": NOW + 9 * MINUTE},
    "sent": {"kind": "letter", "attempts": 1, "sent_at": NOW - DAY},
    "code": {"kind": "code", "attempts": 1, "sent_at": NOW - DAY, "body": ""},
    "refused": {
        "kind": "promise", "attempts": 1, "failed_at": NOW - DAY, "last_error": "refused (550)",
        "to": "gone@example.com",
    },
}  # fmt: skip
PAYOUTS: Mapping[str, Mapping[str, Any]] = {
    "msg_due": {"state": "pending"},
    "msg_put_off": {
        "state": "pending", "attempts": 3, "next_attempt_at": NOW + 5 * MINUTE, "last_error": "answered 500",
    },
    "msg_under_way": {"state": "pending", "attempts": 1, "next_attempt_at": NOW + MINUTE},
    "msg_issued": {"state": "issued", "attempts": 1, "issued_at": NOW - DAY},
    "msg_dead": {"state": "dead", "attempts": 18, "last_error": "answered 410"},
    "msg_dropped": {"state": "dropped", "attempts": 18, "last_error": "answered 410"},
    "msg_made_up": {"state": "pending"},
}  # fmt: skip
STATES = {
    "due": EntryState.WAITING,
    "put off": EntryState.WAITING,
    "under way": EntryState.WAITING,
    "sent": EntryState.DONE,
    "code": EntryState.DONE,
    "refused": EntryState.DEAD,
    "msg_due": EntryState.WAITING,
    "msg_put_off": EntryState.WAITING,
    "msg_under_way": EntryState.WAITING,
    "msg_issued": EntryState.DONE,
    "msg_dead": EntryState.DEAD,
    "msg_dropped": EntryState.DROPPED,
    "msg_made_up": EntryState.DROPPED,
}


@pytest.fixture
def moved(empty_store: Store) -> Store:
    """A store that was filled before there was one outbox, and then migrated."""
    this = _revision()
    upgrade_engine(empty_store.engine, this.down_revision)
    _fill(empty_store.engine)
    upgrade_engine(empty_store.engine, this.revision)
    upgrade_engine(empty_store.engine)
    return empty_store


def test_every_row_is_there_as_it_stood(moved: Store) -> None:
    with moved.read() as session:
        entries = {entry.key: entry for entry in session.scalars(select(OutboxEntry))}
    assert {key: entry.state for key, entry in entries.items()} == STATES
    for number, (key, old) in enumerate(MAILS.items(), start=41):
        entry = entries[key]
        assert (entry.id, entry.kind, entry.about, entry.case_id) == (number, "mail", old["kind"], 1)
        assert entry.payload == {
            "to": old.get("to", "anna@example.com"),
            "subject": "Your record",
            "body": old.get("body", "Grüß Gott"),
        }
        assert (entry.created_at, entry.attempts) == (NOW - 2 * DAY, old["attempts"])
        assert (entry.done_at, entry.given_up_at) == (old.get("sent_at"), old.get("failed_at"))
        assert (entry.next_try_at, entry.last_error) == (old.get("not_before", NOW), old.get("last_error"))
    for number, (key, old) in enumerate(PAYOUTS.items(), start=1):
        entry = entries[key]
        assert (entry.kind, entry.about, entry.case_id) == ("payout", "voucher", number)
        assert body_of(entry.payload) == BODY % (number, number, number)
        assert (entry.created_at, entry.attempts) == (NOW - 2 * DAY, old.get("attempts", 0))
        assert (entry.done_at, entry.last_error) == (old.get("issued_at"), old.get("last_error"))
        assert entry.next_try_at == old.get("next_attempt_at", NOW)
    assert entries["msg_dead"].given_up_at == NOW - 3 * MINUTE
    assert entries["msg_dropped"].given_up_at == NOW - MINUTE


def test_what_was_due_is_delivered_once_and_the_rest_when_its_time_comes(
    moved: Store, clock: StillClock
) -> None:
    mailer, paid = FakeMailer(), list[str]()

    class Cashier:
        async def issue(self, delivery: Delivery) -> None:
            paid.append(delivery.key)

    sender = MailSender(mailer, clock, "care@shop.example", "Shop", LANGUAGES, lambda conversation_id: None)
    runner = Runner(moved, [PayoutHandler(Cashier()), sender], clock)

    async def deliver() -> None:
        for _ in range(2):
            await runner.drain()

    asyncio.run(deliver())
    assert (paid, len(mailer.sent)) == (["msg_due"], 1)
    clock.now += DAY
    asyncio.run(deliver())
    assert sorted(paid) == ["msg_due", "msg_put_off", "msg_under_way"]
    assert len(mailer.sent) == 3


def test_nothing_is_written_again_and_numbers_go_on(moved: Store) -> None:
    with moved.write() as session:
        assert all(is_written(session, key) for key in STATES)
        assert was_refused(session, "gone@example.com")
        assert not was_refused(session, "anna@example.com")
        case = session.get_one(Case, 1)
        known = set(session.scalars(select(OutboxEntry.id)))
        entry = OutboxEntry(
            kind="mail", about="told", key="new", case_id=case.id, payload={}, created_at=NOW, next_try_at=NOW
        )
        session.add(entry)
        session.flush()
        assert entry.id == max(known) + 1


def test_an_empty_database_is_migrated_too(empty_store: Store) -> None:
    this = _revision()
    upgrade_engine(empty_store.engine, this.down_revision)
    upgrade_engine(empty_store.engine)
    with empty_store.read() as session:
        assert session.scalars(select(OutboxEntry)).all() == []


def _revision() -> Any:
    """The migration that makes the one outbox of two tables."""
    scripts = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    return next(script for script in scripts if script.path.endswith("_one_outbox.py"))


def _fill(engine: Engine) -> None:
    """Write what an earlier version had written: six e-mails of a case, and a payout of each of seven."""
    with engine.execution_options(write=True).begin() as connection:
        old = MetaData()
        old.reflect(connection)
        for number, (key, payout) in enumerate(PAYOUTS.items(), start=1):
            _write_case(connection, old, number, channel=DEMO if key == "msg_made_up" else "web")
            values = {"attempts": 0, "next_attempt_at": NOW, "created_at": NOW - 2 * DAY, **payout}
            body = BODY % (number, number, number)
            _insert(connection, old, "issues", key=key, offer_id=number, body=body, **values)
        decided = (
            ("msg_dead", "issue_dead", 3),
            ("msg_dropped", "issue_dead", 2),
            ("msg_dropped", "issue_dropped", 1),
        )
        for key, happened, minutes in decided:
            _insert(
                connection, old, "audit_entries", case_id=1, at=NOW - minutes * MINUTE, actor="operator",
                event=happened, detail={"key": key},
            )  # fmt: skip
        for number, (key, mail) in enumerate(MAILS.items(), start=41):
            values = {
                "to": "anna@example.com",
                "subject": "Your record",
                "body": "Grüß Gott",
                "not_before": NOW,
            }
            _insert(
                connection, old, "mails", id=number, case_id=1, key=key, created_at=NOW - 2 * DAY,
                **{**values, **mail},
            )  # fmt: skip


def _write_case(connection: Connection, old: MetaData, number: int, *, channel: str) -> None:
    _insert(
        connection, old, "conversations", id=f"c{number}", started_at=NOW, channel=channel, language="en",
        failures=1, seen_message_id=0,
    )  # fmt: skip
    _insert(
        connection, old, "cases", id=number, conversation_id=f"c{number}", state="agent", received_at=NOW,
        concern="nobody came", story=[], wants=[], facts={}, corrected=[], severity=1, passed_over=0,
        resolve_by=NOW, reopened=0, deadlines_missed=0,
    )  # fmt: skip
    _insert(
        connection, old, "offers", id=number, case_id=number, failure=1, kind="voucher", amount=10,
        currency="EUR", what="", follows="", rule="late", why="", policy_version="1", made_by="bot",
        state="accepted", made_at=NOW,
    )  # fmt: skip


def _insert(connection: Connection, old: MetaData, table: str, **values: Any) -> None:
    connection.execute(old.tables[table].insert().values(**values))
