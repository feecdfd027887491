"""Trains a model with Rasa in a process of its own, so that nothing of it stays in ours."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from amends.run.child import die_with_parent
from amends.run.errors import TrainingFailed
from amends.run.output import plain
from amends.run.plan import training_environment
from amends.settings import Settings

LIMIT: Final = 1800.0
"""Seconds a training may take; it takes a minute and a half on two idle processors."""
POLL: Final = 0.25
LAST_LINES: Final = 12


def train_model(settings: Settings, root: Path, target: Path, tick: Callable[[], None]) -> None:
    """Train from the files in `root` and put the model at `target` (a .tar.gz) in one move.

    `tick` is called every quarter of a second. Rasa's words go to var/log/train.log. Raises TrainingFailed.
    """
    log = settings.var / "log" / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    for left_over in target.parent.glob(
        ".training-*"
    ):  # of a training that was killed; ensure_model runs one at a time
        shutil.rmtree(left_over, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=".training-", dir=target.parent) as folder:
        code = _run(command(Path(folder).absolute()), root, settings, log, tick)
        made = Path(folder) / "model.tar.gz"
        if code != 0 or not made.is_file():
            raise TrainingFailed(f"{_reason(log, code)} Everything Rasa said is in {log}.")
        shutil.move(made, target)


def command(out: Path) -> tuple[str, ...]:
    """Return the command that trains into the folder `out`, from the project's own folder."""
    return (
        *(sys.executable, "-m", "amends.run.without_tensorflow", "rasa", "train", "--config", "config.yml"),
        *("--domain", "domain.yml"),
        *("--data", "data/nlu", "data/rules"),
        *("--out", str(out), "--fixed-model-name", "model", "--skip-validation"),
    )


def _run(argv: tuple[str, ...], root: Path, settings: Settings, log: Path, tick: Callable[[], None]) -> int:
    with log.open("wb") as output:
        child = subprocess.Popen(  # noqa: S603
            argv,
            cwd=root,
            env={**os.environ, **training_environment(settings)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent(os.getpid()),
        )
        waited = 0.0
        try:
            while waited < LIMIT:
                try:
                    return child.wait(POLL)
                except subprocess.TimeoutExpired:
                    waited += POLL
                    tick()
            raise TrainingFailed(f"Training took longer than {LIMIT:.0f} s and was stopped.")
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def _reason(log: Path, code: int) -> str:
    lines = [plain(line).strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    told = [line for line in lines if "error" in line.lower() or "no space left" in line.lower()]
    if any("no space left" in line.lower() for line in lines):
        return "Training stopped because the disk is full: free some room and run it again."
    if code < 0:
        return f"Training was ended by signal {-code}; if the machine ran out of memory, give it 2 GB."
    last = (told or lines or ["it said nothing"])[-1]
    return f"Rasa could not train the model ({last[:300]}). Mend the file it names and run it again."
