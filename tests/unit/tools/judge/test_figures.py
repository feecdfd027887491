"""The figures count what was checked, and what is below its floor is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from amends.dialogue.turn import Stage
from amends.tools.judge.checks import Layer
from amends.tools.judge.figures import (
    Floors,
    below,
    figures_by_kind,
    judge_all,
    read_floors,
    table,
    transcript,
)
from amends.tools.judge.written import NotWritten
from tests.unit.tools.judge.conftest import Play

NONE = Floors(
    layers=dict.fromkeys(Layer, 0.0),
    clean=0,
    yeses=0,
    danger=0,
    most_given_without_a_yes=0,
    most_settled_without_a_yes=0,
    most_danger_words_to_lookalikes=0,
)


def test_shares_are_of_the_checks_of_a_layer(played: Play) -> None:
    good = judge_all(played({"say": "x", "frame": "tell"}))
    bad = judge_all(played({"say": "x", "frame": ["tell", "ask"]}))
    kinds, everything = figures_by_kind([good, bad])
    assert everything.layers[Layer.FRAME].share == pytest.approx(100 * 2 / 3)
    assert (everything.clean.right, everything.clean.of) == (1, 2)
    assert list(kinds) == ["kind"]
    assert table(kinds, everything)[-1][:4] == ["all", "2", "50", "67"]
    assert everything.to_dict()["layers"]["frame"] == 66.7


def test_what_must_never_happen_is_counted_by_conversation(played: Play) -> None:
    given = judge_all(played({"say": "hm"}, turn={"given": ("voucher 5.00",), "settled": True}))
    _, everything = figures_by_kind([given])
    assert below(everything, NONE) == [
        "given without a yes: 1, at most 0",
        "settled without a yes: 1, at most 0",
    ]


def test_a_yes_to_an_open_offer_is_taken_or_not(played: Play) -> None:
    line = {"say": "yes", "agrees": True}
    taken = judge_all(played(line, turn={"asked": Stage.OFFER, "given": ("voucher 5.00",)}))
    lost = judge_all(played(line, turn={"asked": Stage.OFFER}))
    _, everything = figures_by_kind([taken, lost])
    assert everything.yeses.share == 50
    assert below(everything, NONE.model_copy(update={"yeses": 60.0})) == [
        "yeses: 50.0 %, the floor is 60.0 %"
    ]


def test_danger_words_are_owed_to_some_and_a_fault_to_others(played: Play) -> None:
    words = ("Get out.", "danger_fire")
    _, everything = figures_by_kind(
        [
            judge_all(played({"say": "x", "says": "danger_fire"}, "[tell] x", words, danger=True)),
            judge_all(played({"say": "x", "says": "danger_gas"}, "[tell] x", words, danger=True)),
            judge_all(played({"say": "x"}, "[tell] x", words, danger=False)),
        ]
    )
    assert (everything.danger.right, everything.danger.of) == (1, 2)
    assert below(everything, NONE) == ["danger words to lookalikes: 1, at most 0"]


def test_a_transcript_shows_what_failed_below_its_line(played: Play) -> None:
    shown = transcript(judge_all(played({"say": "where is it", "frame": "ask.where"})))
    assert shown[1] == "  C where is it   <start>"
    assert shown[-1].startswith("    ✗ frame: heard: ask.where")


def test_floors_are_all_there_or_refused(tmp_path: Path) -> None:
    file = tmp_path / "floors.yml"
    with pytest.raises(NotWritten, match=r"floors\.yml"):
        read_floors(file)
    file.write_text("clean: 3\n")
    with pytest.raises(NotWritten, match="yeses"):
        read_floors(file)
