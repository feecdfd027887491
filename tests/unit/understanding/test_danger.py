"""What may tell of danger is noticed by all its kinds together, and what plainly does is acted on instead."""

from __future__ import annotations

import json

import pytest

from amends.hearing.frame import Act, Clause, Frame, Hazard, Tense
from amends.understanding.danger import Danger, danger_in
from amends.understanding.reading import UNREAD, Reading

TORN = [("complaint", 0.8), ("danger_product", 0.06), ("danger_self_harm", 0.05), ("thank", 0.09)]


def test_kinds_that_are_each_unlikely_are_noticed_together() -> None:
    assert danger_in(TORN, noticed_from=0.1) == Danger(0.11, "danger_product", noticed=True)
    assert danger_in(TORN, noticed_from=0.12) == Danger(0.11, "danger_product", noticed=False)
    assert danger_in(TORN, noticed_from=None) == Danger(0.11, "danger_product", noticed=False)


def test_danger_far_down_the_ranking_counts() -> None:
    small_talk = [(f"intent_{place}", 0.05) for place in range(18)]
    assert danger_in([*small_talk, ("threat_legal", 0.1)], noticed_from=0.1) == Danger(
        0.1, "threat_legal", noticed=True
    )


def test_where_no_danger_was_read_there_is_none() -> None:
    assert danger_in([], noticed_from=0.1) is None
    assert danger_in([("complaint", 1.0)], noticed_from=0.1) is None


@pytest.mark.parametrize(
    ("intent", "noticed", "reads"),
    [
        ("complaint", True, True),
        ("complaint", False, False),
        ("danger_product", False, True),
        ("threat_legal", False, False),
    ],
)
def test_a_person_reads_what_is_noticed_and_what_tells_of_harm(
    intent: str, noticed: bool, reads: bool
) -> None:
    reading = Reading(intent, 0.6, UNREAD, danger=Danger(0.1, "danger_product", noticed))
    assert (reading.danger_to_review is not None) is reads
    assert Reading.from_dict(json.loads(json.dumps(reading.to_dict()))) == reading


@pytest.mark.parametrize(
    ("hazard", "kind"),
    [
        (Hazard.FIRE, "danger_product"),
        (Hazard.SELF_HARM, "danger_self_harm"),
        (Hazard.VIOLENCE, "threat_violence"),
    ],
)
@pytest.mark.parametrize("tense", Tense)
def test_a_person_reads_of_every_hazard_whenever_it_is(hazard: Hazard, kind: str, tense: Tense) -> None:
    frame = Frame((Clause(Act.TELL, "it smokes"),), hazard, tense, 0.3)
    assert Reading("complaint", 0.9, UNREAD, frame=frame).danger_to_review == Danger(0.3, kind, noticed=True)


def test_a_reading_without_danger_asks_nobody_to_read_it() -> None:
    stored = {"intent": "thank", "intent_confidence": 0.9, "emotion": UNREAD.to_dict(), "topic": None}
    assert Reading.from_dict(stored).danger_to_review is None
    assert Reading.from_parse({"danger": None}).danger is None
