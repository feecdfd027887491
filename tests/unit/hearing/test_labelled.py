"""The notation of labelled messages is read and written without loss."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.hearing.frame import (
    About,
    Act,
    Asked,
    Clause,
    Demand,
    Form,
    Frame,
    Given,
    Hazard,
    Mark,
    Tense,
    Whose,
)
from amends.hearing.labelled import NotLabelled, parse_labelled, read_labelled, write_labelled
from tests.processes import ROOT

WORDS = st.from_regex(r"[a-z]{1,8}( [a-z]{1,8}){0,4} ", fullmatch=True)


@st.composite
def clauses(draw: st.DrawFn) -> Clause:
    act, words = draw(st.sampled_from(Act)), draw(WORDS)
    return Clause(
        act,
        words,
        demand=draw(st.sampled_from(Demand)) if act is Act.DEMAND else None,
        form=draw(st.sampled_from(Form)) if act is Act.ASK else None,
        about=draw(st.sampled_from(About)) if act is Act.ASK else None,
        given=draw(st.sampled_from(Given)) if act is Act.ANSWER else None,
        negative=act is Act.DEMAND and draw(st.booleans()),
        whose=draw(st.sampled_from(Whose)),
    )


@given(
    said=st.lists(clauses(), min_size=1, max_size=5),
    asked=st.sampled_from(Asked),
    marks=st.frozensets(st.sampled_from(Mark)),
    hazard=st.none() | st.tuples(st.sampled_from(Hazard), st.sampled_from(Tense)),
)
def test_what_is_written_is_read_again(
    said: list[Clause], asked: Asked, marks: frozenset[Mark], hazard: tuple[Hazard, Tense] | None
) -> None:
    kind, tense = hazard or (None, None)
    line = write_labelled("", Frame(tuple(said), kind, tense, marks=marks), asked)
    read = parse_labelled(line)
    assert write_labelled(read.text, read.frame, read.asked) == line
    assert read.text == "".join(clause.words for clause in said).rstrip()
    assert (read.asked, read.frame.hazard, read.frame.tense, read.frame.marks) == (asked, kind, tense, marks)


def test_the_object_of_a_clause_is_where_it_stands_in_the_text() -> None:
    read = parse_labelled("[tell] it broke. [demand.refund] I want <my money> back")
    assert read.text == "it broke. I want my money back"
    assert [span and read.text[slice(*span)] for span in read.objects] == [None, "my money"]


@pytest.mark.parametrize(
    "line",
    ["it broke", "[tell", "[ask.when] when?", "[demand] money", "[demand.gold] gold", "[tell] <a> <b>", "[tell.x] x",
     "[tell] it burns ## hazard=fire:soon", "{nobody} [tell] x"],
)  # fmt: skip
def test_what_is_not_labelled_is_refused(line: str) -> None:
    with pytest.raises(NotLabelled):
        parse_labelled(line)


@pytest.mark.parametrize("path", sorted((ROOT / "data/frames").glob("*.txt")), ids=lambda path: path.name)
def test_every_labelled_message_of_ours_is_labelled_well(path: Path) -> None:
    assert list(read_labelled(path))
