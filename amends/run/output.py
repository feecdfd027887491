"""What the supervisor shows: steps with their time, progress, and the processes' lines behind their names."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.status import Status
from rich.text import Text

STYLES: Final = ("cyan", "magenta", "green", "yellow", "blue")
WIDTH: Final = 10
HEARTBEAT: Final = 10.0
"""Seconds between two lines of progress where there is no terminal to draw on."""

_CONTROL = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[@-_]|[\x00-\x08\x0b-\x1f\x7f]")


def plain(line: str) -> str:
    """Return `line` without control characters, so that no output can redraw the operator's terminal."""
    return _CONTROL.sub("", line)


class Terminal(Console):
    """A console that stops the program in order when nobody reads it any more, as in `amends run | head`."""

    def on_broken_pipe(self) -> None:
        """Print nothing from now on and ask ourselves to end."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        os.kill(os.getpid(), signal.SIGTERM)


class ProgressStep:
    """A long step under way; tell it how it goes and it shows it, on a terminal at once, else every 10 s."""

    def __init__(self, title: str, console: Console, status: Status | None) -> None:
        self._title = title
        self._console = console
        self._status = status
        self._started = time.monotonic()
        self._shown = self._started
        self.given_up = False

    @property
    def seconds(self) -> float:
        """Seconds since the step began."""
        return time.monotonic() - self._started

    def update(self, detail: str = "") -> None:
        """Show the step with the seconds so far and `detail`, such as what it waits for."""
        text = f"{self._title} · {self.seconds:.0f} s{f' · {detail}' if detail else ''}"
        if self._status is not None:
            self._status.update(Text(text))
        elif time.monotonic() - self._shown >= HEARTBEAT:
            self._shown = time.monotonic()
            self._console.print(Text(f"  {text}"), soft_wrap=True)


class Screen:
    """The operator's terminal (or log). NO_COLOR is honoured."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Terminal(highlight=False)
        self._styles: dict[str, str] = {}

    def say(self, text: str, *, style: str = "") -> None:
        """Print one line of the supervisor's own."""
        self._console.print(Text(text, style=style), soft_wrap=True)

    def fail(self, sentence: str, last_lines: Iterable[str] = ()) -> None:
        """Print why it cannot go on: the last lines of the process that failed, then the sentence."""
        self.quote(last_lines)
        self._console.print(Text(sentence, style="bold red"), soft_wrap=True)

    def quote(self, lines: Iterable[str]) -> None:
        """Print lines that a process printed before, set off from our own."""
        for line in lines:
            self._console.print(Text(f"    {plain(line)}", style="dim"), soft_wrap=True)

    def line(self, name: str, text: str) -> None:
        """Print a line of the process `name` behind its name."""
        style = self._styles.setdefault(name, STYLES[len(self._styles) % len(STYLES)])
        self._console.print(Text.assemble((f"{name:<{WIDTH}} | ", style), plain(text)), soft_wrap=True)

    @contextmanager
    def step(self, title: str) -> Iterator[ProgressStep]:
        """Show a step while it runs, and its time when it is done unless it is `given_up`."""
        if self._console.is_terminal:
            with self._console.status(Text(title)) as status:
                step = ProgressStep(title, self._console, status)
                yield step
        else:
            self.say(f"{title} …")
            step = ProgressStep(title, self._console, None)
            yield step
        if not step.given_up:
            self.say(f"{self._mark} {title} · {step.seconds:.1f} s")

    @property
    def _mark(self) -> str:
        return "✓" if self._console.encoding.lower().startswith("utf") else "ok"
