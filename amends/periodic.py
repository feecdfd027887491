"""Periodic tasks of the front desk: repeated at an interval; one that fails is logged, and repeated all the same."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable

import structlog

from amends.store.store import StoreUnavailable

log = structlog.get_logger(__name__)

Round = Callable[[], Awaitable[float | None]]
"""One round; returns the seconds until the next, None for the usual ones."""


async def repeat(make: Round, *, name: str, every: float) -> None:
    """Make rounds until cancelled, `every` seconds apart. One that fails is logged by `name`, and the next one comes.

    Whatever it was: promises are kept by these rounds, and a single odd row must not end them until a restart.
    """
    while True:
        pause: float | None = None
        try:
            pause = await make()
        except StoreUnavailable as error:
            log.error("round_failed", round=name, why=str(error))
        except Exception:
            log.exception("round_failed", round=name)
        await asyncio.sleep(every if pause is None else pause)


def for_each(ids: Iterable[int], act: Callable[[int], None], *, name: str) -> None:
    """Act on each of `ids`, rows of the record; one that fails is logged by `name`, and the others have their turn.

    Raises StoreUnavailable: without the record nobody has one.
    """
    for row in ids:
        try:
            act(row)
        except StoreUnavailable:
            raise
        except Exception:
            log.exception("round_left_one_out", round=name, row=row)
