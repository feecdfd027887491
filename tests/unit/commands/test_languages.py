"""`amends languages check`: what a language lacks fails by its name."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from amends.cli import main
from amends.languages.loading import FOLDER


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """English, and a language that is a copy of it."""
    for code in ("en", "xx"):
        copytree(FOLDER / "en", tmp_path / code)
    return tmp_path


def test_our_languages_are_complete(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["languages", "check"]) == 0
    assert capsys.readouterr().out.endswith("every line is there.\n")


def test_a_line_that_a_language_lacks_fails_by_its_name(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = folder / "xx" / "dialogue.yml"
    lines.write_text(lines.read_text().replace("say_again:", "say_it_again:"), encoding="utf-8")
    assert main(["languages", "check", str(folder)]) == 1
    assert "xx/dialogue.yml: say_again: missing\n" in capsys.readouterr().out


def test_shapes_of_reflections_that_cannot_be_read_fail_too(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shapes = folder / "xx" / "reflection.yml"
    shapes.write_text(shapes.read_text().replace("  adv: >-", "  adverb: >-", 1), encoding="utf-8")
    assert main(["languages", "check", str(folder)]) == 1
    assert "xx/reflection.yml: 'adv'\n" in capsys.readouterr().out


def test_a_folder_without_the_complete_language_fails(tmp_path: Path) -> None:
    assert main(["languages", "check", str(tmp_path)]) == 1
    assert main(["languages", "check", str(tmp_path / "none")]) == 2
