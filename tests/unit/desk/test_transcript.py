"""The transcript: every word stays, and only what shows the emotion is marked."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from amends.desk.transcript import Part, mark_spans, transcript_of
from amends.store.tables import Message, Speaker
from amends.understanding.reading import Emotion, Level, Reading
from tests.unit.desk.conftest import NOW

SPANS = st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 60)), max_size=6)


@given(st.text(max_size=50), SPANS)
def test_marking_loses_and_adds_nothing(text: str, spans: list[tuple[int, int]]) -> None:
    parts = mark_spans(text, spans)
    assert "".join(part.text for part in parts) == text
    assert all(part.text for part in parts)
    assert all(one.marked != next_.marked for one, next_ in pairwise(parts))


@given(st.text(max_size=50), SPANS)
def test_what_a_span_covers_is_marked_and_nothing_else(text: str, spans: list[tuple[int, int]]) -> None:
    covered = {at for start, end in spans for at in range(max(start, 0), min(end, len(text)))}
    marks = [part.marked for part in mark_spans(text, spans) for _ in part.text]
    assert {at for at, marked in enumerate(marks) if marked} == covered


def test_spans_count_code_points() -> None:
    assert mark_spans("🙂 so angry", ((5, 10),)) == (Part("🙂 so "), Part("angry", True))


def test_a_line_tells_how_the_customer_felt_and_by_which_words() -> None:
    emotion = Emotion("anger", 0.9, Level.FURIOUS, 0.8, ((0, 5),))
    reading = Reading("complaint", 0.9, emotion, "late_delivery", 0.9)
    [line] = transcript_of([_said("THREE times", reading=reading)], customer="Ms Brandt")
    assert (line.name, line.topic, line.unread) == ("Ms Brandt", "Late delivery", False)
    assert line.parts == (Part("THREE", True), Part(" times"))
    assert line.feeling is not None
    assert (line.feeling.level, line.feeling.intensity) == (Level.FURIOUS, 0.9)


def test_a_message_without_a_reading_is_unread_and_a_pressed_button_is_not() -> None:
    said, pressed = transcript_of([_said("hello"), _said("Yes", payload="/affirm")], customer="Customer")
    assert (said.unread, said.feeling, said.pressed) == (True, None, False)
    assert (pressed.unread, pressed.feeling, pressed.pressed) == (False, None, True)


def test_a_reading_that_cannot_be_read_hides_no_message() -> None:
    message = _said("hello")
    message.reading = {"intent": "complaint"}
    [line] = transcript_of([message], customer="Customer")
    assert line.parts == (Part("hello"),)
    assert line.feeling is None


def test_each_speaker_is_told_apart() -> None:
    bot = _said("I'm sorry.", speaker=Speaker.BOT, id=3)
    system = _said("Elena is here now, a person.", speaker=Speaker.SYSTEM)
    lines = transcript_of([bot, system], customer="Customer", apologies=frozenset({3}))
    assert [(line.name, line.apology) for line in lines] == [("Assistant", True), ("Front desk", False)]


def _said(
    text: str,
    *,
    reading: Reading | None = None,
    payload: str | None = None,
    speaker: Speaker = Speaker.CUSTOMER,
    id: int = 1,  # noqa: A002 - the column's name
) -> Message:
    return Message(
        id=id, speaker=speaker, text=text, sent_at=NOW, payload=payload, buttons=[],
        reading=reading.to_dict() if reading else None,
    )  # fmt: skip
