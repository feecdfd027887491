"""`amends run` and `amends train`: what they say and how they end."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from amends.commands import run as command
from amends.run.checks import NEEDED, alone
from amends.run.errors import TrainingFailed
from amends.run.machine import free_ports
from amends.run.plan import ROOT
from amends.settings import Settings
from tests.unit.run.test_supervise import alive, read_pid, until

DRIVER = """
import pathlib, sys, types
from amends.commands import run as command
from amends.run import process_monitor, supervise
from amends.run.plan import Process

CODE = "import os, time; open(NAME + '.pid', 'w').write(str(os.getpid())); time.sleep(60)"

def plan(settings, model):
    return [
        Process(name, (sys.executable, "-c", CODE.replace("NAME", repr(name))), name + ".pid", stage, 20, {})
        for name, stage in (("bot", 0), ("desk", 1))
    ]

async def healthy(url):
    return pathlib.Path(url).exists()

class Supervisor(supervise.Supervisor):
    def __init__(self, processes, screen, folder):
        super().__init__(processes, screen, pathlib.Path.cwd(), healthy=healthy)

command.plan = plan
command.Supervisor = Supervisor
command.check_folder = lambda folder: None
command.ensure_model = lambda settings, screen: None
command._migrate = lambda settings, screen: None
command._demo_agents = lambda settings, screen: [("ana@example.com", "let-me-in", "agent")]
sys.exit(command.run(types.SimpleNamespace(no_demo=False)))
"""
"""`amends run` with two tiny processes instead of ours."""


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks like ours, free ports, and a `var` of its own."""
    for name in NEEDED:
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.setattr(command, "ROOT", tmp_path)
    monkeypatch.setenv("AMENDS_VAR", str(tmp_path / "var"))
    for name, port in zip(("PORT", "RASA_PORT", "ACTIONS_PORT"), free_ports(3), strict=True):
        monkeypatch.setenv(f"AMENDS_{name}", str(port))
    return tmp_path


@pytest.fixture(autouse=True)
def signals_as_they_were() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in command.STOP_SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def amends(*words: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_parser(parser.add_subparsers(required=True))
    args = parser.parse_args(words)
    return int(args.run(args))


@asynccontextmanager
async def running(folder: Path, driver: str = DRIVER) -> AsyncIterator[asyncio.subprocess.Process]:
    """`amends run` in a process of its own, up and healthy."""
    ports = dict(zip(("AMENDS_PORT", "AMENDS_RASA_PORT", "AMENDS_ACTIONS_PORT"), free_ports(3), strict=True))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        driver,
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "AMENDS_DEMO_MONTHS": "0",
            **{name: str(port) for name, port in ports.items()},
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        await until(lambda: bool(read_pid(folder, "desk")) or process.returncode is not None, 60)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_a_signal_is_a_clean_stop(tmp_path: Path, number: signal.Signals) -> None:
    async with running(tmp_path) as process:
        assert process.stdout is not None
        told = b""
        while b"Ctrl-C stops it" not in told:
            told += await asyncio.wait_for(process.stdout.read(4096), 30)
        process.send_signal(number)
        told += await asyncio.wait_for(process.stdout.read(), 30)
        assert await process.wait() == 0
    text = told.decode()
    assert "sign in as ana@example.com with let-me-in (agent)" in text
    assert text.rstrip().endswith("Stopped.")
    assert not any(alive(read_pid(tmp_path, name)) for name in ("bot", "desk"))


async def test_it_stops_when_nobody_reads_it_any_more(tmp_path: Path) -> None:
    talks = DRIVER.replace(
        "time.sleep(60)", "[(print(i, flush=True), time.sleep(0.05)) for i in range(1200)]"
    )
    async with running(tmp_path, talks) as process:
        pids = [read_pid(tmp_path, name) for name in ("bot", "desk")]
        process._transport.get_pipe_transport(1).close()  # type: ignore[attr-defined]
        assert await asyncio.wait_for(process.wait(), 30) == 0
    assert not any(alive(pid) for pid in pids)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can bind a process to its parent")
async def test_nothing_is_left_of_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    async with running(tmp_path) as process:
        pids = [read_pid(tmp_path, name) for name in ("bot", "desk")]
        assert all(alive(pid) for pid in pids)
        process.kill()
        await process.wait()
        await until(lambda: not any(alive(pid) for pid in pids))


def test_a_taken_port_ends_it_with_one_sentence(
    ours: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("AMENDS_RASA_PORT", str(taken.getsockname()[1]))
        assert amends("run") == 1
    out = capsys.readouterr().out.strip()
    assert out.count("\n") == 0
    assert "set AMENDS_RASA_PORT to a free port" in out


def test_a_second_one_ends_with_one_sentence(ours: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (ours / "var").mkdir()
    with alone(ours / "var"):
        assert amends("run") == 1
    assert capsys.readouterr().out.startswith("Amends already runs with ")


@pytest.mark.parametrize("verb", ["run", "train"])
def test_a_setting_that_cannot_be_used_is_named(
    ours: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], verb: str
) -> None:
    monkeypatch.setenv("AMENDS_PORT", "http")
    assert amends(verb) == 1
    assert capsys.readouterr().out.startswith("AMENDS_PORT cannot be used: ")


def test_production_without_a_secret_is_refused(
    ours: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AMENDS_ENVIRONMENT", "production")
    monkeypatch.delenv("AMENDS_SECRET", raising=False)
    assert amends("run") == 1
    assert capsys.readouterr().out.startswith("AMENDS_SECRET is not set")


def test_a_training_that_fails_ends_with_one_sentence(
    ours: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> Path:
        raise TrainingFailed("Rasa could not train the model.")

    monkeypatch.setattr(command, "ensure_model", fail)
    assert amends("train", "--force") == 1
    assert capsys.readouterr().out == "Rasa could not train the model.\n"


def test_ctrl_c_before_it_is_up_is_a_clean_stop(
    ours: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(ports: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "check_ports", interrupt)
    assert amends("run") == 0
    assert "Stopped before it was up." in capsys.readouterr().out


def test_production_shows_no_demo_page() -> None:
    shown = command.addresses(Settings(environment="production", port=9000), [])
    assert not any("Demo" in line for line in shown)
    assert any("http://127.0.0.1:9000/desk/" in line for line in shown)
