"""Plays every life in the order of time, so that customers wait behind each other and people are busy."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from datetime import datetime, timedelta

from amends.tools.demo.lives import Life, live
from amends.tools.demo.plan import Customer
from amends.tools.demo.stories import Stories
from amends.tools.demo.world import World

ROUNDS = timedelta(hours=4)


async def play_lives(
    world: World, stories: Stories, customers: Sequence[Customer], *, until: datetime
) -> int:
    """Play the customers' lives up to `until`; return how many are still in the middle of theirs."""
    waiting: list[tuple[datetime, int, Life]] = [
        (customer.arrives, customer.number, live(world, stories, customer)) for customer in customers
    ]
    waiting.append((world.now, 0, _rounds(world)))
    heapq.heapify(waiting)
    unfinished = 0
    while waiting:
        moment, number, life = heapq.heappop(waiting)
        if moment > until:
            unfinished += number > 0
            continue
        world.put_clock(moment)
        if (wait := await anext(life, None)) is not None:
            heapq.heappush(waiting, (moment + wait, number, life))
    world.put_clock(until)
    world.make_a_round()
    return unfinished


async def _rounds(world: World) -> Life:
    while True:
        world.make_a_round()
        yield ROUNDS
