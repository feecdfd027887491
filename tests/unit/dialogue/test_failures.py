"""Another failure is told from the next part of the same story (METHOD R2)."""

from __future__ import annotations

import pytest

from amends.dialogue.failures import tells_of_another
from amends.dialogue.turn import Turn
from amends.understanding.reading import UNREAD, Reading
from tests.languages import ENGLISH


def told(text: str, *, topic: str = "billing", intent: str = "complaint", **read: object) -> Turn:
    known = {"topic": topic, "topic_confidence": 0.9, "complaint": 0.7, **read}
    return Turn("c", text, Reading(intent, 0.9, UNREAD, **known))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "and now you have charged me twice as well",
        "on top of that you took the money twice",
        "plus the bill is wrong",
        "now your refund is the wrong amount",
    ],
)
def test_another_thing_that_went_wrong_is_another_failure(text: str) -> None:
    assert tells_of_another(told(text), "damaged", ENGLISH)


def test_the_next_part_of_the_same_story_is_none() -> None:
    assert not tells_of_another(told("and then the line went dead", topic="outage"), "billing", ENGLISH)
    assert not tells_of_another(told("the bill is wrong again and again"), "damaged", ENGLISH)
    assert not tells_of_another(told("and now it is three days"), "billing", ENGLISH)


def test_to_wait_for_us_belongs_to_the_failure_they_write_about() -> None:
    assert not tells_of_another(
        told("i sat on hold for 40 minutes as well", topic="no_answer"), "billing", ENGLISH
    )


def test_what_the_topic_is_unsure_of_is_no_new_failure() -> None:
    assert not tells_of_another(told("and now this as well", topic_confidence=0.4), "damaged", ENGLISH)


def test_a_complaint_counts_whatever_its_intent_and_a_calm_word_does_not() -> None:
    also = "also the second parcel is missing"
    assert tells_of_another(told(also, topic="late_delivery", intent="correct"), "billing", ENGLISH)
    calm = told(also, topic="late_delivery", intent="correct", complaint=0.2)
    assert not tells_of_another(calm, "billing", ENGLISH)


def test_before_anything_is_known_nothing_is_another() -> None:
    assert not tells_of_another(told("and now you have charged me twice as well"), None, ENGLISH)
