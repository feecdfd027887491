"""Made-up history comes with a first start in development, and with no other."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from amends.messages.transcript import start_conversation
from amends.run import history
from amends.run.output import Screen
from amends.run.unfinished import clear
from amends.settings import Settings
from amends.store.migrate import upgrade
from amends.store.store import open_store
from tests.conftest import MONDAY_NOON


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What was started instead of a process."""
    commands: list[list[str]] = []

    def start(command: list[str], **_: object) -> object:
        commands.append(command)
        return object()

    monkeypatch.setattr(subprocess, "Popen", start)
    return commands


def test_an_empty_desk_in_development_is_filled(tmp_path: Path, started: list[list[str]]) -> None:
    settings = Settings(var=tmp_path, demo_months=2)
    upgrade(settings.database)
    history.start_filling(settings, Screen())
    assert started[0][-6:] == ["amends", "demo", "fill", "--gently", "--months", "2"]


def test_nothing_is_made_up_where_somebody_wrote(tmp_path: Path, started: list[list[str]]) -> None:
    settings = Settings(var=tmp_path)
    upgrade(settings.database)
    store = open_store(settings.database)
    with store.write() as session:
        start_conversation(session, now=MONDAY_NOON)
    store.close()
    assert history.start_filling(settings, Screen()) == []
    assert not started


def test_what_was_stopped_half_way_is_made_at_the_next_start_whoever_wrote_meanwhile(
    tmp_path: Path, started: list[list[str]]
) -> None:
    settings = Settings(var=tmp_path)
    upgrade(settings.database)
    history.start_filling(settings, Screen())
    store = open_store(settings.database)
    with store.write() as session:
        start_conversation(session, now=MONDAY_NOON)
    store.close()
    history.start_filling(settings, Screen())
    assert len(started) == 2
    clear(tmp_path)
    history.start_filling(settings, Screen())
    assert len(started) == 2


@pytest.mark.parametrize(("environment", "months"), [("production", 3), ("development", 0)])
def test_nothing_is_made_up_where_it_is_not_wanted(
    tmp_path: Path, started: list[list[str]], environment: str, months: int
) -> None:
    settings = Settings.model_validate({"var": tmp_path, "environment": environment, "demo_months": months})
    assert history.start_filling(settings, Screen()) == []
    assert not started
