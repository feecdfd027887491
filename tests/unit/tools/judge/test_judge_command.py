"""`amends judge` ends with what the figures come to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from amends.cli import main
from amends.commands import judge as command
from amends.tools.judge.figures import judge_all
from amends.understanding.sources import SourceError
from tests.unit.tools.judge.conftest import Play

FLOORS = """
layers: {frame: 50, plan: 50, wording: 50, record: 0}
clean: 0
yeses: 0
danger: 0
most_given_without_a_yes: 0
most_settled_without_a_yes: 0
most_danger_words_to_lookalikes: 0
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A kind with one conversation, and floors."""
    (tmp_path / "kind.yml").write_text("kind: kind\nconversations: [{name: one, opening: x}]\n")
    (tmp_path / "floors.yml").write_text(FLOORS)
    return tmp_path


def plays(monkeypatch: pytest.MonkeyPatch, played: Play, line: dict[str, Any]) -> None:
    monkeypatch.setattr(command, "play_all", lambda *_: [judge_all(played(line))])


def test_above_all_floors_it_ends_with_nothing_to_say(
    folder: Path, monkeypatch: pytest.MonkeyPatch, played: Play, capsys: pytest.CaptureFixture[str]
) -> None:
    plays(monkeypatch, played, {"say": "x"})
    assert main(["judge", str(folder)]) == 0
    assert "✗" not in capsys.readouterr().out


def test_below_a_floor_it_ends_with_one_and_shows_what_failed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, played: Play, capsys: pytest.CaptureFixture[str]
) -> None:
    plays(monkeypatch, played, {"say": "x", "frame": "ask"})
    assert main(["judge", str(folder)]) == 1
    said = capsys.readouterr().out
    assert "✗ frame: heard: ask" in said
    assert "below its floor: frame: 0.0 %" in said


def test_of_a_part_no_floor_is_asked(folder: Path, monkeypatch: pytest.MonkeyPatch, played: Play) -> None:
    plays(monkeypatch, played, {"say": "x", "frame": "ask"})
    assert main(["judge", str(folder), "--only", "kind"]) == 0


def test_the_file_has_figures_checks_and_transcripts(
    folder: Path, monkeypatch: pytest.MonkeyPatch, played: Play
) -> None:
    plays(monkeypatch, played, {"say": "x", "frame": "ask"})
    main(["judge", str(folder), "--json", str(folder / "out.json")])
    written = json.loads((folder / "out.json").read_text())
    assert written["kinds"]["kind"]["layers"]["frame"] == 0
    assert written["conversations"][0]["failing"][0]["layer"] == "frame"


def test_a_name_that_nobody_has_ends_with_two(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["judge", str(folder), "--show", "nobody"]) == 2
    assert "No conversation" in capsys.readouterr().out


def test_without_a_model_it_says_what_to_do(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def none(*_: object) -> None:
        raise SourceError("There is no model. Train one with `make train`.")

    monkeypatch.setattr(command, "play_all", none)
    assert main(["judge", str(folder)]) == 2
    assert "make train" in capsys.readouterr().out
