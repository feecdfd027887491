"""Filling a database with made-up history, from the plan to the copy."""

from __future__ import annotations

import asyncio

from amends.bootstrap import Services
from amends.records.made_up import has_made_up
from amends.settings import SettingsError
from amends.tools.demo.keep import copy_history, reserve_cases
from amends.tools.demo.plan import plan_customers
from amends.tools.demo.stories import load_stories
from amends.tools.demo.timeline import play_lives
from amends.tools.demo.world import World

SEED = 2015


class AlreadyFilled(Exception):
    """There is made-up history already."""

    def __init__(self) -> None:
        super().__init__("There is made-up history already: `amends demo remove` takes it away first.")


def fill_demo(services: Services, *, months: int, seed: int = SEED) -> int:
    """Make `months` months of history up to now; return how many conversations.

    It is played in memory and copied in one transaction, so that nobody sees half of it and no real customer waits
    behind a made-up one meanwhile. The same seed at the same moment gives the same history. Raises SettingsError
    outside development, and AlreadyFilled.
    """
    if not services.settings.development:
        raise SettingsError("Made-up history is for development: this is a production system.")
    now, stories = services.clock(), load_stories()
    customers = plan_customers(stories, months=months, now=now, zone=services.levels.hours.zone, seed=seed)
    with services.store.write() as session:
        if has_made_up(session):
            raise AlreadyFilled
        last = reserve_cases(session, len(customers))
    world = World(services, start=customers[0].arrives, seed=seed)
    try:
        world.number_cases_from(last)
        asyncio.run(play_lives(world, stories, customers, until=now))
        return copy_history(world.store, services.store)
    finally:
        world.store.close()
