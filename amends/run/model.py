"""Keeps one trained model current: `var/models/current.tar.gz`, and beside it what it was made of."""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from amends.run.fingerprint import file_hash, fingerprint
from amends.run.output import Screen
from amends.run.plan import ROOT
from amends.run.training import train_model
from amends.settings import Settings

Train = Callable[[Settings, Path, Path, Callable[[], None]], None]
"""Trains from a folder into a file; calls the last argument now and then (training.train)."""

MODEL: Final = "current.tar.gz"
RECORD: Final = "current.json"


def model_path(settings: Settings) -> Path:
    """Return where the current model lies, or would."""
    return (settings.model_dir / MODEL).absolute()


def ensure_model(
    settings: Settings,
    *,
    force: bool = False,
    screen: Screen | None = None,
    root: Path = ROOT,
    train: Train = train_model,
) -> Path:
    """Return the path of a model that is current, and train it first if need be (a minute and a half).

    Two that call it at once train once. `force` trains in any case. Raises TrainingFailed or NotOurFolder.
    """
    screen = screen or Screen()
    with _one_at_a_time(settings.model_dir, screen):
        made_of = fingerprint(root)
        reason = "asked for" if force else why_not_current(settings, made_of)
        if reason is not None:
            _train(settings, made_of, screen, reason, root, train)
    return model_path(settings)


def why_not_current(settings: Settings, made_of: str) -> str | None:
    """Say why the model must be trained, or return None if it is what `made_of` (a fingerprint) makes."""
    model, record = model_path(settings), _read(settings.model_dir / RECORD)
    if not model.is_file():
        return "there is none yet"
    if record.get("sha256") != file_hash(model):
        return "its file is damaged or not ours"
    if record.get("fingerprint") != made_of:
        return "what it is made of has changed"
    return None


def _train(settings: Settings, made_of: str, screen: Screen, reason: str, root: Path, train: Train) -> None:
    model, started = model_path(settings), time.monotonic()
    with screen.step(f"Training the model ({reason})") as step:
        train(settings, root, model, step.update)
    record = {
        "fingerprint": made_of,
        "sha256": file_hash(model),
        "seconds": round(time.monotonic() - started, 1),
    }
    written = model.with_name(f"{RECORD}.new")
    written.write_text(json.dumps(record, indent=1) + "\n")
    written.replace(model.with_name(RECORD))


def _read(record: Path) -> dict[str, object]:
    try:
        read = json.loads(record.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


@contextmanager
def _one_at_a_time(folder: Path, screen: Screen) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            screen.say("Another process trains the model: waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
