"""Checks before anything starts: free ports, room on the disk, no second supervisor, our folder."""

from __future__ import annotations

import errno
import fcntl
import shutil
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from amends.run.errors import AlreadyRunning, NoRoom, NotOurFolder, PortTaken, RunError
from amends.run.plan import Port

ROOM: Final = 300 * 1024 * 1024
"""Bytes that must be free where `var` lies: a model, its training and some days of records."""

NEEDED: Final = ("domain.yml", "config.yml", "endpoints.yml", "credentials.yml", "data/nlu", "data/rules")


def check_folder(folder: Path) -> None:
    """Raise NotOurFolder unless the bot's files are in `folder`."""
    missing = [name for name in NEEDED if not (folder / name).exists()]
    if missing:
        raise NotOurFolder(
            f"{missing[0]} is not in {folder}: run this in the folder that Amends was cloned to."
        )


def check_ports(ports: Iterable[Port]) -> None:
    """Raise PortTaken for the first port that cannot be had, naming the setting that moves it."""
    seen: dict[int, Port] = {}
    for port in ports:
        if port.number in seen:
            other = seen[port.number]
            raise PortTaken(
                f"{port.setting} and {other.setting} are both {port.number}: give each a port of its own."
            )
        seen[port.number] = port
        _check_port(port)


def _check_port(port: Port) -> None:
    family = socket.AF_INET6 if ":" in port.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((port.host, port.number))
            probe.listen(1)
        except OSError as error:
            raise PortTaken(_why(port, error)) from error


def _why(port: Port, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port.number} for {port.owner} is taken by another program: stop that program, "
            f"or set {port.setting} to a free port."
        )
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"Port {port.number} needs root's rights: set {port.setting} to one above 1023."
    return f"{port.owner} cannot listen on {port.host}: set AMENDS_HOST to an address of this machine."


def check_room(folder: Path, *, needed: int = ROOM) -> None:
    """Make `folder`. Raises NoRoom if fewer than `needed` bytes are free, RunError if it is not ours."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise RunError(
            f"{folder.absolute()} cannot be written ({error.strerror}): make it yours, "
            "or set AMENDS_VAR to another folder."
        ) from error
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise NoRoom(
            f"The disk of {folder.absolute()} has {free >> 20} MB free and Amends needs {needed >> 20}: "
            "free some, or set AMENDS_VAR to a folder on another disk."
        )


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold `folder` for one supervisor while it lives. Raises AlreadyRunning if another one has it."""
    with (folder / "run.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AlreadyRunning(
                f"Amends already runs with {folder.absolute()}: stop it first, "
                "or set AMENDS_VAR to another folder, "
                "and AMENDS_PORT, AMENDS_RASA_PORT and AMENDS_ACTIONS_PORT to free ports."
            ) from error
        yield
