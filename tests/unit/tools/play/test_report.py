"""The sum of a run: right counts, and no customer's words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.tools.play.lines import PlayLine
from amends.tools.play.report import percentile, rows, summarise_turns, to_markdown
from amends.tools.play.turn import Fault, FaultKind, PlayedTurn
from amends.understanding.reading import Emotion, Level, Reading

FINE = PlayedTurn(PlayLine(1, "my own words"), "a", ("I'm sorry.",), True, None, 0.2, "bot", None, ())


def reading(intent: str, level: Level) -> Reading:
    return Reading(intent, 0.9, Emotion("anger", 0.5, level, 0.9))


def test_everything_is_counted() -> None:
    turns = [
        FINE,
        replace(FINE, client_id="b", seconds=0.4, phase="queued"),
        replace(
            FINE, client_id="c", answered=False, seconds=None, faults=(Fault(FaultKind.LOST, "gone"),) * 2
        ),
        replace(FINE, client_id="d", answered=False, seconds=None, refused="too_long"),
    ]
    readings = {"a": reading("complaint", Level.ANGRY), "b": reading("complaint", Level.FURIOUS)}
    report = summarise_turns(turns, readings, seconds=3.14)
    assert (report.played, report.answered, report.handed_over, report.lost) == (4, 2, 1, 1)
    assert report.refused == {"too_long": 1}
    assert (report.p50, report.p95) == (0.2, 0.4)
    assert report.intents == {"complaint": 2}
    assert report.levels == {"calm": 0, "irritated": 0, "angry": 1, "furious": 1}
    assert report.unread == 1
    assert not report.clean


def test_a_record_that_could_not_be_read_is_unknown_not_zero() -> None:
    report = summarise_turns([FINE], None, seconds=1)
    assert report.unread is None
    assert ("Without a reading", "unknown") in rows(report)


@pytest.mark.parametrize("kind", list(FaultKind))
def test_one_fault_of_any_kind_is_not_clean(kind: FaultKind) -> None:
    assert summarise_turns([FINE], {}, seconds=1).clean
    assert not summarise_turns([replace(FINE, faults=(Fault(kind, "x"),))], {}, seconds=1).clean


def test_markdown_holds_no_words_of_the_conversation() -> None:
    turn = replace(FINE, faults=(Fault(FaultKind.BREACH, "qualified (M3)", "I'm sorry if my own words"),))
    text = to_markdown(summarise_turns([turn], {}, seconds=1), [turn], source="history.jsonl")
    assert text.startswith("# Played: history.jsonl\n")
    assert "| 1 | breach: qualified (M3) |" in text
    assert "my own words" not in text
    assert "I'm sorry" not in text


@given(st.lists(st.floats(min_value=0, max_value=60), min_size=1), st.integers(min_value=1, max_value=100))
def test_a_percentile_is_one_of_the_values_and_covers_its_share(values: list[float], percent: int) -> None:
    found = percentile(values, percent)
    assert found in [round(value, 3) for value in values]
    assert sum(round(value, 3) <= found for value in values) >= len(values) * percent / 100


def test_of_nothing_there_is_no_percentile() -> None:
    assert percentile([], 50) is None
