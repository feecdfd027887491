"""Keeps one process up: starts it, sees that it becomes healthy, and starts it again when it dies."""

from __future__ import annotations

import asyncio
import signal
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from amends.run.child import Child
from amends.run.errors import CannotStart, ModelUnloadable
from amends.run.health import Healthy, is_healthy
from amends.run.output import Screen
from amends.run.plan import Process

LAST_LINES: Final = 15


@dataclass(frozen=True, slots=True)
class Timing:
    """How patient the supervisor is; all in seconds but `first_tries`."""

    poll: float = 0.5
    first_pause: float = 1.0
    longest_pause: float = 30.0
    settled: float = 60.0
    """Up this long, a process is taken to be well again and the next pause is the first one."""
    grace: float = 10.0
    """From the request to end until it is killed."""
    first_tries: int = 3
    """So many deaths before it was ever healthy mean that it cannot start."""

    def pause(self, deaths: int) -> float:
        """Return how long to wait before the next start, after `deaths` (1 or more) in a row."""
        return float(min(self.first_pause * 2 ** min(deaths - 1, 30), self.longest_pause))


DEFAULT_TIMING: Final = Timing()


class Keeper:
    """Keeps `process` up until it is told to stop. `ready` is set once it has been healthy."""

    def __init__(
        self,
        process: Process,
        screen: Screen,
        folder: Path,
        *,
        healthy: Healthy = is_healthy,
        timing: Timing = DEFAULT_TIMING,
    ) -> None:
        self.process = process
        self.ready = asyncio.Event()
        self._screen = screen
        self._folder = folder
        self._healthy = healthy
        self._timing = timing
        self._stopping = asyncio.Event()
        self._hopeless = False
        self._child: Child | None = None
        self._last_lines: deque[str] = deque(maxlen=LAST_LINES)

    @property
    def pid(self) -> int | None:
        """The id of the process that runs now, if one does."""
        return None if self._child is None else self._child.pid

    async def keep(self) -> None:
        """Run the process until `let_go`. Raises CannotStart if it was never healthy and will not be."""
        loop = asyncio.get_running_loop()
        deaths, first_deadline = 0, loop.time() + self.process.start_limit
        while not self._stopping.is_set():
            started = loop.time()
            deadline = started + self.process.start_limit if self.ready.is_set() else first_deadline
            how = await self._live(deadline, again=deaths > 0)
            if self._stopping.is_set():
                return
            deaths = 1 if loop.time() - started > self._timing.settled else deaths + 1
            if not self.ready.is_set() and deaths >= self._timing.first_tries:
                raise self._cannot_start(f"{how} {deaths} times while starting")
            pause = self._timing.pause(deaths)
            self._screen.say(f"{self.process.name} {how}; starting it again in {pause:g} s", style="yellow")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)

    def let_go(self) -> None:
        """Never start the process again. It is still running: see `end`."""
        self._stopping.set()

    def end(self) -> None:
        """Ask the process to end."""
        if self._child is not None:
            self._child.signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the process and its whole group at once."""
        self._stopping.set()
        if self._child is not None:
            self._child.signal(signal.SIGKILL)

    async def _live(self, deadline: float, *, again: bool) -> str:
        """Run the process once and say how it ended."""
        try:
            child = await Child.start(
                self.process.command,
                environment=self.process.environment,
                folder=self._folder,
                on_line=self._hear,
            )
        except OSError as error:
            return f"could not be started ({error.strerror or error})"
        self._child = child
        if self._stopping.is_set():
            self.end()
        ending = asyncio.create_task(child.wait())
        watching = asyncio.create_task(self._watch(deadline, again=again))
        try:
            await asyncio.wait({ending, watching}, return_when=asyncio.FIRST_COMPLETED)
            if not ending.done() and not watching.result():
                child.signal(signal.SIGKILL)
                await ending
                return f"did not answer within {self.process.start_limit:g} s"
            return describe(await ending)
        finally:
            watching.cancel()
            if not ending.done():
                child.signal(signal.SIGKILL)
                await ending
            self._child = None

    async def _watch(self, deadline: float, *, again: bool) -> bool:
        """Wait until it is healthy; False if not by `deadline`. Raises CannotStart at the first start."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        while not await self._healthy(self.process.health):
            if self._hopeless:
                raise self._cannot_start("cannot load its model", ModelUnloadable)
            if loop.time() > deadline:
                if not self.ready.is_set():
                    raise self._cannot_start(f"did not answer within {self.process.start_limit:g} s")
                return False
            await asyncio.sleep(self._timing.poll)
        if again and self.ready.is_set():
            self._screen.say(
                f"{self.process.name} is back after {loop.time() - started:.0f} s", style="green"
            )
        self.ready.set()
        return True

    def _hear(self, line: str) -> None:
        self._last_lines.append(line)
        self._screen.line(self.process.name, line)
        if self.process.hopeless is not None and self.process.hopeless in line and not self.ready.is_set():
            self._hopeless = True

    def _cannot_start(self, why: str, kind: type[CannotStart] = CannotStart) -> CannotStart:
        told = "Its last lines are above; mend that" if self._last_lines else "It printed nothing; mend that"
        return kind(
            f"Amends cannot start: {self.process.name} {why}. {told} and start again.",
            tuple(self._last_lines),
        )


def describe(code: int) -> str:
    """Say how a process ended, from its exit code (negative: the signal that ended it)."""
    if code >= 0:
        return f"stopped (exit code {code})"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
    hint = ", perhaps for lack of memory" if -code == signal.SIGKILL else ""
    return f"was ended by {name}{hint}"
