"""A file of conversations is read whole, or refused with its name and what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from amends.tools.judge.written import STAGES, NotWritten, read_kinds
from tests.processes import ROOT

FILE = """
kind: shops
conversations:
  - name: left shoe
    opening: {say: a left shoe, frame: tell}
    when: {offer: "yes", details: [{say: 12}, "13"]}
    else: [hm]
"""


def test_a_line_may_be_its_text_alone(tmp_path: Path) -> None:
    (tmp_path / "shops.yml").write_text(FILE.replace("{say: 12}", '{say: "12"}'))
    (kind,) = read_kinds(tmp_path)
    (written,) = kind.conversations
    assert written.opening.frame == ("tell",)
    assert [line.say for line in written.when["details"]] == ["12", "13"]
    assert [line.say for line in written.otherwise] == ["hm"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("frame: tell", "framed: tell"),
        ("say: a left shoe", "names: x"),
        ("else: [hm]", "handed_over: why_not"),
    ],
    ids=["an unknown field", "neither said nor pressed", "an unknown reason"],
)
def test_what_cannot_be_played_is_refused_by_name(tmp_path: Path, old: str, new: str) -> None:
    (tmp_path / "shops.yml").write_text(FILE.replace("{say: 12}", "x").replace(old, new))
    with pytest.raises(NotWritten, match=r"shops\.yml"):
        read_kinds(tmp_path)


def test_names_are_used_once(tmp_path: Path) -> None:
    for name in ("a.yml", "b.yml"):
        (tmp_path / name).write_text(FILE.replace("{say: 12}", "x"))
    with pytest.raises(NotWritten, match="left shoe"):
        read_kinds(tmp_path)


def test_an_empty_folder_is_no_judge(tmp_path: Path) -> None:
    with pytest.raises(NotWritten):
        read_kinds(tmp_path)


def test_ours_answer_only_what_can_be_asked(all_lines: frozenset[str]) -> None:
    """A reply to a stage or a line that does not exist would never be said, and its checks never fail."""
    for kind in read_kinds(ROOT / "tests" / "judge"):
        for written in kind.conversations:
            assert set(written.when) <= STAGES | all_lines, written.name


def test_ours_name_only_lines_that_exist(all_lines: frozenset[str]) -> None:
    for kind in read_kinds(ROOT / "tests" / "judge"):
        for written in kind.conversations:
            lines = [
                written.opening,
                *written.otherwise,
                *(one for group in written.when.values() for one in group),
            ]
            for line in lines:
                for expected in (*line.says, *line.never):
                    for name in expected.split(" or "):
                        known = any(one.startswith(name.rstrip("*")) for one in all_lines)
                        assert known if name.endswith("*") else name in all_lines, (written.name, name)
