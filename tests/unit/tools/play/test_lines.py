"""The file of customers' messages, and what is said of one that is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.tools.play.lines import PlayLine, UnreadableFile, read_play_lines

TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip), min_size=1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=TEXTS, escaped=st.booleans())
def test_every_text_comes_back_as_it_was_written(tmp_path: Path, texts: list[str], escaped: bool) -> None:
    path = tmp_path / "play.jsonl"
    path.write_text(
        "".join(json.dumps({"text": t}, ensure_ascii=escaped) + "\n" for t in texts), encoding="utf-8"
    )
    assert [line.text for line in read_play_lines(path)] == texts


def test_empty_lines_are_passed_over_but_counted(tmp_path: Path) -> None:
    path = tmp_path / "play.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"text": "one", "lang": "en"}\r\n\r\n  \n{"text": "two"}')
    assert read_play_lines(path) == [PlayLine(1, "one"), PlayLine(4, "two")]
    assert read_play_lines(path, limit=1) == [PlayLine(1, "one")]


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (b"hello", "Line 2 of .* is not JSON"),
        (b'{"text": "cut', "Line 2 of .* is not JSON"),
        (b'"text"', "Line 2 of .* has no `text`"),
        (b'{"message": "hello"}', "Line 2 of .* has no `text`"),
        (b'{"text": 3}', "Line 2 of .* has no `text`"),
        (b'{"text": " "}', "Line 2 of .* has no `text`"),
        (b'{"text": "gr\xfc\xdfe"}', "Line 2 of .* is not UTF-8"),
    ],
)
def test_a_bad_line_is_named_by_its_number(tmp_path: Path, bad: bytes, says: str) -> None:
    path = tmp_path / "play.jsonl"
    path.write_bytes(b'{"text": "fine"}\n' + bad + b"\n")
    with pytest.raises(UnreadableFile, match=says):
        read_play_lines(path)


def test_a_file_that_is_not_there_or_empty_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    for path, says in (
        (tmp_path / "no", "No such file"),
        (tmp_path, "directory"),
        (tmp_path / "empty", "no messages"),
    ):
        with pytest.raises(UnreadableFile, match=says):
            read_play_lines(path)
