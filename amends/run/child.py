"""One process in a group of its own, whose lines are read and which does not outlive us."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, STDOUT
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

LONGEST_LINE: Final = 8000
"""Bytes; a longer line is shown in pieces."""
_PR_SET_PDEATHSIG: Final = 1


def die_with_parent(parent: int) -> Callable[[], None] | None:
    """Return what a child calls before it becomes its program: the kernel kills it when `parent` is gone.

    Only Linux can do that; None elsewhere.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl  # looked up here: between fork and exec nothing may be loaded

    def bind() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before we could ask
            os._exit(1)

    return bind


class Child:
    """A running process. `on_line` hears each line of its output, undecoded parts replaced."""

    def __init__(self, process: asyncio.subprocess.Process, on_line: Callable[[str], None]) -> None:
        self._process = process
        self._reading = asyncio.create_task(self._read(on_line))

    @classmethod
    async def start(
        cls,
        command: tuple[str, ...],
        *,
        environment: Mapping[str, str],
        folder: Path,
        on_line: Callable[[str], None],
    ) -> Child:
        """Start `command` in `folder`, with `environment` added to ours. Raises OSError if it cannot be."""
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=folder,
            env={**os.environ, **environment},
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=STDOUT,
            start_new_session=True,  # the terminal's Ctrl-C is for the supervisor, which stops them in order
            preexec_fn=die_with_parent(os.getpid()),
        )
        return cls(process, on_line)

    @property
    def pid(self) -> int:
        """The process id, which is its group's too."""
        return self._process.pid

    async def wait(self) -> int:
        """Wait until it ends, end the rest of its group, and return its exit code (negative: the signal)."""
        code = await self._process.wait()
        self.signal(signal.SIGKILL)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._reading, 1)
        return code

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the whole group; nothing happens if it is gone."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)

    async def _read(self, on_line: Callable[[str], None]) -> None:
        assert self._process.stdout is not None
        rest = b""
        while chunk := await self._process.stdout.read(65536):
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) > LONGEST_LINE:
                lines, rest = [*lines, rest], b""
            for line in lines:
                on_line(line.decode(errors="replace").rstrip("\r"))
        if rest:
            on_line(rest.decode(errors="replace"))
