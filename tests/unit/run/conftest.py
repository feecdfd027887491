"""Tiny processes for the supervisor, and a screen that can be read."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from amends.run.output import Screen
from amends.run.plan import Process
from amends.run.process_monitor import Timing

QUICK = Timing(poll=0.02, first_pause=0.02, longest_pause=0.1, settled=30, grace=2, first_tries=3)
"""A supervisor in a hurry."""

STAYS = "import pathlib, time; pathlib.Path({up!r}).touch(); print('up', flush=True); time.sleep(60)"
"""A child that says it is healthy by making a file, and stays."""


class Paper(io.StringIO):
    """Where a screen prints in a test."""

    def lines(self) -> list[str]:
        """Return what was printed, line by line."""
        return self.getvalue().splitlines()


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
def screen(paper: Paper) -> Screen:
    return Screen(Console(file=paper, width=200, force_terminal=False))


async def file_exists(url: str) -> bool:
    """Take a process for healthy when it has made the file that its `health` names."""
    return os.path.exists(url)  # noqa: PTH110


MakeProcess = Callable[..., Process]


@pytest.fixture
def make_process(tmp_path: Path) -> MakeProcess:
    def make(
        name: str = "child",
        code: str = STAYS,
        *,
        stage: int = 0,
        limit: float = 20,
        hopeless: str | None = None,
    ) -> Process:
        up = str(tmp_path / f"{name}.up")
        return Process(
            name=name,
            command=(sys.executable, "-I", "-S", "-c", code.replace("{up!r}", repr(up))),
            health=up,
            stage=stage,
            start_limit=limit,
            environment={},
            hopeless=hopeless,
        )

    return make
