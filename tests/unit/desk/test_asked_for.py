"""What customers demand and ask, in the desk's words."""

from __future__ import annotations

from typing import Any

import pytest

from amends.desk.asked_for import say_demands, say_progress, show_requests
from amends.store.tables import CustomerRequest, Progress, RequestKind
from tests.unit.desk.conftest import NOW


def request(number: int = 1, **known: Any) -> CustomerRequest:
    usual: dict[str, Any] = {
        "id": number, "kind": RequestKind.DEMAND, "negative": False, "state": Progress.OPEN, "since": NOW,
        "times": 1, "words": "send me the right shoe", "named": "the right shoe",
    }  # fmt: skip
    return CustomerRequest(**{**usual, **known})


@pytest.mark.parametrize("state", list(Progress))
@pytest.mark.parametrize(
    "kind", [{}, {"negative": True}, {"kind": RequestKind.QUESTION}], ids=["demand", "refusal", "question"]
)
def test_wherever_a_request_stands_it_is_said_in_words(state: Progress, kind: dict[str, Any]) -> None:
    said = say_progress(request(state=state, **kind))
    assert said
    assert "_" not in said


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"state": Progress.PASSED_ON}, "passed on to us"),
        ({"state": Progress.REFUSED}, "refused"),
        ({"negative": True}, "binds us"),
        ({"negative": True, "state": Progress.DONE}, "heeded"),
        ({"negative": True, "state": Progress.REFUSED}, "not heeded"),
        ({"kind": RequestKind.QUESTION, "state": Progress.REFUSED}, "can't be known"),
        ({"kind": RequestKind.QUESTION, "state": Progress.ANSWERED}, "answered"),
    ],
)
def test_where_it_stands_is_said_by_its_kind(known: dict[str, Any], said: str) -> None:
    assert say_progress(request(**known)) == said


def test_what_binds_us_is_first_and_what_is_over_last() -> None:
    shown = show_requests(
        [
            request(1, state=Progress.DONE),
            request(2, kind=RequestKind.QUESTION),
            request(3, state=Progress.PASSED_ON),
            request(4, negative=True, state=Progress.DONE),
            request(5, negative=True, state=Progress.WITHDRAWN),
            request(6, negative=True),
        ]
    )
    assert [one.id for one in shown] == [6, 4, 3, 2, 1, 5]
    assert [one.holds for one in shown] == [True, True, False, False, False, False]


def test_their_words_are_shown_where_they_say_more_than_the_name() -> None:
    shoe, same = show_requests([request(1), request(2, words="The right shoe!")])
    assert (shoe.differs, same.differs) == (True, False)


def test_demands_are_named_in_one_line_and_the_rest_is_counted() -> None:
    requests = [request(number, named=f"thing {number}") for number in range(1, 5)]
    assert say_demands(requests) == "thing 1; thing 2; thing 3; thing 4"
    assert say_demands(requests, most=2, length=6) == "thing…; thing… and 2 more"
    assert say_demands([request(kind=RequestKind.QUESTION)]) == ""
