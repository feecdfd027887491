"""Plays many customers at once, but never more than the given number."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

import httpx

from amends.tools.play.customer import Patience, PlayedCustomer
from amends.tools.play.lines import PlayError, PlayLine
from amends.tools.play.turn import PlayedTurn, judge_turn


class NobodyThere(PlayError):
    """No front desk answers at the given address."""


async def play_lines(
    lines: Iterable[PlayLine],
    server: str,
    *,
    concurrency: int,
    on_turn: Callable[[PlayedTurn], None],
    patience: Patience | None = None,
) -> None:
    """Play each line as a conversation of its own, `concurrency` at a time; `on_turn` gets each result.

    Raises NobodyThere before anything is sent if the front desk at `server` does not answer.
    """
    server = server.rstrip("/")
    limits = httpx.Limits(max_connections=concurrency * 2)
    await knock(server)
    async with httpx.AsyncClient(
        base_url=server, timeout=30, limits=limits, headers={"Origin": server}, trust_env=False
    ) as client:
        waiting = iter(lines)

        async def one_after_another() -> None:
            for line in waiting:
                on_turn(judge_turn(line, await PlayedCustomer(client, patience=patience).tell(line.text)))

        async with asyncio.TaskGroup() as group:
            for _ in range(concurrency):
                group.create_task(one_after_another())


async def knock(server: str) -> None:
    """Raise NobodyThere if no front desk answers at `server`."""
    try:
        async with httpx.AsyncClient(base_url=server, timeout=30, trust_env=False) as client:
            (await client.get("/healthz")).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NobodyThere(
            f"No front desk answers at {server}: start it with `make run`, or name another with --server."
        ) from error
