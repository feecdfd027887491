"""`amends agent`: made, listed, switched off; and what is wrong is said in one line."""

from __future__ import annotations

import argparse
import io
from pathlib import Path

import pytest

from amends.commands.desk import add_parser
from amends.settings import Settings
from amends.store.migrate import upgrade

ADD = ["agent", "add", "--email", "elena@shop.example", "--name", "Elena", "--role", "lead"]


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A migrated database that the command finds by its settings."""
    monkeypatch.setenv("AMENDS_VAR", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "120")
    upgrade(Settings().database)


def test_an_agent_is_made_listed_and_disabled(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(["agent", "list"]) == 0
    assert "There are no agents yet." in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.StringIO("a sentence nobody guesses\n"))
    assert _run([*ADD, "--password-stdin"]) == 0
    assert "Elena can sign in as elena@shop.example (lead)." in capsys.readouterr().out
    assert _run(["agent", "disable", "--email", "elena@shop.example"]) == 0
    assert _run(["agent", "list"]) == 0
    listed = capsys.readouterr().out
    assert all(said in listed for said in ("Elena", "elena@shop.example", "lead", "never", "disabled"))


def test_a_short_password_makes_nobody(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert _run([*ADD, "--password-stdin"]) == 2
    assert "12 to 256 characters" in capsys.readouterr().err
    assert _run(["agent", "list"]) == 0
    assert "There are no agents yet." in capsys.readouterr().out


def test_two_passwords_that_differ_make_nobody(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = iter(["a sentence nobody guesses", "a sentence nobody guessed"])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))
    assert _run(ADD) == 2
    assert "differ" in capsys.readouterr().err


def test_nobody_can_be_disabled_who_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["agent", "disable", "--email", "nobody@shop.example"]) == 2
    assert "has no account" in capsys.readouterr().err


def test_what_somebody_knows_is_written_down(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    knows = [
        "agent",
        "knows",
        "--email",
        "elena@shop.example",
        "--languages",
        "de",
        "en",
        "--skills",
        "billing",
    ]
    assert _run(knows) == 2
    assert "has no account" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO("a sentence nobody guesses\n"))
    assert _run([*ADD, "--password-stdin"]) == 0
    assert _run(knows) == 0
    assert "Elena: en, de; billing." in capsys.readouterr().out


@pytest.mark.parametrize(("form", "written"), [("jsonl", ""), ("rasa", "version: '3.1'\nnlu: []\n")])
def test_without_corrections_the_export_is_empty(
    capsys: pytest.CaptureFixture[str], form: str, written: str
) -> None:
    assert _run(["corrections", "export", "--format", form]) == 0
    assert capsys.readouterr().out == written


def _run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(required=True))
    args = parser.parse_args(arguments)
    code: int = args.run(args)
    return code
