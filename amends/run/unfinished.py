"""A mark in var that a history is being made: it outlives the process, so that the next start takes it up again."""

from __future__ import annotations

from pathlib import Path

_NAME = "demo-unfinished"


def mark_begun(var: Path) -> None:
    """Say that a history is begun."""
    var.mkdir(parents=True, exist_ok=True)
    (var / _NAME).touch()


def is_marked(var: Path) -> bool:
    """Say whether a history was begun and is neither whole nor given up."""
    return (var / _NAME).exists()


def clear(var: Path) -> None:
    """Say that it is whole, or not wanted any more."""
    (var / _NAME).unlink(missing_ok=True)
