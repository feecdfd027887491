"""The commands print what they found, and say in one sentence what is missing."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from amends.commands.understanding import add_parser, training_time


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


def test_evaluate_without_a_model_says_what_to_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("evaluate", "--model", str(tmp_path / "none.tar.gz")) == 1
    assert "make train" in capsys.readouterr().err


def test_train_without_corpora_names_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("train", "--corpora", str(tmp_path), "--out", str(tmp_path)) == 1
    assert "goemotions.train.jsonl" in capsys.readouterr().err


def test_parse_without_a_model_says_what_to_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("parse", "--model", str(tmp_path / "none.tar.gz")) == 1
    assert "make train" in capsys.readouterr().err


@pytest.mark.parametrize("record", [None, "{}", "[]", '{"seconds": "long"}', "half a reco"])
def test_a_report_without_a_record_of_the_training_says_nothing_of_its_time(
    tmp_path: Path, record: str | None
) -> None:
    if record is not None:
        (tmp_path / "current.json").write_text(record)
    assert training_time(tmp_path / "current.tar.gz") == []


def test_a_report_tells_how_long_the_model_took_to_train(tmp_path: Path) -> None:
    (tmp_path / "current.json").write_text('{"seconds": 81.6}')
    (note,) = training_time(tmp_path / "current.tar.gz")
    assert "82 s" in note
