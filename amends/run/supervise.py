"""The supervisor: starts the processes stage by stage, keeps them up, stops them in the opposite order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path

from amends.run.health import Healthy, is_healthy
from amends.run.output import ProgressStep, Screen
from amends.run.plan import Process
from amends.run.process_monitor import DEFAULT_TIMING, Keeper, Timing


class Supervisor:
    """Runs `processes` in `folder` until `stop`. It is for one run."""

    def __init__(
        self,
        processes: Sequence[Process],
        screen: Screen,
        folder: Path,
        *,
        healthy: Healthy = is_healthy,
        timing: Timing = DEFAULT_TIMING,
    ) -> None:
        keepers = [Keeper(one, screen, folder, healthy=healthy, timing=timing) for one in processes]
        keepers.sort(key=lambda keeper: keeper.process.stage)
        self._stages = [list(stage) for _, stage in groupby(keepers, key=lambda keeper: keeper.process.stage)]
        self._screen = screen
        self._timing = timing
        self._asked_to_stop = asyncio.Event()
        self._tasks: dict[Keeper, asyncio.Task[None]] = {}

    async def run(self, on_ready: Callable[[], None]) -> None:
        """Start everything, call `on_ready` when all is healthy, and go on until `stop`.

        Raises CannotStart if a process never becomes healthy; everything is stopped by then.
        """
        try:
            if await self._start():
                on_ready()
            await self._until_stopped()
        finally:
            await self._stop_all()

    def stop(self) -> None:
        """Stop everything in order; the second time, kill everything at once."""
        if self._asked_to_stop.is_set():
            for keeper in self._tasks:
                keeper.kill()
        else:
            self._screen.say("Stopping (Ctrl-C again kills at once)")
            self._asked_to_stop.set()

    def pids(self) -> dict[str, int]:
        """Return the ids of the processes that run now, by name."""
        return {keeper.process.name: keeper.pid for keeper in self._tasks if keeper.pid is not None}

    async def _start(self) -> bool:
        """Start stage after stage; False if it was told to stop meanwhile."""
        with self._screen.step("Starting") as step:
            for stage in self._stages:
                for keeper in stage:
                    self._tasks[keeper] = asyncio.create_task(keeper.keep())
                await self._until_ready(stage, step)
            step.given_up = self._asked_to_stop.is_set()
        return not step.given_up

    async def _until_ready(self, stage: list[Keeper], step: ProgressStep) -> None:
        while waiting := [keeper.process.name for keeper in stage if not keeper.ready.is_set()]:
            if self._asked_to_stop.is_set():
                return
            self._raise_what_failed()
            step.update(f"waiting for {' and '.join(waiting)}")
            await asyncio.sleep(min(self._timing.poll, 0.25))

    async def _until_stopped(self) -> None:
        asked = asyncio.create_task(self._asked_to_stop.wait())
        try:
            await asyncio.wait({asked, *self._tasks.values()}, return_when=asyncio.FIRST_COMPLETED)
            self._raise_what_failed()
        finally:
            asked.cancel()

    def _raise_what_failed(self) -> None:
        for task in self._tasks.values():
            if task.done():
                task.result()

    async def _stop_all(self) -> None:
        for keeper in self._tasks:
            keeper.let_go()
        for stage in reversed(self._stages):
            started = [keeper for keeper in stage if keeper in self._tasks]
            await asyncio.gather(*(self._end(keeper) for keeper in started))

    async def _end(self, keeper: Keeper) -> None:
        task = self._tasks[keeper]
        keeper.end()
        await asyncio.wait({task}, timeout=self._timing.grace)
        if not task.done():
            self._screen.say(f"{keeper.process.name} did not end within {self._timing.grace:g} s: killing it")
            keeper.kill()
            await asyncio.wait({task}, timeout=self._timing.grace)
