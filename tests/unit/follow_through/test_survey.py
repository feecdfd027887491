"""The report card: what counts as an answer (METHOD M2, M18)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.follow_through.survey import SurveyQuestion, next_question, read_choice, read_number
from amends.store.tables import ReportCard, Stay
from tests.conftest import MONDAY_NOON


def card(**given: object) -> ReportCard:
    return ReportCard(case_id=1, asked_at=MONDAY_NOON, **given)


def test_the_questions_come_one_after_the_other_and_end() -> None:
    asked = []
    answers: dict[str, object] = {}
    while (question := next_question(card(**answers))) is not None:
        asked.append(question)
        answers[question.value] = Stay.YES if question is SurveyQuestion.STAY else 5
    assert asked == list(SurveyQuestion)


def test_who_would_rather_not_is_asked_nothing_more() -> None:
    assert next_question(card(heard=4, skipped_at=MONDAY_NOON)) is None


@pytest.mark.parametrize(
    ("choice", "means"),
    [
        ("heard-1", (SurveyQuestion.HEARD, 1)),
        ("effort-5", (SurveyQuestion.EFFORT, 5)),
        ("stay-no", (SurveyQuestion.STAY, Stay.NO)),
        ("stay-unsure", (SurveyQuestion.STAY, Stay.UNSURE)),
    ],
)
def test_what_a_button_stands_for(choice: str, means: tuple[SurveyQuestion, object]) -> None:
    assert read_choice(choice) == means


@pytest.mark.parametrize(
    "choice", ["heard-0", "heard-6", "heard-yes", "stay-4", "price-3", "writing", "skip", ""]
)
def test_what_stands_for_none(choice: str) -> None:
    assert read_choice(choice) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("4", 4), ("a 5 from me", 5), ("5/5", 5), ("3 out of 5", 3), ("two", 2), ("Five.", 5), ("1!", 1)],
)
def test_a_number_that_is_typed(text: str, number: int) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize("text", ["", "fine", "45", "order 55512", "4 or 5", "10", "4.5", "-1", "0"])
def test_what_is_no_number_from_one_to_five(text: str) -> None:
    assert read_number(text) is None


@given(st.text())
def test_nothing_typed_gives_anything_but_one_to_five(text: str) -> None:
    assert read_number(text) in (None, 1, 2, 3, 4, 5)
