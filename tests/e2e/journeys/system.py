"""Everything, started as an operator starts it (`amends run`), on ports and a folder of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx
from playwright.sync_api import Page
from sqlalchemy import update

from amends.bootstrap import service_levels_of
from amends.casework.handoff import ServiceLevels
from amends.clock import system_clock
from amends.run.model import MODEL, RECORD
from amends.settings import Settings
from amends.store.store import Store, open_store
from amends.store.tables import FIRST_REFERENCE, Agent, Case, Message
from amends.turns.watchdog import EVERY_SECONDS
from tests.e2e.journeys.passing_time import make_older
from tests.mail_server import Sink, mail_server
from tests.processes import ROOT, START_SECONDS, free_port, wait_until_healthy

PATIENCE = 20_000
"""Milliseconds within which a page has to show what it should: a slow machine has time, a quick one never waits."""

A_ROUND = PATIENCE + 1000 * EVERY_SECONDS
"""Milliseconds for what the watchdog has to notice first."""

ALWAYS = {"AMENDS_OPENING_HOURS": "Mon-Sun 00:00-24:00", "AMENDS_TIMEZONE": "Europe/Berlin"}


@dataclass
class System:
    """Everything, running. `mail`: what its mail server has taken."""

    url: str
    settings: Settings
    store: Store
    process: subprocess.Popen[bytes]
    log: Path
    mail: Sink

    @property
    def levels(self) -> ServiceLevels:
        """What its operator promises."""
        return service_levels_of(self.settings)

    @property
    def now(self) -> datetime:
        """The present moment, as the running system has it."""
        return system_clock()

    def sign_in(self, name: str) -> tuple[str, str]:
        """Return e-mail and password of a demo agent."""
        agents = json.loads((self.settings.var / "demo-agents.json").read_text())
        return next((email, password) for email, password in agents.items() if email.startswith(name.lower()))

    def case(self, reference: str) -> Case:
        """Return the case as it stands on record now."""
        with self.store.read() as session:
            found = session.get_one(Case, _id_of(reference))
            _ = found.audit, found.apologies, found.assignee
            return found

    def messages(self, case: Case) -> list[Message]:
        """Return every message of a case's conversation, oldest first."""
        with self.store.read() as session:
            query = session.query(Message).filter_by(conversation_id=case.conversation_id)
            messages = list(query.order_by(Message.id))
            _ = [message.agent for message in messages]
            return messages

    def texts(self, reference: str) -> list[str]:
        """Return all that was said in a case's conversation, oldest first."""
        return [message.text for message in self.messages(self.case(reference))]

    def mails_to(self, address: str) -> dict[str, str]:
        """Return what the mail server took for an address: each subject with the newest text under it."""
        found = {}
        for mail in self.mail.taken:
            if mail["To"] == address:
                body = mail.get_body(("plain",))
                assert body is not None
                found[str(mail["Subject"])] = str(body.get_content())
        return found

    def pass_time(self, reference: str, **length: float) -> None:
        """Let so much time pass for one case and all that belongs to it."""
        with self.store.write() as session:
            make_older(session, session.get_one(Case, _id_of(reference)), timedelta(**length))

    def empty_the_desk(self) -> None:
        """Everybody who was at the desk has gone home a while ago."""
        with self.store.write() as session:
            session.execute(update(Agent).values(last_seen_at=None))

    def kill(self, name: str) -> None:
        """Kill the processes of the supervisor whose command line holds `name`."""
        found = subprocess.run(
            ["pgrep", "-P", str(self.process.pid), "-f", name], capture_output=True, text=True, check=False
        )
        for line in found.stdout.split():
            os.kill(int(line), signal.SIGKILL)

    def wait_for_the_bot(self, page: Page) -> None:
        """Wait until Rasa is there again. The time passes in `page`, whose events go on."""
        deadline = time.monotonic() + START_SECONDS
        while not self._bot_answers() and time.monotonic() < deadline:
            page.wait_for_timeout(500)
        assert self._bot_answers(), self.log.read_text()[-2000:]

    def _bot_answers(self) -> bool:
        try:
            return httpx.get(f"{self.settings.rasa_url}/webhooks/frontdesk/").status_code == 200
        except httpx.TransportError:
            return False


@contextmanager
def running(var: Path, model: Path, hours: dict[str, str]) -> Iterator[System]:
    """Run everything until it is healthy; it ends by Ctrl-C when the block does, and leaves nothing behind."""
    (var / "models").mkdir(parents=True)
    for name in (MODEL, RECORD):
        shutil.copy(model.with_name(name), var / "models" / name)
    sink, log = Sink(), var / "run.log"
    with mail_server(sink) as mail_port:
        ours = _settings(var, mail_port) | hours
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AMENDS_")}
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "amends", "run"],
                cwd=ROOT,
                env=environment | ours,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        settings = Settings(**{name.removeprefix("AMENDS_").lower(): value for name, value in ours.items()})  # type: ignore[arg-type]
        url = f"http://127.0.0.1:{settings.port}"
        try:
            wait_until_healthy(f"{url}/healthz", process, log)
            _wait_for_line(log, "All is up", process)
            store = open_store(settings.database)
            yield System(url, settings, store, process, log, sink)
            store.close()
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0, log.read_text()[-2000:]
        finally:
            process.kill()
            process.wait(10)


def _settings(var: Path, mail_port: int) -> dict[str, str]:
    return {
        "AMENDS_VAR": str(var),
        "AMENDS_PORT": str(free_port()),
        "AMENDS_RASA_PORT": str(free_port()),
        "AMENDS_ACTIONS_PORT": str(free_port()),
        "AMENDS_SIGN_INS_PER_MINUTE": "100",
        "AMENDS_DEMO_MONTHS": "0",
        "AMENDS_SMTP_HOST": "127.0.0.1",
        "AMENDS_SMTP_PORT": str(mail_port),
        "AMENDS_SMTP_SECURITY": "none",
        "AMENDS_SMTP_FROM": "care@shop.example",
    }


def _wait_for_line(log: Path, line: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while line not in log.read_text() and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.2)
    assert line in log.read_text(), log.read_text()[-2000:]


def _id_of(reference: str) -> int:
    return int(reference.removeprefix("AM-")) - FIRST_REFERENCE
