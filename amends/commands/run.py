"""`amends run` and `amends train`."""

from __future__ import annotations

import argparse
import asyncio
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from amends.run.checks import alone, check_folder, check_ports, check_room
from amends.run.errors import CannotStart, ModelUnloadable, RunError
from amends.run.history import start_filling
from amends.run.model import ensure_model
from amends.run.output import Screen
from amends.run.plan import ROOT, address, plan, ports
from amends.run.supervise import Supervisor
from amends.settings import Settings, SettingsError

if TYPE_CHECKING:
    from argparse import _SubParsersAction

STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def add_parser(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `run` and `train` to the `amends` command."""
    running = subparsers.add_parser("run", help="start everything and keep it up until Ctrl-C")
    running.add_argument("--no-demo", action="store_true", help="make no demo sign-in and no made-up history")
    running.set_defaults(run=run)
    measuring = subparsers.add_parser(
        "bench", help="measure start, memory and answers of a system of its own"
    )
    measuring.add_argument("--messages", type=int, default=100, metavar="N", help="how many (default: 100)")
    measuring.add_argument(
        "--rasa-init",
        type=Path,
        metavar="FOLDER",
        help="serve what `rasa init` makes beside ours (trained there first: minutes)",
    )
    measuring.set_defaults(run=bench)
    training = subparsers.add_parser("train", help="train the bot if its model is not current")
    training.add_argument("--force", action="store_true", help="train in any case")
    training.set_defaults(run=train)


def train(args: argparse.Namespace) -> int:
    """Carry out `amends train`."""
    screen = Screen()
    try:
        settings = _settings()
        check_room(settings.var)
        screen.say(f"The model is current: {ensure_model(settings, force=args.force, screen=screen)}")
    except (RunError, SettingsError) as error:
        screen.fail(str(error))
        return 1
    return 0


def bench(args: argparse.Namespace) -> int:
    """Carry out `amends bench`."""
    from amends.tools.bench import measure_system

    screen = Screen()
    try:
        for what, how_much in measure_system(
            _settings(), screen, messages=args.messages, init=args.rasa_init
        ):
            screen.say(f"{what:<44} {how_much}")
    except RunError as error:
        screen.fail(str(error))
        return 1
    return 0


def run(args: argparse.Namespace) -> int:
    """Carry out `amends run`: 0 after a clean stop, 1 if it cannot run."""
    screen = Screen()
    for number in STOP_SIGNALS:
        signal.signal(number, _interrupt)
    try:
        settings = _settings()
        check_room(settings.var)
        with alone(settings.var):
            _run(settings, screen, demo=not args.no_demo)
    except CannotStart as error:
        screen.fail(str(error), error.last_lines)
        return 1
    except (RunError, SettingsError) as error:
        screen.fail(str(error))
        return 1
    except KeyboardInterrupt:
        screen.say("Stopped before it was up.")
    return 0


def _run(settings: Settings, screen: Screen, *, demo: bool) -> None:
    began = time.monotonic()
    check_folder(ROOT)
    check_ports(ports(settings))
    settings.signing_secret()
    model = ensure_model(settings, screen=screen)
    _migrate(settings, screen)
    sign_ins = _demo_agents(settings, screen) if demo and settings.development else []

    filling: list[subprocess.Popen[bytes]] = []

    def ready() -> None:
        screen.say(f"All is up after {time.monotonic() - began:.0f} s.", style="bold")
        for line in addresses(settings, sign_ins):
            screen.say(line)
        if demo:
            filling.extend(start_filling(settings, screen))

    try:
        asyncio.run(_supervise(settings, screen, model, ready))
    except ModelUnloadable:
        screen.say(f"{model} cannot be loaded: training it again", style="yellow")
        model = ensure_model(settings, screen=screen, force=True)
        asyncio.run(_supervise(settings, screen, model, ready))
    finally:
        for process in filling:
            process.terminate()
            process.wait()
    screen.say("Stopped.")


async def _supervise(settings: Settings, screen: Screen, model: Path, ready: Callable[[], None]) -> None:
    supervisor = Supervisor(plan(settings, model), screen, ROOT)
    loop = asyncio.get_running_loop()
    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, supervisor.stop)
    try:
        await supervisor.run(ready)
    finally:
        for number in STOP_SIGNALS:
            loop.remove_signal_handler(number)
            signal.signal(number, _interrupt)


def addresses(settings: Settings, sign_ins: list[tuple[str, str, str]]) -> list[str]:
    """Return what to open in a browser; `sign_ins` are (e-mail, password, role) of the demo's agents."""
    lines = []
    if settings.development:
        lines.append(f"  Demo page  {address(settings)}/")
    lines.append(f"  Desk       {address(settings)}/desk/")
    lines.extend(
        f"             sign in as {email} with {password} ({role})" for email, password, role in sign_ins
    )
    return [*lines, "  Ctrl-C stops it."]


def _migrate(settings: Settings, screen: Screen) -> None:
    from amends.store.migrate import upgrade

    with screen.step("Migrating the database"):
        try:
            upgrade(settings.database)
        except Exception as error:
            why = (str(error).splitlines() or [type(error).__name__])[0]
            raise RunError(
                f"The database cannot be migrated ({why}): "
                "check AMENDS_DATABASE_URL, and that the database runs and can be written."
            ) from error


def _demo_agents(settings: Settings, screen: Screen) -> list[tuple[str, str, str]]:
    from amends.run.demo_agents import ensure_demo_agents

    with screen.step("Making the demo sign-in"):
        return ensure_demo_agents(settings)


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "AMENDS_" + "_".join(str(part) for part in first["loc"]).upper()
        raise RunError(f"{name} cannot be used: {first['msg']}. Change it or leave it out.") from error


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
