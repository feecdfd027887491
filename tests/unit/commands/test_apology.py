"""`amends apology` on the command line."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from amends.commands.apology import check_lines, main


def run_lines(text: str) -> tuple[int, list[dict[str, object]], str]:
    out, errors = io.StringIO(), io.StringIO()
    code = check_lines(io.BytesIO(text.encode()), out, errors)
    return code, [json.loads(line) for line in out.getvalue().splitlines()], errors.getvalue()


def test_one_text_is_answered_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["apology", "check", "I'm sorry, but no."]) == 0
    out = capsys.readouterr().out
    assert out.startswith("qualified\n")
    assert "“but”" in out
    assert "Send instead: I'm sorry. What can I do?" in out


def test_lines_are_answered_in_order() -> None:
    code, rows, errors = run_lines(
        '{"text": "I\'m sorry, but no.", "lang": "en"}\n\n{"text": "I\'m sorry."}\n'
    )
    assert (code, errors) == (0, "")
    assert [row["verdict"] for row in rows] == ["qualified", "sincere"]
    assert rows[0]["spans"] == [[11, 14]]
    assert len(rows[0]) == 4
    assert rows[1] == {"verdict": "sincere", "spans": [], "reasons": [], "rewrite": None}


def test_a_line_may_say_what_was_sent_before() -> None:
    _, rows, _ = run_lines('{"text": "But no.", "before": ["I\'m sorry."]}\n')
    assert rows[0]["verdict"] == "qualified"


@pytest.mark.parametrize(
    "bad",
    ["nonsense", "[]", "{}", '{"text": 1}', '{"text": "a", "lang": 1}', '{"text": "a", "before": "b"}',
     '{"text": "a", "before": [1]}', '{"text": "a", "said": "b"}', "[" * 9999],
)  # fmt: skip
def test_a_bad_line_is_answered_in_its_place_and_ends_with_two(bad: str) -> None:
    code, rows, errors = run_lines('{"text": "I\'m sorry."}\n' + bad + '\n{"text": "a"}\n')
    assert code == 2
    assert [row.get("verdict") for row in rows] == ["sincere", None, "none"]
    assert rows[1] == {"error": errors.strip()}
    assert errors.startswith("line 2: ")
    assert "write" in errors


def test_a_language_without_rules_is_said() -> None:
    code, rows, errors = run_lines('{"text": "I\'m sorry.", "lang": "xx"}\n')
    assert code == 0
    assert len(rows) == 1
    assert errors.startswith("line 1: There are no rules for `xx`: read by those of all languages")


def test_bytes_that_are_no_utf_8_are_named_and_the_next_line_is_read() -> None:
    out, errors = io.StringIO(), io.StringIO()
    lines = io.BytesIO(b'{"text": "caf\xe9"}\n{"text": "I\'m sorry."}\n')
    assert check_lines(lines, out, errors) == 2
    assert errors.getvalue().startswith("line 1: this is not UTF-8")
    assert json.loads(out.getvalue().splitlines()[1])["verdict"] == "sincere"


def test_a_line_may_say_what_was_said_about_the_failure() -> None:
    _, rows, _ = run_lines('{"text": "I\'m sorry.", "said": ["I\'m sorry."]}\n')
    assert rows[0]["verdict"] == "repeated"


def test_half_an_emoji_does_not_stop_the_lines() -> None:
    code, rows, _ = run_lines('{"text": "I\'m sorry \\ud83d, but no"}\n')
    assert code == 0
    assert rows[0]["verdict"] == "qualified"


def test_text_and_lines_at_once_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["apology", "check"]) == 2
    assert main(["apology", "check", "a", "--jsonl"]) == 2
    assert "either a text or --jsonl" in capsys.readouterr().err


def test_an_audit_ends_with_one_where_a_response_breaks_the_contract(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    domain = tmp_path / "domain.yml"
    domain.write_text("responses:\n  utter_a:\n  - text: I'm sorry.\n", encoding="utf-8")
    assert main(["apology", "audit", str(domain)]) == 0
    domain.write_text("responses:\n  utter_a:\n  - text: I'm sorry, but no.\n", encoding="utf-8")
    assert main(["apology", "audit", str(domain)]) == 1
    assert f"{domain}:3: utter_a: qualified" in capsys.readouterr().out
    assert main(["apology", "audit", str(tmp_path / "none.yml")]) == 2
