"""`amends policy`: what an operator sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from amends.cli import main
from tests.unit.redress.test_loading import GOOD, write


def test_the_samples_are_fit(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "check", "data/policy/shop.yml", "data/policy/utility.yml"]) == 0
    said = capsys.readouterr().out
    assert "version shop-2026-2 from 2026-01-01, 4 rules, EUR." in said
    assert "version utility-2026-1" in said


def test_a_fault_is_printed_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, GOOD.replace("EUR", "euro"))
    assert main(["policy", "check", str(path)]) == 1
    assert capsys.readouterr().out.startswith(f"{path}:3: `currency`: `euro` is no currency")


@pytest.mark.parametrize("follows", ["Unfortunately it takes a week.", "I'm sorry.", "Enjoy!"])
def test_a_sentence_that_may_not_be_said_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], follows: str
) -> None:
    path = write(tmp_path, f'{GOOD}        follows: "{follows}"\n')
    assert main(["policy", "check", str(path)]) == 1
    assert f"“{follows}” cannot be said" in capsys.readouterr().out


def test_the_version_of_a_day_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, GOOD, "old.yml")
    write(tmp_path, GOOD.replace("shop-1", "shop-2").replace("2026-01-01", "2026-07-01"), "new.yml")
    monkeypatch.setenv("AMENDS_POLICY", str(tmp_path))
    assert main(["policy", "show", "--on", "2026-06-30"]) == 0
    assert main(["policy", "show", "--on", "2026-07-01"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "shop-1, in force from 2026-01-01",
        "shop-2, in force from 2026-07-01",
    ]
