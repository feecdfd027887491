"""The widget in a real browser, against a front desk that breaks on demand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.e2e.fake_front_desk import FakeFrontDesk, serving
from tests.e2e.widget.visiting import GREETING, visit


@pytest.fixture
def front_desk() -> FakeFrontDesk:
    """A front desk that greets and repeats what it was told."""
    fake = FakeFrontDesk()
    fake.greeting = [GREETING]
    return fake


@pytest.fixture
def address(front_desk: FakeFrontDesk) -> Iterator[str]:
    """Where the front desk is served."""
    with serving(front_desk) as url:
        yield url


@pytest.fixture
def page(address: str, context: BrowserContext) -> Page:
    """The demo page with the chat opened and the greeting read."""
    return visit(context, address)
