"""The `amends` command loads the part that was asked for, and names them all when asked for help."""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys

import pytest

from amends.cli import COMMANDS, build_parser, main


@pytest.mark.parametrize("part", sorted(set(COMMANDS.values())))
def test_every_command_of_a_part_is_in_the_table(part: str) -> None:
    parser = argparse.ArgumentParser()
    subparsers = parser.add_subparsers()
    importlib.import_module(part).add_parser(subparsers)
    assert set(subparsers.choices) == {name for name, of in COMMANDS.items() if of == part}


def test_help_names_every_command() -> None:
    assert all(f"    {name}" in build_parser().format_help() for name in COMMANDS)


def test_an_unknown_command_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["apologize"])
    assert "apology" in capsys.readouterr().err


def test_what_runs_for_long_loads_no_part_but_its_own() -> None:
    loaded = "import sys; from amends.cli import build_parser; build_parser('run'); print(*sys.modules)"
    modules = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "amends.commands.run" in modules
    assert not {"fastapi", "rasa", "spacy", "sklearn", "alembic"} & set(modules)
