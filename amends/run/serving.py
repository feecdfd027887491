"""How soon a Rasa server answers and what memory it has: ours beside the project that `rasa init` makes."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from amends.run.errors import RunError
from amends.run.machine import free_ports, memory
from amends.run.plan import LOOPBACK, QUIET, QUIETLY, ROOT, plan
from amends.settings import Settings

LONGEST: Final = 600.0
"""Seconds a server may take to answer."""


@dataclass(frozen=True, slots=True)
class Serving:
    """Seconds until a server answers with its model loaded, and its resident memory then, in megabytes."""

    seconds: float
    megabytes: int


def ours(settings: Settings, model: Path) -> Serving:
    """The cost of our Rasa server as `amends run` starts it. Raises RunError where it does not answer."""
    rasa = next(process for process in plan(settings, model) if process.name == "rasa")
    return served(rasa.command, rasa.environment, ROOT, settings.rasa_port)


def rasa_init(project: Path) -> Serving:
    """The cost of serving what `rasa init` makes (DIET and TED); made and trained first where it isn't there."""
    if not list(project.glob("models/*.tar.gz")):
        project.mkdir(parents=True, exist_ok=True)
        making = (*QUIETLY, "rasa", "init", "--no-prompt", "--init-dir", str(project.absolute()))
        done = subprocess.run(making, capture_output=True, text=True, check=False, env=os.environ | QUIET)  # noqa: S603
        if done.returncode:
            raise RunError(f"`rasa init` failed: {done.stderr.strip()[-600:]}")
    [port] = free_ports(1)
    return served(
        (*QUIETLY, "rasa", "run", "--interface", LOOPBACK, "--port", str(port)), QUIET, project, port
    )


def served(command: Sequence[str], environment: Mapping[str, str], folder: Path, port: int) -> Serving:
    """Run a server in `folder` until it answers on `port`, and stop it. Raises RunError where it does not."""
    with tempfile.TemporaryFile() as words:
        started = time.monotonic()
        server = subprocess.Popen(  # noqa: S603
            command, cwd=folder, env=os.environ | environment, stdout=words, stderr=words
        )
        try:
            while not _answers(port):
                if server.poll() is not None or time.monotonic() - started > LONGEST:
                    words.seek(0)
                    last = words.read()[-600:].decode(errors="replace")
                    raise RunError(f"`{' '.join(command)}` did not answer: {last}")
                time.sleep(0.1)
            return Serving(time.monotonic() - started, memory(server.pid))
        finally:
            server.terminate()
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def compared(ours: Serving, init: Serving) -> list[tuple[str, str]]:
    """Both as rows of a table, and what share of the other's time and memory ours takes."""
    time_share, memory_share = ours.seconds / init.seconds, ours.megabytes / init.megabytes
    return [
        ("Our Rasa server: ready, memory", f"{ours.seconds:.1f} s, {ours.megabytes} MB"),
        ("That of `rasa init`: ready, memory", f"{init.seconds:.1f} s, {init.megabytes} MB"),
        ("Ours takes of its time, its memory", f"{time_share:.2f}, {memory_share:.2f}"),
    ]


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{LOOPBACK}:{port}/", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
