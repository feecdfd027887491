"""One running system for all journeys; the people in them begin with empty browsers and a conversation of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.journeys.people import NewBrowser, open_chat, sign_in, visitor
from tests.e2e.journeys.system import ALWAYS, System, running


@pytest.fixture(scope="session")
def system(
    browser: Browser, trained_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[System]:
    """Everything, open day and night. `browser` comes first: without one, nothing is started."""
    with running(tmp_path_factory.mktemp("system") / "var", trained_model, ALWAYS) as everything:
        yield everything


@pytest.fixture
def new_browser(browser: Browser) -> Iterator[NewBrowser]:
    """Opens empty browser profiles, as many as a journey needs; all are closed at its end."""
    opened: list[BrowserContext] = []

    def open_one(**look: object) -> BrowserContext:
        opened.append(visitor(browser, **look))
        return opened[-1]

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def customer(browser: Browser, system: System) -> Iterator[Page]:
    """A customer on the shop's page, with the chat open."""
    context = visitor(browser)
    yield open_chat(context, system)
    context.close()


@pytest.fixture
def elena(browser: Browser, system: System) -> Iterator[Page]:
    """Elena, a lead, signed in at her desk."""
    context = visitor(browser)
    yield sign_in(context, system, "Elena")
    context.close()


@pytest.fixture
def jonas(browser: Browser, system: System) -> Iterator[Page]:
    """Jonas, an agent, signed in at his desk."""
    context = visitor(browser)
    yield sign_in(context, system, "Jonas")
    context.close()
