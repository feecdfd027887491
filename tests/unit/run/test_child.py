"""A child process: its lines, and that it does not outlive a supervisor that was killed."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from amends.run.child import Child
from amends.run.plan import ROOT
from tests.unit.run.test_supervise import alive, read_pid, until


async def heard(code: str, folder: Path, environment: dict[str, str] | None = None) -> tuple[list[str], int]:
    lines: list[str] = []
    child = await Child.start(
        (sys.executable, "-I", "-S", "-c", code),
        environment=environment or {},
        folder=folder,
        on_line=lines.append,
    )
    return lines, await child.wait()


async def test_both_outputs_are_heard_line_by_line_and_the_last_one_too(tmp_path: Path) -> None:
    code = "import os; os.write(1, b'one\\r\\ntwo\\n'); os.write(2, b'three'); raise SystemExit(5)"
    assert await heard(code, tmp_path) == (["one", "two", "three"], 5)


async def test_a_line_without_end_is_shown_in_pieces_and_bad_bytes_do_no_harm(tmp_path: Path) -> None:
    code = "import os; os.write(1, b'\\xff' + b'x' * 50000 + b'\\nend\\n')"
    lines, _ = await heard(code, tmp_path)
    assert "".join(lines[:-1]) == "\ufffd" + "x" * 50000
    assert lines[-1] == "end"


async def test_it_runs_in_its_folder_with_its_environment(tmp_path: Path) -> None:
    lines, _ = await heard("import os; print(os.getcwd(), os.environ['MINE'])", tmp_path, {"MINE": "yes"})
    assert lines == [f"{tmp_path} yes"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can bind a process to its parent")
async def test_no_process_outlives_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    supervisor = tmp_path / "supervisor.py"
    supervisor.write_text(
        "import asyncio, pathlib, sys\n"
        "from amends.run.child import Child\n"
        "async def main():\n"
        "    code = \"import os, time; open('orphan.pid', 'w').write(str(os.getpid())); time.sleep(60)\"\n"
        "    child = await Child.start((sys.executable, '-c', code), environment={}, "
        "folder=pathlib.Path.cwd(), on_line=print)\n"
        "    await child.wait()\n"
        "asyncio.run(main())\n"
    )
    parent = await asyncio.create_subprocess_exec(
        sys.executable, str(supervisor), cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    try:
        await until(lambda: read_pid(tmp_path, "orphan") != 0)
        assert alive(read_pid(tmp_path, "orphan"))
    finally:
        parent.kill()
        await parent.wait()
    await until(lambda: not alive(read_pid(tmp_path, "orphan")))
