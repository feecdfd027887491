"""A few weeks of made-up history, played once for every test here."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from amends.bootstrap import build_library
from amends.demo.plan import plan_customers
from amends.demo.stories import load_stories
from amends.demo.timeline import play
from amends.demo.world import World
from amends.settings import Settings
from tests.conftest import MONDAY_NOON, StillClock

CUSTOMERS = 60
LAST = 700
"""The number of the last real case before the made-up ones."""


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A few weeks, played once."""
    library = build_library(Settings(var=tmp_path_factory.mktemp("demo")), clock=StillClock())
    stories = load_stories()
    planned = plan_customers(stories, months=2, now=MONDAY_NOON, zone=library.terms.hours.zone, seed=3)
    customers = planned[-CUSTOMERS:]
    played = World(library, start=customers[0].arrives, seed=3)
    played.number_cases_from(LAST)
    asyncio.run(play(played, stories, customers, until=MONDAY_NOON))
    yield played
    played.store.close()
    library.store.close()
