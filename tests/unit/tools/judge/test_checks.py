"""Each check of the judge can fail, and fails for what it is about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from amends.dialogue.turn import Stage
from amends.hearing.labelled import parse_labelled
from amends.tools.judge.checks import (
    Layer,
    check_conversation,
    danger_words,
    given_without_a_yes,
    is_heard,
    labels_of,
    settled_without_a_yes,
)
from amends.tools.judge.played import JudgedTurn, OnRecord, Played
from tests.unit.tools.judge.conftest import Play


def failing(played: Played) -> list[tuple[Layer, str]]:
    return [(check.layer, check.what) for check in check_conversation(played) if not check.passed]


def test_nothing_fails_where_all_is_as_it_should_be(played: Play) -> None:
    line = {
        "say": "no calls",
        "frame": "demand.call-",
        "says": "heeded",
        "names": "No calls",
        "stage": "start",
    }
    assert failing(played(line, "[demand.call-] no <calls>", ("No calls.", "heeded"))) == []


@pytest.mark.parametrize(
    ("labelled", "heard", "unheard"),
    [
        ("[demand.call-] no <calls>", ["demand.call-", "negative", "no demand.call"], ["demand.call", "tell"]),
        ("[ask.when.order] when", ["ask", "ask.when", "ask.who or ask.when.order"], ["ask.who", "ask.when.case", "as"]),
        ("[demand.apology@other] x", ["demand.apology", "demand.apology.other"], ["no demand", "negative"]),
        ("[tell] x ## hazard=fire:past child", ["hazard.fire", "mark.child", "no danger"], ["hazard.fire.present"]),
        ("[tell] x ## hazard=fire:present", ["danger", "hazard"], ["no hazard", "hazard.gas"]),
    ],
)  # fmt: skip
def test_what_is_heard(labelled: str, heard: list[str], unheard: list[str]) -> None:
    labels = labels_of(parse_labelled(labelled).frame)
    assert [one for one in heard if not is_heard(one, labels)] == []
    assert [one for one in unheard if is_heard(one, labels)] == []


@pytest.mark.parametrize(
    ("line", "layer"),
    [
        ({"frame": "demand.refund"}, Layer.FRAME),
        ({"says": "offer"}, Layer.PLAN),
        ({"never": "add*"}, Layer.PLAN),
        ({"stage": "offer or waiting"}, Layer.PLAN),
        ({"names": "shoe|boot"}, Layer.WORDING),
        ({"says_none": "YOUR CASE"}, Layer.WORDING),
    ],
)
def test_a_check_of_a_line_fails_in_its_layer(played: Play, line: dict[str, str], layer: Layer) -> None:
    assert [found for found, _ in failing(played({"say": "x", **line}))] == [layer]


@pytest.mark.parametrize(
    ("line", "facts", "asks"),
    [
        ({"tells": "way"}, (), "ask_apology_way_for_her"),
        ({}, ("order_number",), "ask_order_number"),
        ({"frame": "demand.refund"}, (), "ask_fair"),
    ],
)
def test_what_they_said_is_not_asked(
    played: Play, line: dict[str, str], facts: tuple[str, ...], asks: str
) -> None:
    one = played({"say": "x", **line}, "[demand.refund] x", ("And?", asks), turn={"facts": facts})
    assert failing(one) == [(Layer.WORDING, f"asks nothing known ({asks})")]


def test_once_it_was_settled_a_new_wish_may_be_asked_for(played: Play) -> None:
    line = {"say": "and now the jug is broken"}
    one = played({"say": "x", "frame": "demand.refund"}, "[demand.refund] x").turns[0]
    after = played(line, "[tell] x", ("What can I do?", "taken_up_again"), turn={"asked": Stage.SETTLED})
    assert failing(replace(after, turns=(one, *after.turns))) == []
    before = played(line, "[tell] x", ("What can I do?", "taken_up_again"), turn={"asked": Stage.ASKED})
    assert failing(replace(before, turns=(one, *before.turns))) == [
        (Layer.WORDING, "asks nothing known (taken_up_again)")
    ]


def test_what_would_be_fair_may_be_asked_of_who_named_no_sum(played: Play) -> None:
    one = played(
        {"say": "x", "frame": "demand.compensation"}, "[demand.compensation] x", ("And?", "ask_fair")
    )
    assert failing(one) == []


def test_an_apology_is_said_once_for_each_failure(played: Play) -> None:
    sorry = ("I'm sorry.", "sorry")
    assert failing(played({"say": "x"}, "[tell] x", sorry, failures=1)) == []
    assert failing(played({"say": "x"}, failures=1)) == [(Layer.WORDING, "an apology that is due is said")]
    assert failing(played({"say": "x"}, "[tell] x", sorry, sorry, failures=1)) == [
        (Layer.WORDING, "at most 1 apologies")
    ]
    assert failing(played({"say": "x"}, "[tell] x", sorry)) == [(Layer.WORDING, "at most 0 apologies")]


def test_a_message_of_nothing_new_is_said_twice(played: Play) -> None:
    one = played({"say": "x"}, "[tell] x", ("Still here. 12:30 stands.", "still_here"))
    again = Played(one.kind, one.written, one.turns * 2, one.record)
    assert [layer for layer, _ in failing(again)] == [Layer.WORDING]


@pytest.mark.parametrize(
    ("turn", "layer"),
    [
        ({"stopped": ("An apology.",)}, Layer.WORDING),
        ({"answer": ()}, Layer.PLAN),
        ({"broken": "KeyError"}, Layer.PLAN),
    ],
    ids=["stopped by the gate", "silence", "broken"],
)
def test_what_never_reaches_them_fails(played: Play, turn: dict[str, Any], layer: Layer) -> None:
    assert [found for found, _ in failing(played({"say": "x"}, turn=turn))] == [layer]


def test_nothing_is_given_or_settled_but_by_a_yes(played: Play) -> None:
    turn = {"given": ("voucher 5.00",), "settled": True}
    without = played({"say": "hm"}, turn=turn)
    assert (given_without_a_yes(without), settled_without_a_yes(without)) == (["voucher 5.00: hm"], ["hm"])
    assert [layer for layer, _ in failing(without)] == [Layer.RECORD]
    other = played({"say": "the new one, yes", "agrees": "replacement"}, turn=turn)
    assert given_without_a_yes(other) == ["voucher 5.00: the new one, yes"]
    yes = played({"say": "ok", "agrees": True}, turn=turn)
    assert (given_without_a_yes(yes), settled_without_a_yes(yes), failing(yes)) == ([], [], [])


@pytest.mark.parametrize(
    "expected",
    [
        {"given": ["voucher 5.00"]},
        {"given": []},
        {"settled": True},
        {"handed_over": False},
        {"handed_over": "misunderstood_twice"},
        {"ledger": {"demand.refund": "done"}},
        {"ledger": {"demand.call-": "open"}},
        {"facts": {"order_number": "12"}},
        {"topic": "billing"},
        {"ends": "waiting"},
    ],
)
def test_a_check_of_the_record_fails(played: Play, expected: dict[str, Any]) -> None:
    record = OnRecord(
        True, False, "asked_for_a_person", True, "refund", ("replacement 12.00",), (("demand.call", "open"),)
    )
    assert [layer for layer, _ in failing(played({"say": "x"}, record=record, **expected))] == [Layer.RECORD]


def test_the_record_is_as_it_should_be(played: Play) -> None:
    record = OnRecord(
        True,
        True,
        None,
        False,
        "refund",
        ("voucher 5.00",),
        (("demand.refund", "done"),),
        {"order_number": "12"},
    )
    expected = {
        "given": "voucher", "settled": True, "handed_over": False, "ledger": {"demand.refund": ["done"]},
        "facts": {"order_number": "12"}, "topic": ["refund", "billing"], "ends": "start",
    }  # fmt: skip
    assert failing(played({"say": "x"}, record=record, **expected)) == []


def test_danger_words_are_known_by_their_lines(played: Play) -> None:
    assert danger_words(played({"say": "x"}, "[tell] x", ("Get out.", "danger_fire")))
    assert not danger_words(played({"say": "x"}))


def test_a_turn_has_the_lines_of_all_its_messages(played: Play) -> None:
    turn: JudgedTurn = played({"say": "x"}, "[tell] x", ("A.", "sorry"), ("B.", "offer")).turns[0]
    assert (turn.lines, turn.texts) == (("sorry", "offer"), "A. B.")
