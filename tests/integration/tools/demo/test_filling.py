"""Made-up history: through the real services, whole, and gone by one command without a trace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, delete, func, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from amends.bootstrap import Services, build_services
from amends.cases.state import SETTLED, State
from amends.casework.handoff import ServiceLevels
from amends.casework.record import open_case
from amends.messages.transcript import start_conversation, store_message
from amends.records.belongings import tables_of_a_conversation
from amends.settings import Settings, SettingsError
from amends.store.migrate import upgrade_engine
from amends.store.store import Store
from amends.store.tables import DEMO, Agent, AuditEntry, Base, Case, Conversation, Message, Speaker
from amends.tools.demo.filling import AlreadyFilled, fill_demo
from amends.tools.demo.keep import copy_history, remove_history, reserve_cases
from amends.tools.demo.world import World
from tests.conftest import MONDAY_NOON, StillClock
from tests.integration.tools.demo.conftest import CUSTOMERS, LAST


def test_every_kind_of_ending_comes_up(world: World) -> None:
    with world.store.read() as session:
        cases = list(session.scalars(select(Case)))
        assert {State.CLOSED} < {case.state for case in cases}
        assert any(case.offers for case in cases)
        assert any(case.reopened for case in cases)
        assert {case.resolved_by for case in cases} >= {Speaker.BOT, Speaker.AGENT}
        assert any(case.root_cause for case in cases)


def test_what_was_said_kept_to_the_method(world: World) -> None:
    with world.store.read() as session:
        events = set(session.scalars(select(AuditEntry.event)))
        assert "gate_breach" not in events
        closed = list(session.scalars(select(Case).where(Case.state == State.CLOSED)))
        assert all(case.told_at and case.told_at <= case.closed_at for case in closed if case.closed_at)
        assert all(case.received_at <= MONDAY_NOON for case in session.scalars(select(Case)))
        settled = session.scalars(select(Case).where(Case.state.in_(SETTLED)))
        assert all(case.outcome and case.told_text for case in settled)


def test_the_copy_is_whole_and_says_the_right_numbers(
    world: World, store: Store, levels: ServiceLevels
) -> None:
    _real_customer(store, levels)
    with store.write() as session:
        session.execute(text("SELECT 1"))
        assert reserve_cases(session, CUSTOMERS) == 1
    assert copy_history(world.store, store) == CUSTOMERS
    with store.read() as session, world.store.read() as made:
        for table in tables_of_a_conversation():
            if table.name in {"outbox_entries", "ledger_entries"}:
                continue
            real = {"conversations": 1, "cases": 1, "messages": 1, "audit_entries": 1}.get(table.name, 0)
            count = select(func.count()).select_from(table)
            assert session.scalar(count) == (made.scalar(count) or 0) + real, table.name
        for case in session.scalars(select(Case).where(Case.id > LAST)):
            named = {
                found
                for line in case.conversation.messages
                for found in re.findall(r"(?<![A-Z0-9])AM-\d+", line.text)
            }
            assert named <= {case.reference}
            by = {entry.actor for entry in case.audit if entry.actor.startswith("agent:")}
            assert all(session.get(Agent, int(actor.removeprefix("agent:"))) for actor in by)
            for apology in case.apologies:
                assert session.get_one(Message, apology.message_id).text == apology.text
            ids = [entry.detail["message_id"] for entry in case.audit if entry.event == "apology"]
            assert sorted(ids) == sorted(apology.message_id for apology in case.apologies)


def test_the_next_real_case_gets_a_number_of_its_own(
    world: World, store: Store, levels: ServiceLevels
) -> None:
    copy_history(world.store, store)
    with store.read() as session:
        highest = session.scalar(select(func.max(Case.id))) or 0
    assert highest > LAST
    assert _real_customer(store, levels) == highest + 1


def test_a_forms_key_of_digits_alone_is_nobodys_number(store: Store) -> None:
    key = "agent:1488910256062590"
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    made = Store(engine)
    with made.write() as session:
        id_ = start_conversation(session, now=MONDAY_NOON, channel=DEMO).id
        session.add(
            Message(
                conversation_id=id_, speaker=Speaker.AGENT, text="Hello.", client_id=key, sent_at=MONDAY_NOON
            )
        )
    assert copy_history(made, store) == 1
    made.close()
    with store.read() as session:
        assert session.scalars(select(Message.client_id)).all() == [key]


def test_removing_takes_all_of_it_and_nothing_else(world: World, store: Store, levels: ServiceLevels) -> None:
    real = _real_customer(store, levels)
    with store.write() as session:
        session.add(Agent(email="real@shop.example", name="Real", password_hash="$argon2id$x"))
    copy_history(world.store, store)
    with store.write() as session:
        assert remove_history(session) == CUSTOMERS
    with store.read() as session:
        left = {
            table.name: session.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
            if table.name
            != "touched_cases"  # moments only: of which days the figures have to be counted anew
        }
        assert {name: count for name, count in left.items() if count} == {
            "agents": 1, "conversations": 1, "cases": 1, "messages": 1, "audit_entries": 1,
        }  # fmt: skip
        assert session.get_one(Case, real).concern == "nobody came"


def test_a_real_audit_trail_stays_and_a_real_conversation_stays_real(
    world: World, store: Store, levels: ServiceLevels
) -> None:
    real = _real_customer(store, levels)
    copy_history(world.store, store)
    for forbidden in (
        delete(AuditEntry).where(AuditEntry.case_id == real),
        update(AuditEntry).values(event="nothing"),
        update(Conversation).where(Conversation.channel != DEMO).values(channel=DEMO),
        update(Conversation).where(Conversation.channel == DEMO).values(channel="web"),
    ):
        with pytest.raises(DBAPIError), store.write() as session:
            session.execute(forbidden)


def test_a_second_history_or_one_in_production_is_refused(services: Services, world: World) -> None:
    copy_history(world.store, services.store)
    with pytest.raises(AlreadyFilled, match="amends demo remove"):
        fill_demo(services, months=1)
    secret = "s" * 40
    production = build_services(Settings(environment="production", secret=secret, var=services.settings.var))
    with pytest.raises(SettingsError, match="for development"):
        fill_demo(production, months=1)
    production.store.close()


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """A library over a migrated store."""
    built = build_services(Settings(var=tmp_path), clock=StillClock())
    upgrade_engine(built.store.engine)
    yield built
    built.store.close()


def _real_customer(store: Store, levels: ServiceLevels) -> int:
    """Somebody real complains; return their case's id."""
    with store.write() as session:
        conversation = start_conversation(session, now=MONDAY_NOON)
        store_message(session, conversation.id, "c1", "nobody came", now=MONDAY_NOON)
        case = open_case(session, conversation.id, concern="nobody came", resolve_days=10, now=MONDAY_NOON)
        return case.id
