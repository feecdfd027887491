"""The bench: confusion on collections, and times; both are ours to read, not for a test to assert."""

from __future__ import annotations

from pathlib import Path

import pytest

from amends.apology import Verdict, bench
from amends.apology.rules import languages
from amends.commands.apology import main

ROWS = """\
{"text": "I'm sorry, but no.", "verdict": "qualified"}
{"text": "What happened?", "verdict": "qualified"}
{"text": "I'm sorry.", "verdict": "sincere"}
{"text": "But no.", "verdict": "none", "before": ["I'm sorry."]}
"""


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    path = tmp_path / "mine_en.jsonl"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_what_it_should_be_is_set_against_what_it_was(collection: Path) -> None:
    found = bench.confuse(collection)
    assert found.messages == 4
    assert found.counts[Verdict.QUALIFIED, Verdict.QUALIFIED] == 1
    assert found.counts[Verdict.QUALIFIED, Verdict.NONE] == found.left == 1
    assert found.counts[Verdict.NONE, Verdict.QUALIFIED] == found.blocked == 1
    assert (found.recall, found.false_blocks) == (0.5, 0.5)


def test_the_command_prints_the_matrix_and_the_times(
    collection: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "ROUNDS", 1)
    assert main(["apology", "bench", str(collection)]) == 0
    out = capsys.readouterr().out
    assert (
        "mine_en.jsonl: 4 messages; of the qualified 50.0% called so and 1 left; of the good 50.0% blocked"
        in out
    )
    for lang in languages():
        assert f"\n{lang}: " in out
    assert "p50" in out
    assert "p95" in out
    assert "4,000 characters" in out


@pytest.mark.parametrize("row", ["no", "[]", "{}", '{"text": "a", "verdict": "good"}'])
def test_a_row_that_cannot_be_read_is_named(
    collection: Path, capsys: pytest.CaptureFixture[str], row: str
) -> None:
    collection.write_text(ROWS + row, encoding="utf-8")
    assert main(["apology", "bench", str(collection)]) == 2
    assert f"{collection}:5: write" in capsys.readouterr().err
    assert main(["apology", "bench", str(collection.with_name("none_en.jsonl"))]) == 2


def test_the_long_messages_are_as_long_as_they_are_said_to_be() -> None:
    for lang in languages():
        for good in (True, False):
            assert len(bench.long_text(lang, good=good)) == bench.LONG
    assert len(bench.measure_gate(["I'm sorry."], rounds=3)) == 3
