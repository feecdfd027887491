"""A few weeks of made-up history, played once for every test here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from amends.bootstrap import build_library
from amends.demo.world import World
from amends.settings import Settings
from tests.conftest import StillClock
from tests.history import play_history

CUSTOMERS = 60
LAST = 700
"""The number of the last real case before the made-up ones."""


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A few weeks, played once."""
    library = build_library(Settings(var=tmp_path_factory.mktemp("demo")), clock=StillClock())
    played = play_history(library, CUSTOMERS, last_case=LAST)
    yield played
    played.store.close()
    library.store.close()
