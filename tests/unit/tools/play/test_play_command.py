"""`amends play` from its file to its exit code and what it writes."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from amends.commands.play import ReadingsOnRecord, add_parser
from amends.settings import Settings
from amends.understanding.reading import Emotion, Level, Reading
from tests.unit.tools.play.conftest import FakeFrontDesk

ServedFrontDesk = tuple[FakeFrontDesk, str]


@pytest.fixture
def history(tmp_path: Path) -> Path:
    path = tmp_path / "history.jsonl"
    path.write_text('{"text": "where is my parcel"}\n{"text": "nobody came"}\n')
    return path


def all_angry(settings: Settings, client_ids: Collection[str]) -> Mapping[str, Reading]:
    """A record in which every message was read as an angry complaint."""
    angry = Reading("complaint", 0.9, Emotion("anger", 0.7, Level.ANGRY, 0.9))
    return dict.fromkeys(client_ids, angry)


async def amends(*words: str, record: ReadingsOnRecord = all_angry) -> int:
    """Run `amends` with `words` as a person would, beside the fake's own loop."""
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(required=True))
    args = parser.parse_args(words)
    return int(await asyncio.to_thread(args.run, args, readings=record))


async def test_a_clean_run_ends_well_and_writes_both_reports(
    front_desk: ServedFrontDesk, history: Path, tmp_path: Path
) -> None:
    out, report = tmp_path / "out.json", tmp_path / "report.md"
    words = ("play", str(history), "--server", front_desk[1], "--json", str(out), "--markdown", str(report))
    assert await amends(*words) == 0
    written = json.loads(out.read_text())
    assert written["report"]["answered"] == 2
    assert written["report"]["intents"] == {"complaint": 2}
    assert [turn["text"] for turn in written["turns"]] == ["where is my parcel", "nobody came"]
    assert written["turns"][0]["reading"]["emotion"]["level"] == "angry"
    assert written["turns"][0]["answers"] == ["I'm sorry.", "What can I do?"]
    assert "nobody came" not in report.read_text()
    assert "| angry | 2 (100.0%) |" in report.read_text()


async def test_a_report_that_is_appended_is_a_part_of_the_one_above(
    front_desk: ServedFrontDesk, history: Path, tmp_path: Path
) -> None:
    report = tmp_path / "report.md"
    words = ("play", str(history), "--server", front_desk[1], "--markdown", str(report), "--append")
    assert await amends(*words) == await amends(*words) == 0
    titles = [line for line in report.read_text().splitlines() if "Played" in line]
    assert titles == ["# Played: history.jsonl", "## Played: history.jsonl"]


async def test_a_breach_ends_with_one(
    front_desk: ServedFrontDesk, history: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    front_desk[0].answers = lambda text: ["I'm sorry you feel that way."]
    assert await amends("play", str(history), "--server", front_desk[1], "--limit", "1") == 1
    assert "line 1: breach: qualified" in capsys.readouterr().out


async def test_a_record_that_cannot_be_read_is_said_so(
    front_desk: ServedFrontDesk, history: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(settings: Settings, client_ids: Collection[str]) -> Mapping[str, Reading]:
        raise OSError("no such database")

    assert await amends("play", str(history), "--server", front_desk[1], record=broken) == 0
    assert "cannot be read (no such database)" in capsys.readouterr().out


async def test_a_file_that_cannot_be_played_ends_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert await amends("play", __file__) == 2
    assert "Line 1 of" in capsys.readouterr().out


async def test_nobody_there_ends_with_two(history: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await amends("play", str(history), "--server", "http://127.0.0.1:9") == 2
    assert "No front desk answers" in capsys.readouterr().out


@pytest.mark.parametrize("number", ["0", "-1", "many", "1.5"])
async def test_a_number_of_customers_is_a_whole_one(history: Path, number: str) -> None:
    with pytest.raises(SystemExit):
        await amends("play", str(history), f"--concurrency={number}")
