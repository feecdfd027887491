"""Measures a system of its own: how soon it is healthy, what memory it takes, how soon it answers."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import yaml

from amends.run.machine import free_ports, load, memory
from amends.run.model import ensure_model
from amends.run.output import Screen
from amends.run.plan import ROOT, address, plan
from amends.run.serving import compared, ours, rasa_init
from amends.run.supervise import Supervisor
from amends.settings import Settings
from amends.tools.play.lines import PlayLine
from amends.tools.play.report import percentile
from amends.tools.play.stage import play_lines
from amends.tools.play.timing import Timed, TurnKind, time_turns
from amends.tools.play.turn import PlayedTurn

AT_ONCE: Final = (1, 8)
"""How many customers write at the same time, one measurement each."""

KINDS: Final = {
    TurnKind.FIRST: "First message",
    TurnKind.TYPED: "Message after it",
    TurnKind.PRESSED: "Button",
}

Rows = list[tuple[str, str]]


def measure_system(
    settings: Settings, screen: Screen, *, messages: int, init: Path | None = None, root: Path = ROOT
) -> Rows:
    """Start a system with a record and ports of its own, measure it, and stop it. Raises RunError if it cannot start.

    The messages are complaints of the training data: their number and length are what matters here. Where `init`
    names a folder, our Rasa server is measured beside the one that `rasa init` makes there.
    """
    from amends.store.migrate import upgrade

    model = ensure_model(settings, screen=screen)
    with tempfile.TemporaryDirectory(prefix="amends-bench-") as folder:
        ports = dict(zip(("PORT", "RASA_PORT", "ACTIONS_PORT"), map(str, free_ports(3)), strict=True))
        own = {"VAR": folder, "DATABASE_URL": "", "ENVIRONMENT": "development", **ports}
        os.environ.update({f"AMENDS_{name}": value for name, value in own.items()})
        apart = Settings()
        upgrade(apart.database)
        rows = asyncio.run(_measure(apart, screen, model, complaints(root)[:messages]))
        return rows + (_beside(apart, screen, model, init) if init else [])


def _beside(settings: Settings, screen: Screen, model: Path, init: Path) -> Rows:
    with screen.step("Serving our model, and what `rasa init` makes (trained first where it isn't there)"):
        return compared(ours(settings, model), rasa_init(init))


async def _measure(settings: Settings, screen: Screen, model: Path, texts: Sequence[str]) -> Rows:
    supervisor, ready = Supervisor(plan(settings, model), screen, ROOT), asyncio.Event()
    started = time.monotonic()
    running = asyncio.create_task(supervisor.run(ready.set))
    waiting = asyncio.create_task(ready.wait())
    try:
        await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
        rows = [("Healthy after", f"{time.monotonic() - started:.1f} s"), ("Load before it", load())]
        for at_once in AT_ONCE:
            with screen.step(f"Playing {len(texts)} messages, {at_once} at a time"):
                rows += await _answers(address(settings), texts, at_once)
        return rows + [(f"Memory of {name}", f"{memory(pid)} MB") for name, pid in supervisor.pids().items()]
    finally:
        waiting.cancel()
        supervisor.stop()
        await asyncio.gather(running, return_exceptions=True)


async def _answers(server: str, texts: Sequence[str], at_once: int) -> Rows:
    """Play the messages, each answered to its end; then time the turns of whole conversations that begin with them."""
    turns: list[PlayedTurn] = []
    started = time.monotonic()
    lines = [PlayLine(number, text) for number, text in enumerate(texts, start=1)]
    await play_lines(lines, server, concurrency=at_once, on_turn=turns.append)
    rate = len(turns) / (time.monotonic() - started)
    faults = sum(len(turn.faults) for turn in turns)
    timed = await time_turns(texts, server, concurrency=at_once)
    return [
        (f"Messages, {at_once} at a time", f"{rate:.1f} a second, {faults} faults"),
        *turn_rows(timed, at_once),
    ]


def turn_rows(timed: Sequence[Timed], at_once: int) -> Rows:
    """Say how long turns took, by their kind: median and the time that 95 of a hundred keep within."""
    rows = []
    for kind, name in KINDS.items():
        times = [turn.seconds for turn in timed if turn.kind is kind]
        middle, most = (f"{1000 * (percentile(times, part) or 0):.0f} ms" for part in (50, 95))
        if times:
            what = f"{name}, {at_once} at a time, p50 and p95"
            rows.append((what, f"{middle}, {most} (turns: {len(times)})"))
    return rows


def complaints(root: Path) -> list[str]:
    """Return the complaints of the training data, one topic after the other in turn."""
    topics = []
    for path in sorted((root / "data" / "nlu").glob("complaint_*.yml")):
        for block in yaml.safe_load(path.read_text())["nlu"]:
            topics.append([line.removeprefix("- ") for line in str(block["examples"]).splitlines()])
    longest = max(map(len, topics), default=0)
    return [topic[number] for number in range(longest) for topic in topics if number < len(topic)]
