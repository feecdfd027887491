"""The supervisor with real processes: started in order, kept up, stopped for good."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from amends.run.errors import CannotStart, ModelUnloadable
from amends.run.output import Screen
from amends.run.plan import Process
from amends.run.supervise import Supervisor
from tests.unit.run.conftest import QUICK, MakeProcess, Paper, file_exists

WRITES_PID = (
    "import os, pathlib, time; p = pathlib.Path({up!r}); p.with_suffix('.pid').write_text(str(os.getpid())); "
    "p.touch(); time.sleep(60)"
)
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + WRITES_PID
WITH_A_CHILD = (
    "import os, pathlib, time\n"
    "p = pathlib.Path({up!r})\n"
    "if os.fork():\n    p.touch()\n    time.sleep(60)\n"
    "else:\n    p.with_suffix('.pid').write_text(str(os.getpid()))\n    time.sleep(60)\n"
)


def alive(pid: int) -> bool:
    """Say whether a process runs; one that ended and waits to be collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


async def until(true: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came true"
        await asyncio.sleep(0.01)


def read_pid(folder: Path, name: str) -> int:
    with suppress(FileNotFoundError, ValueError):
        return int((folder / f"{name}.pid").read_text())
    return 0


class Running:
    """A supervisor at work in a test."""

    def __init__(self, processes: list[Process], screen: Screen, folder: Path) -> None:
        self.supervisor = Supervisor(processes, screen, folder, healthy=file_exists, timing=QUICK)
        self.ready = False
        self.task = asyncio.create_task(self.supervisor.run(self._on_ready))

    def _on_ready(self) -> None:
        self.ready = True

    async def until_ready(self) -> None:
        await until(lambda: self.ready or self.task.done())
        assert self.ready

    async def stop(self) -> None:
        self.supervisor.stop()
        await asyncio.wait_for(self.task, 20)


async def test_a_clean_stop_ends_every_process(
    make_process: MakeProcess, screen: Screen, tmp_path: Path
) -> None:
    running = Running([make_process(name, WRITES_PID) for name in ("one", "two")], screen, tmp_path)
    await running.until_ready()
    pids = [read_pid(tmp_path, name) for name in ("one", "two")]
    assert all(alive(pid) for pid in pids)
    await running.stop()
    assert not any(alive(pid) for pid in pids)


async def test_a_process_that_dies_is_started_again_and_the_others_live_on(
    make_process: MakeProcess, screen: Screen, paper: Paper, tmp_path: Path
) -> None:
    running = Running([make_process(name, WRITES_PID) for name in ("one", "two")], screen, tmp_path)
    await running.until_ready()
    one, two = read_pid(tmp_path, "one"), read_pid(tmp_path, "two")
    os.kill(one, signal.SIGKILL)
    await until(lambda: read_pid(tmp_path, "one") not in (0, one) and "is back" in paper.getvalue())
    assert read_pid(tmp_path, "two") == two
    assert alive(two)
    await running.stop()
    assert [line for line in paper.lines() if "starting it again" in line] == [
        "one was ended by SIGKILL, perhaps for lack of memory; starting it again in 0.02 s"
    ]
    assert any(line.startswith("one is back after") for line in paper.lines())


async def test_the_bot_is_up_before_the_front_desk_and_goes_after_it(
    make_process: MakeProcess, screen: Screen, tmp_path: Path
) -> None:
    log = tmp_path / "order"
    tells = (
        "import pathlib, signal, sys, time\n"
        f"log = open({str(log)!r}, 'a')\n"
        "def end(*_): print('NAME ends', file=log, flush=True); sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "print('NAME starts', file=log, flush=True)\n"
        "pathlib.Path({up!r}).touch()\n"
        "time.sleep(60)"
    )
    desk = make_process("desk", tells.replace("NAME", "desk"), stage=1)
    bot = make_process("bot", tells.replace("NAME", "bot"), stage=0)
    running = Running([desk, bot], screen, tmp_path)
    await running.until_ready()
    await running.stop()
    assert log.read_text().splitlines() == ["bot starts", "desk starts", "desk ends", "bot ends"]


async def test_one_that_dies_while_starting_is_given_up_with_its_last_lines(
    make_process: MakeProcess, screen: Screen, tmp_path: Path
) -> None:
    dies = make_process("dies", "import sys; print('no such table: customers'); sys.exit(3)")
    stays = make_process("stays", WRITES_PID)
    running = Running([stays, dies], screen, tmp_path)
    with pytest.raises(CannotStart, match=r"dies stopped \(exit code 3\) 3 times while starting") as caught:
        await asyncio.wait_for(running.task, 30)
    assert caught.value.last_lines[-1] == "no such table: customers"
    assert not running.ready
    assert not alive(read_pid(tmp_path, "stays"))


async def test_one_that_never_answers_is_given_up_at_its_limit(
    make_process: MakeProcess, screen: Screen, tmp_path: Path
) -> None:
    mute = make_process("mute", "import time; time.sleep(60)", limit=0.3)
    with pytest.raises(CannotStart, match=r"mute did not answer within 0\.3 s"):
        await asyncio.wait_for(Running([mute], screen, tmp_path).task, 30)


async def test_a_program_that_is_not_there_is_said_so(
    make_process: MakeProcess, screen: Screen, tmp_path: Path
) -> None:
    gone = Process("gone", (str(tmp_path / "gone"),), "nowhere", 0, 5, {})
    with pytest.raises(CannotStart, match="gone could not be started"):
        await asyncio.wait_for(Running([gone], screen, tmp_path).task, 30)


async def test_a_model_that_cannot_be_loaded_is_known_before_the_limit(
    make_process: MakeProcess, screen: Screen, tmp_path: Path
) -> None:
    code = "import time; print('ERROR  Could not load model due to x.', flush=True); time.sleep(60)"
    bot = make_process("rasa", code, limit=600, hopeless="Could not load model")
    with pytest.raises(ModelUnloadable):
        await asyncio.wait_for(Running([bot], screen, tmp_path).task, 30)


async def test_one_that_ignores_the_request_to_end_is_killed(
    make_process: MakeProcess, screen: Screen, paper: Paper, tmp_path: Path
) -> None:
    running = Running([make_process("deaf", DEAF)], screen, tmp_path)
    await running.until_ready()
    pid = read_pid(tmp_path, "deaf")
    await running.stop()
    assert not alive(pid)
    assert "deaf did not end within 2 s: killing it" in paper.getvalue()


async def test_a_second_request_kills_at_once(
    make_process: MakeProcess, screen: Screen, paper: Paper, tmp_path: Path
) -> None:
    running = Running([make_process("deaf", DEAF)], screen, tmp_path)
    await running.until_ready()
    pid = read_pid(tmp_path, "deaf")
    running.supervisor.stop()
    await asyncio.sleep(0)
    running.supervisor.stop()
    await asyncio.wait_for(running.task, 20)
    assert not alive(pid)
    assert "did not end" not in paper.getvalue()


async def test_a_process_of_a_process_goes_too(
    make_process: MakeProcess, screen: Screen, tmp_path: Path
) -> None:
    running = Running([make_process("parent", WITH_A_CHILD)], screen, tmp_path)
    await running.until_ready()
    await until(lambda: read_pid(tmp_path, "parent") != 0)
    grandchild = read_pid(tmp_path, "parent")
    assert alive(grandchild)
    await running.stop()
    await until(lambda: not alive(grandchild))


async def test_a_stop_while_starting_is_a_clean_stop(
    make_process: MakeProcess, screen: Screen, paper: Paper, tmp_path: Path
) -> None:
    slow = WRITES_PID.replace("p.touch(); ", "")
    running = Running([make_process("slow", slow), make_process("later", stage=1)], screen, tmp_path)
    await until(lambda: read_pid(tmp_path, "slow") != 0)
    await running.stop()
    assert not running.ready
    assert paper.lines() == ["Starting …", "Stopping (Ctrl-C again kills at once)"]
    assert not alive(read_pid(tmp_path, "slow"))
    assert not (tmp_path / "later.up").exists()


async def test_a_stop_while_one_waits_to_be_started_again_does_not_wait(
    make_process: MakeProcess, screen: Screen, paper: Paper, tmp_path: Path
) -> None:
    running = Running([make_process("one", WRITES_PID)], screen, tmp_path)
    await running.until_ready()
    os.kill(read_pid(tmp_path, "one"), signal.SIGKILL)
    await until(lambda: "starting it again" in paper.getvalue())
    await running.stop()
    assert not alive(read_pid(tmp_path, "one"))
