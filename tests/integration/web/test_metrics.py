"""Metrics say how busy it is, to those who may know, and never who."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy.orm import Session

from amends.bootstrap import Services, build_services
from amends.cases.escalation import Reason
from amends.casework.handoff import hand_off
from amends.casework.record import open_case
from amends.mail.keeping import MAIL
from amends.messages.transcript import start_conversation, store_message
from amends.outbox.entries import put_entry
from amends.settings import Settings
from amends.store.migrate import upgrade_engine
from amends.store.store import TransactionConflict
from amends.store.tables import Case, EntryState
from amends.web.metrics import build_metrics
from tests.conftest import MONDAY_NOON, StillClock

MINUTE = timedelta(minutes=1)


def _library(folder: Path, token: str | None = None) -> Services:
    secret = SecretStr(token) if token else None
    services = build_services(Settings(var=folder, metrics_token=secret), clock=StillClock())
    upgrade_engine(services.store.engine)
    with services.store.write() as session:
        conversation = start_conversation(session, now=MONDAY_NOON)
        store_message(session, conversation.id, "c1", "nobody came to Elmstreet", now=MONDAY_NOON)
        case = open_case(
            session, conversation.id, concern="nobody came to Elmstreet", resolve_days=10, now=MONDAY_NOON
        )
        case.customer_name, case.customer_email = "Ms Brandt", "brandt@mail.example"
        hand_off(session, case, Reason.ASKED, levels=services.levels, now=MONDAY_NOON)
    return services


async def _read(services: Services, client: str = "127.0.0.1", **headers: str) -> httpx.Response:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(build_metrics(services))
    transport = httpx.ASGITransport(app, client=(client, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as reader:
        return await reader.get("/metrics", headers=headers)


async def test_this_machine_reads_how_busy_it_is_and_nobody_is_named(tmp_path: Path) -> None:
    services = _library(tmp_path)
    answer = await _read(services)
    assert answer.status_code == 200
    assert 'amends_cases{state="follow_up"} 1.0' in answer.text
    assert "amends_messages_unanswered 1.0" in answer.text
    assert "amends_danger_to_read 0.0" in answer.text
    assert 'amends_transaction_conflicts_total{outcome="retried"} 0.0' in answer.text
    assert not any(word in answer.text for word in ("Brandt", "brandt", "Elmstreet", "AM-2"))
    services.store.close()


async def test_what_is_on_its_way_out_is_counted_with_how_late_it_is(tmp_path: Path) -> None:
    services = _library(tmp_path)
    with services.store.write() as session:
        case = session.query(Case).one()
        for number, state in enumerate((EntryState.WAITING, EntryState.WAITING, EntryState.DEAD)):
            entry = put_entry(
                session,
                MAIL,
                f"k{number}",
                about="told",
                case=case,
                payload={},
                now=MONDAY_NOON - MINUTE * number,
            )
            assert entry is not None
            entry.state = state
    text = (await _read(services)).text
    assert 'amends_outbox_entries{kind="mail",state="waiting"} 2.0' in text
    assert 'amends_outbox_entries{kind="mail",state="dead"} 1.0' in text
    assert 'amends_outbox_entries{kind="payout",state="waiting"} 0.0' in text
    assert 'amends_outbox_late_seconds{kind="mail"} 60.0' in text
    assert 'amends_outbox_late_seconds{kind="payout"} 0.0' in text
    services.store.close()


@pytest.mark.parametrize(
    ("client", "headers"),
    [
        ("10.0.0.9", {}),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}),
        ("127.0.0.1", {"Forwarded": "for=x"}),
    ],
)
async def test_nobody_else_does(tmp_path: Path, client: str, headers: dict[str, str]) -> None:
    services = _library(tmp_path)
    assert (await _read(services, client, **headers)).status_code == 404
    services.store.close()


async def test_a_token_opens_it_from_anywhere_and_nothing_else_does(tmp_path: Path) -> None:
    services = _library(tmp_path, "a long secret")
    assert (await _read(services, "10.0.0.9", Authorization="Bearer a long secret")).status_code == 200
    for wrong in ("", "Bearer ", "Bearer a long secre", "a long secret"):
        assert (await _read(services, Authorization=wrong)).status_code == 404
    services.store.close()


async def test_transactions_that_others_were_in_the_way_of_are_counted(tmp_path: Path) -> None:
    services, tries = _library(tmp_path), [1, 2]

    def work(session: Session) -> None:
        if tries:
            tries.pop()
            raise TransactionConflict("deadlock detected")

    services.store.transact(work)
    answer = await _read(services)
    assert 'amends_transaction_conflicts_total{outcome="retried"} 2.0' in answer.text
    assert 'amends_transaction_conflicts_total{outcome="given_up"} 0.0' in answer.text
