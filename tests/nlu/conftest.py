"""The trained model as it is measured: what its own pipeline reads in the held-out messages."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from amends.understanding.reading import Reading

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A message nothing was trained on, what it truly is, and what was read."""

    text: str
    intent: str
    topic: str | None
    reading: Reading


@pytest.fixture(scope="session")
def held_out(trained_model: Path) -> list[HeldOut]:
    """Every held-out message with its reading."""
    messages = [
        message for name in ("intents", "complaints") for message in _messages(HERE / f"held_out_{name}.yml")
    ]
    lines = "".join(json.dumps({"text": text}) + "\n" for text, _, _ in messages)
    command = [sys.executable, "-m", "amends.cli", "understanding", "parse", "--model", str(trained_model)]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    readings = [
        Reading.from_dict(json.loads(line)) for line in done.stdout.splitlines() if line.startswith("{")
    ]
    return [HeldOut(*message, reading) for message, reading in zip(messages, readings, strict=True)]


def _messages(path: Path) -> Iterator[tuple[str, str, str | None]]:
    for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
        topic = (block.get("metadata") or {}).get("topic")
        for line in block["examples"].splitlines():
            text = line.strip().removeprefix("-").strip()
            if text:
                yield text, block["intent"], topic
