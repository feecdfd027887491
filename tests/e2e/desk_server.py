"""A front desk of its own for browser tests, with customers who wait and agents who can sign in; no bot behind it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect

from amends.bootstrap import Services, build_services
from amends.run.demo_agents import ensure_demo_agents
from amends.settings import Settings
from amends.store.migrate import upgrade
from tests.integration.desk.conftest import Shop
from tests.processes import ROOT, free_port, wait_until_healthy

PATIENCE = 20_000
ALWAYS = "Mon-Sun 00:00-24:00"


@dataclass
class DeskServer:
    """A running front desk. `shop` makes customers on its record."""

    url: str
    services: Services
    shop: Shop
    log: Path

    @property
    def sign_ins(self) -> list[tuple[str, str]]:
        """E-mail address and password of Elena, a lead, and of Jonas."""
        return list(json.loads((self.services.settings.var / "demo-agents.json").read_text()).items())

    def agent(self, browser: Browser, index: int, **look: object) -> Page:
        """Sign a demo agent in, in a browser of their own: 0 is Elena, a lead; 1 is Jonas."""
        context = visitor(browser, **look)
        email, password = self.sign_ins[index]
        page = context.new_page()
        page.goto(f"{self.url}/desk/")
        page.fill("#email", email)
        page.fill("#password", password)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Waiting for a person")).to_be_visible()
        return page

    def customer(self, browser: Browser, text: str) -> Page:
        """A customer opens the chat on the shop's page and writes."""
        page = visitor(browser).new_page()
        page.goto(self.url)
        page.locator(".launcher").click()
        page.locator("amends-chat textarea").fill(text)
        page.locator("amends-chat textarea").press("Enter")
        expect(page.locator("amends-chat .case")).to_contain_text("AM-")
        return page


def visitor(browser: Browser, **look: object) -> BrowserContext:
    """An empty browser profile in Berlin."""
    asked = {"viewport": {"width": 1280, "height": 860}, **look}
    context = browser.new_context(locale="en-GB", timezone_id="Europe/Berlin", **asked)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    return context


@contextmanager
def serve(var: Path, *, hours: str = ALWAYS, **more: str) -> Iterator[DeskServer]:
    """Run `amends serve` on a new record until the block ends; `more`: settings of its own, by their names."""
    settings = Settings(
        var=var, port=free_port(), rasa_port=free_port(), opening_hours=hours, sign_ins_per_minute=100
    )
    upgrade(settings.database)
    ensure_demo_agents(settings)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AMENDS_")}
    environment |= {
        "AMENDS_VAR": str(var), "AMENDS_PORT": str(settings.port), "AMENDS_RASA_PORT": str(settings.rasa_port),
        "AMENDS_OPENING_HOURS": hours, "AMENDS_SIGN_INS_PER_MINUTE": "100", "AMENDS_TURN_TIMEOUT": "1",
        **{f"AMENDS_{name.upper()}": value for name, value in more.items()},
    }  # fmt: skip
    log = var / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "amends", "serve"],
            cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    services = build_services(settings)
    try:
        url = f"http://127.0.0.1:{settings.port}"
        wait_until_healthy(f"{url}/healthz", process, log)
        yield DeskServer(url, services, Shop(services), log)
    finally:
        services.store.close()
        process.send_signal(signal.SIGINT)
        process.wait(30)
