"""A customer's data: given whole, erased for good, deleted when its time is over; the audit trail holds no text."""

from __future__ import annotations

import json
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from amends.casework.handoff import close, mark_informed, resolve
from amends.casework.record import note_facts, note_remedy, note_story, open_case
from amends.languages.line import Line
from amends.messages.transcript import start_conversation, store_message
from amends.records.erasing import NotSettled, due_for_deletion, erase_customer, find_customer
from amends.records.exporting import as_csv, as_json, case_rows, customer_data
from amends.records.retaining import retain_all
from amends.records.tracker import forget_dialogues
from amends.sending.send import Outgoing, send_as_system
from amends.store.store import Store
from amends.store.tables import AuditEntry, Base, Case, Speaker
from tests.conftest import MONDAY_NOON
from tests.languages import ENGLISH

SECRETS = (
    "nobody came to Elmstreet",
    "Brandt",
    "brandt@mail.example",
    "88213",
    "two hundred please",
    "I gave it",
)


@pytest.fixture
def customer(store: Store) -> str:
    """Ms Brandt, whose case is closed."""
    with store.write() as session:
        conversation = start_conversation(session, now=MONDAY_NOON)
        store_message(session, conversation.id, "c1", SECRETS[0], now=MONDAY_NOON)
        case = open_case(session, conversation.id, concern=SECRETS[0], resolve_days=10, now=MONDAY_NOON)
        note_facts(case, {"email": SECRETS[2], "name": "Ms Brandt", "order_number": SECRETS[3]})
        note_story(case, "and again, to Elmstreet")
        note_remedy(session, case, SECRETS[4], now=MONDAY_NOON)
        case.topic = "late_delivery"
        send_as_system(
            session, conversation.id, Outgoing("I'm sorry you feel so, Ms Brandt.", "b1", ENGLISH), speaker=Speaker.BOT,
            resolve_days=10,
            now=MONDAY_NOON,
        )  # fmt: skip
        said_back = Line("reflection", {"reflection": "You waited in Elmstreet."})
        outgoing = Outgoing("You waited in Elmstreet.", "b2", ENGLISH, line=said_back)
        send_as_system(
            session, conversation.id, outgoing, speaker=Speaker.BOT, resolve_days=10, now=MONDAY_NOON
        )
        resolve(session, case, None, outcome=SECRETS[5], told="A voucher for Ms Brandt.", now=MONDAY_NOON)
        mark_informed(session, case, now=MONDAY_NOON)
        close(session, case, now=MONDAY_NOON, accepted=True)
        return conversation.id


def _everything(store: Store) -> str:
    with store.read() as session:
        return "\n".join(
            str(row) for table in Base.metadata.sorted_tables for row in session.execute(select(table))
        )


def test_the_audit_trail_holds_no_text(store: Store, customer: str) -> None:
    with store.read() as session:
        trail = "\n".join(f"{entry.event} {entry.detail}" for entry in session.scalars(select(AuditEntry)))
    assert "gate_breach" in trail
    assert not any(secret in trail for secret in (*SECRETS, "Ms Brandt", "Elmstreet"))


def test_all_of_it_is_given(store: Store, customer: str) -> None:
    with store.read() as session:
        data = json.dumps(customer_data(session, find_customer(session, " Brandt@MAIL.example ")))
    assert all(secret in data for secret in SECRETS)


def test_erased_is_gone_and_what_happened_stays(store: Store, customer: str) -> None:
    with store.write() as session:
        (reference,) = erase_customer(session, SECRETS[2], actor="agent:1", now=MONDAY_NOON)
    left = _everything(store)
    assert not any(secret in left for secret in (*SECRETS, "Ms Brandt", "Elmstreet"))
    with store.write() as session:
        case = session.scalars(select(Case)).one()
        assert (case.reference, case.topic, case.accepted) == (reference, "late_delivery", True)
        assert [entry.event for entry in case.audit][-1] == "erased"
        assert erase_customer(session, SECRETS[2], actor="agent:1", now=MONDAY_NOON) == []


def test_an_open_case_is_helped_first(store: Store) -> None:
    with store.write() as session:
        conversation = start_conversation(session, now=MONDAY_NOON)
        case = open_case(session, conversation.id, concern="x", resolve_days=10, now=MONDAY_NOON)
        case.customer_email = "a@b.example"
    with pytest.raises(NotSettled, match="not_settled"), store.write() as session:
        erase_customer(session, "a@b.example", actor="operator", now=MONDAY_NOON)


def test_retention_empties_what_is_due_and_nothing_else(store: Store, customer: str, tmp_path: Path) -> None:
    later = MONDAY_NOON + timedelta(days=3 * 365)
    assert retain_all(store, tmp_path, now=later - timedelta(seconds=1)) == 0
    assert SECRETS[0] in _everything(store)
    assert retain_all(store, tmp_path, now=later) == 1
    assert not any(secret in _everything(store) for secret in SECRETS)
    with store.read() as session:
        assert due_for_deletion(session, now=later) == []


def test_rasa_forgets_the_dialogue_too(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "tracker.db")
    connection.execute("CREATE TABLE events (sender_id TEXT, data TEXT)")
    connection.executemany("INSERT INTO events VALUES (?, 'words')", [("a",), ("a",), ("b",)])
    connection.commit()
    assert forget_dialogues(tmp_path, ["a"]) == 2
    assert connection.execute("SELECT sender_id FROM events").fetchall() == [("b",)]
    connection.close()
    assert forget_dialogues(tmp_path / "none", ["a"]) == 0


def test_cases_come_out_as_csv_and_json(store: Store, customer: str) -> None:
    with store.read() as session:
        table = "".join(as_csv(case_rows(session, Case.id > 0)))
        rows = json.loads("".join(as_json(case_rows(session, Case.id > 0))))
    assert table.count("\r\n") == 2
    assert rows[0]["customer_email"] == SECRETS[2]
    assert json.loads("".join(as_json([]))) == []


@given(st.text(alphabet=" =+-@\t\rabc1", max_size=8))
def test_no_cell_starts_a_formula(text: str) -> None:
    cell = "".join(as_csv([{"a": text}], ["a"])).split("\r\n", 1)[1].removesuffix("\r\n").removeprefix('"')
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
