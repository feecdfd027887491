"""The commands print what they found, and say in one sentence what is missing."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from amends.understanding.command import add_parser, table
from amends.understanding.evaluation import Row


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers())
    arguments = parser.parse_args(["understanding", *words])
    return int(arguments.run(arguments))


def test_read_prints_emotion_and_facts(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("read", "you idiots, order 88213") == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["emotion"]["level"] in {"angry", "furious"}
    assert shown["facts"] == [{"kind": "order_number", "value": "88213", "start": 18, "end": 23}]


def test_evaluate_without_corpora_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("evaluate", "--corpora", str(tmp_path)) == 1
    assert "no corpus for measuring" in capsys.readouterr().err


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_evaluate_prints_the_figures(
    form: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "calm_turns.jsonl").write_text('{"text": "thank you"}')
    assert run("evaluate", "--corpora", str(tmp_path), *form) == 0
    shown = capsys.readouterr().out
    assert "calm_turns" in shown
    assert (json.loads(shown)[0]["calm"] == 1) if form else ("1.000" in shown)


def test_train_without_corpora_names_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("train", "--corpora", str(tmp_path), "--out", str(tmp_path)) == 1
    assert "goemotions.train.jsonl" in capsys.readouterr().err


def test_parse_without_a_model_says_what_to_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("parse", "--model", str(tmp_path / "none.tar.gz")) == 1
    assert "make train" in capsys.readouterr().err


def test_the_table_has_a_column_for_each_figure_that_occurs() -> None:
    lines = table([Row("a", "b", {"AUC": 0.5}), Row("c", "d", {"F1": 1.0})]).splitlines()
    assert lines[0].split() == ["F1", "AUC"]
    assert lines[1].split() == ["a", "b", "0.500"]
