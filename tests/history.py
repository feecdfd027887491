"""Made-up history for tests: some weeks of it, played through the real services."""

from __future__ import annotations

import asyncio

from amends.bootstrap import Services
from amends.tools.demo.plan import plan_customers
from amends.tools.demo.stories import load_stories
from amends.tools.demo.timeline import play_lives
from amends.tools.demo.world import World


def play_history(services: Services, newest: int, *, months: int = 2, last_case: int = 0) -> World:
    """Play the lives of the `newest` customers of some months up to now; their cases come after `last_case`."""
    now, stories = services.clock(), load_stories()
    planned = plan_customers(stories, months=months, now=now, zone=services.levels.hours.zone, seed=3)
    customers = planned[-newest:]
    world = World(services, start=customers[0].arrives, seed=3)
    world.number_cases_from(last_case)
    asyncio.run(play_lives(world, stories, customers, until=now))
    return world
