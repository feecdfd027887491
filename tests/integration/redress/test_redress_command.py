"""`amends outbox`: what an operator sees and does."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from amends.cli import main
from amends.offers.record import accept_offer, make_offer
from amends.redress.webhook import key_of
from amends.store.store import Store
from amends.store.tables import Case, EntryState, OutboxEntry
from tests.conftest import StillClock
from tests.integration.redress.conftest import VOUCHER, Customers


@pytest.fixture
def dead(sqlite_store: Store, clock: StillClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A dead letter in the database that the command opens; its key."""
    monkeypatch.setenv("AMENDS_DATABASE_URL", f"sqlite:///{tmp_path / 'amends.db'}")
    case_id = Customers(sqlite_store, clock).case()
    with sqlite_store.write() as session:
        case = session.get_one(Case, case_id)
        accept_offer(session, case, make_offer(session, case, VOUCHER, now=clock()), now=clock())
        entry = session.scalars(select(OutboxEntry)).one()
        entry.state, entry.last_error = EntryState.DEAD, "answered 500"
        entry.next_try_at = clock() + timedelta(hours=1)
        return entry.key


def test_a_dead_letter_is_listed_and_fails(dead: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outbox", "list"]) == 1
    assert capsys.readouterr().out == f"{dead}  AM-20001  Voucher, 10 euros  dead  0 tries  answered 500\n"


def test_dead_letters_are_tried_again(dead: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outbox", "retry", "--dead"]) == 0
    assert main(["outbox", "list"]) == 0
    assert "waiting" in capsys.readouterr().out


def test_one_is_dropped_with_its_reason_and_then_gone(dead: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outbox", "drop", dead, "--why", "Paid by hand."]) == 0
    capsys.readouterr()
    assert main(["outbox", "drop", dead, "--why", "Again."]) == 1
    assert main(["outbox", "retry", dead]) == 1
    assert main(["outbox", "retry", "msg_0"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{dead} is dropped already.",
        f"{dead} is dropped already.",
        "Nothing in the outbox is called msg_0. `amends outbox list` shows what there is.",
    ]
    assert main(["outbox", "list"]) == 0
    assert capsys.readouterr().out == "Nothing waits.\n"
    assert main(["outbox", "list", "--all"]) == 0
    assert "dropped" in capsys.readouterr().out


def test_a_secret_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outbox", "secret"]) == 0
    assert len(key_of(capsys.readouterr().out.strip())) == 32


def test_an_empty_ledger_prints_nothing(dead: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outbox", "ledger"]) == 0
    assert capsys.readouterr().out == ""
