"""What the operator sees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.run.output import Screen, plain
from tests.unit.run.conftest import Paper


def test_lines_stand_behind_the_name_of_their_process(screen: Screen, paper: Paper) -> None:
    screen.line("rasa", "Rasa server is up and running.")
    screen.line("front desk", "[not markup]")
    assert paper.lines() == ["rasa       | Rasa server is up and running.", "front desk | [not markup]"]


@given(st.text())
def test_no_output_can_redraw_the_terminal(text: str) -> None:
    assert not any((ord(char) < 32 and char not in "\t\n") or ord(char) == 127 for char in plain(text))


def test_colours_of_a_process_are_taken_off() -> None:
    assert plain("\x1b[1;31mERROR\x1b[0m it broke\x07") == "ERROR it broke"


def test_a_step_is_named_when_it_begins_and_timed_when_it_ends(screen: Screen, paper: Paper) -> None:
    with screen.step("Migrating"):
        assert paper.lines() == ["Migrating …"]
    assert paper.lines()[-1].endswith(" s")
    assert "Migrating · " in paper.lines()[-1]


def test_a_step_that_fails_is_not_called_done(screen: Screen, paper: Paper) -> None:
    with pytest.raises(ValueError, match="no"), screen.step("Migrating"):
        raise ValueError("no")
    assert paper.lines() == ["Migrating …"]


def test_a_long_step_gives_a_sign_of_life_in_a_log(
    screen: Screen, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = [100.0]
    monkeypatch.setattr("amends.run.output.time.monotonic", lambda: seconds[-1])
    with screen.step("Training") as step:
        for now in (104.0, 109.9, 110.0, 115.0, 121.0):
            seconds.append(now)
            step.update("waiting for rasa")
    assert paper.lines()[1:3] == [
        "  Training · 10 s · waiting for rasa",
        "  Training · 21 s · waiting for rasa",
    ]


def test_a_failure_ends_with_the_sentence(screen: Screen, paper: Paper) -> None:
    screen.fail("Do this.", ["no such table"])
    assert paper.lines() == ["    no such table", "Do this."]
