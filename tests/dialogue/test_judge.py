"""Every written conversation, played with the trained model: no figure falls below its floor (docs/judge.md)."""

from __future__ import annotations

from pathlib import Path

import pytest

from amends.commands.judge import FLOORS, play_all
from amends.tools.judge.figures import below, figures_by_kind, read_floors, transcript
from amends.tools.judge.written import read_kinds
from tests.processes import ROOT

FOLDER = ROOT / "tests" / "judge"
LEAST = 200
"""Conversations: fewer measure too little to hold a floor."""


@pytest.mark.rasa
@pytest.mark.timeout(600)
def test_no_figure_is_below_its_floor(trained_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    chosen = [(kind, written) for kind in read_kinds(FOLDER) for written in kind.conversations]
    assert len(chosen) >= LEAST
    judged = play_all(chosen, trained_model)
    _, everything = figures_by_kind(judged)
    failed = "\n".join(line for one in judged if one.failing for line in transcript(one))
    assert below(everything, read_floors(FOLDER / FLOORS)) == [], failed
