"""A few weeks of made-up history, played once for every test here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from amends.bootstrap import build_services
from amends.settings import Settings
from amends.tools.demo.world import World
from tests.conftest import StillClock
from tests.history import play_history

CUSTOMERS = 60
LAST = 700
"""The number of the last real case before the made-up ones."""


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A few weeks, played once."""
    services = build_services(Settings(var=tmp_path_factory.mktemp("demo")), clock=StillClock())
    played = play_history(services, CUSTOMERS, last_case=LAST)
    yield played
    played.store.close()
    services.store.close()
