"""The bot as it runs: the trained model in Rasa's own process, the action server beside it, one database."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from amends.bootstrap import service_levels_of
from amends.bot.client import RasaBot
from amends.casework.handoff import ServiceLevels
from amends.run.plan import plan
from amends.settings import Settings
from amends.store.migrate import upgrade
from amends.store.store import Store, open_store
from tests.processes import ROOT, free_port, wait_until_healthy


@dataclass
class RunningBot:
    """Rasa and its action server, and the record they share with the tests."""

    settings: Settings
    store: Store
    levels: ServiceLevels
    processes: dict[str, subprocess.Popen[bytes]]

    def client(self) -> RasaBot:
        """Return a client as the front desk has one; for one event loop."""
        return RasaBot(
            self.settings.rasa_url, self.settings.internal_secret(), timeout=self.settings.turn_timeout
        )


@pytest.fixture(scope="session")
def running_bot(trained_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBot]:
    """Rasa and the action server, started for the suite and stopped after it."""
    settings = Settings(
        var=tmp_path_factory.mktemp("bot"),
        timezone="UTC",
        rasa_port=free_port(),
        actions_port=free_port(),
        turn_timeout=30,
        smtp_host="127.0.0.1",
        smtp_security="none",
        smtp_from="care@shop.example",
    )
    upgrade(settings.database)
    processes = {}
    environment = {"AMENDS_VAR": str(settings.var), "AMENDS_TIMEZONE": "UTC"}
    environment |= {"AMENDS_SMTP_HOST": "127.0.0.1", "AMENDS_SMTP_SECURITY": "none"}
    environment |= {"AMENDS_SMTP_FROM": "care@shop.example"}  # it can write e-mails; the tests send none
    environment |= {"AMENDS_RASA_PORT": str(settings.rasa_port)}
    environment |= {"AMENDS_ACTIONS_PORT": str(settings.actions_port)}
    bot = [process for process in plan(settings, trained_model) if process.name != "front desk"]
    for process in bot:
        with (settings.var / f"{process.name}.log").open("wb") as log:
            processes[process.name] = subprocess.Popen(
                process.command,
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **process.environment, **environment},
            )
    try:
        for process in bot:
            wait_until_healthy(process.health, processes[process.name], settings.var / f"{process.name}.log")
        store = open_store(settings.database)
        yield RunningBot(settings, store, service_levels_of(settings), processes)
        store.close()
    finally:
        for running in processes.values():
            running.terminate()
        for running in processes.values():
            running.wait(30)
