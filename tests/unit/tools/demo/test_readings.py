"""What is marked in a text is what was read in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amends.tools.demo.readings import read_marked
from amends.understanding.reading import Level


def test_the_marks_are_the_evidence() -> None:
    text, reading = read_marked(
        "order 70123 is [9 days late] and [nobody came]", intent="complaint", heat=0.9
    )
    assert text == "order 70123 is 9 days late and nobody came"
    assert [text[start:end] for start, end in reading.emotion.evidence] == ["9 days late", "nobody came"]
    assert reading.emotion.level is Level.FURIOUS
    assert reading.facts_by_kind() == {"order_number": "70123"}


def test_a_sum_and_an_address_are_facts() -> None:
    _, reading = read_marked("my mail is a.b@mail.example. i want 40 euros", intent="inform", heat=0.2)
    assert reading.facts_by_kind() == {"email": "a.b@mail.example", "amount": "40.00 EUR"}


@given(st.lists(st.tuples(st.booleans(), st.text("abc 0", min_size=1, max_size=6))))
def test_a_text_without_its_marks_is_the_text(parts: list[tuple[bool, str]]) -> None:
    marked = "".join(f"[{text}]" if is_marked else text for is_marked, text in parts)
    plain, reading = read_marked(marked, intent="complaint", heat=0.5)
    assert plain == "".join(text for _, text in parts)
    assert [plain[a:b] for a, b in reading.emotion.evidence] == [
        text for is_marked, text in parts if is_marked
    ]
