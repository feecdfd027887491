"""What was read in a message survives the way through JSON and Rasa."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.understanding.danger import DANGERS, Danger
from amends.understanding.reading import FACT_KINDS, LABELS, UNREAD, WANTS, Emotion, Fact, Level, Reading

chances = st.floats(0, 1, allow_nan=False)
spans = st.lists(st.tuples(st.integers(0, 50), st.integers(51, 99)), max_size=3).map(tuple)
emotions = st.builds(
    Emotion, st.sampled_from(LABELS), chances, st.sampled_from(Level), chances, evidence=spans
)
facts = st.builds(
    Fact, st.sampled_from(FACT_KINDS), st.text(min_size=1), st.integers(0, 9), st.integers(10, 99)
)
readings = st.builds(
    Reading,
    st.sampled_from(["complaint", "thank"]),
    chances,
    emotions,
    st.none() | st.just("refund"),
    chances,
    st.lists(facts, max_size=3).map(tuple),
    st.dictionaries(st.sampled_from(WANTS), chances),
    st.none() | chances,
    st.none() | st.builds(Danger, chances, st.sampled_from(sorted(DANGERS)), st.booleans()),
)


@given(readings)
def test_a_reading_survives_json(reading: Reading) -> None:
    assert Reading.from_dict(json.loads(json.dumps(reading.to_dict()))) == reading


def test_a_parse_result_of_rasa_becomes_a_reading() -> None:
    parse = {
        "text": "6.95 back, order 88213",
        "intent": {"name": "want_compensation", "confidence": 0.8},
        "entities": [
            {
                "entity": "order_number",
                "value": "88213",
                "start": 17,
                "end": 22,
                "extractor": "FactExtractor",
            },
            {"entity": "choice", "value": "in writing", "start": 0, "end": 4},
        ],
        "emotion": {
            "label": "frustration",
            "intensity": 0.4,
            "level": "irritated",
            "confidence": 0.7,
            "evidence": [[5, 9]],
        },
        "topic": {"name": "late_delivery", "confidence": 0.6},
    }
    assert Reading.from_parse(parse) == Reading(
        intent="want_compensation",
        intent_confidence=0.8,
        emotion=Emotion("frustration", 0.4, Level.IRRITATED, 0.7, ((5, 9),)),
        topic="late_delivery",
        topic_confidence=0.6,
        facts=(Fact("order_number", "88213", 17, 22),),
    )


def test_a_message_without_emotion_counts_as_angry_never_as_calm() -> None:
    reading = Reading.from_parse({"intent": {"name": None, "confidence": 0.0}, "topic": {"name": None}})
    assert reading.emotion is UNREAD
    assert reading.emotion.level is Level.ANGRY
    assert reading.intent == "nlu_fallback"
    assert reading.topic is None


def test_levels_are_ordered_from_calm_to_furious() -> None:
    assert [level.rank for level in (Level.CALM, Level.IRRITATED, Level.ANGRY, Level.FURIOUS)] == [0, 1, 2, 3]


def test_a_level_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="boiling"):
        Emotion.from_dict({"label": "anger", "intensity": 1, "level": "boiling", "confidence": 1})


def test_a_reading_stored_before_wants_were_read_still_loads() -> None:
    stored = {"intent": "thank", "intent_confidence": 0.9, "emotion": UNREAD.to_dict(), "topic": None}
    reading = Reading.from_dict(stored)
    assert reading.wants == {}
    assert reading.complaint is None
    assert reading.wanted() == reading.perhaps_wanted() == ()


def test_a_sure_want_is_honoured_and_a_doubtful_one_asked() -> None:
    wants = {"vent": 0.2, "compensation": 0.9, "apology": 0.4, "person": 0.6}
    reading = Reading("complaint", 0.9, UNREAD, wants=wants)
    assert reading.wanted() == ("compensation", "person")
    assert reading.perhaps_wanted() == ("apology",)


def test_wants_and_complaint_come_from_the_parse_result() -> None:
    reading = Reading.from_parse({"wants": {"person": 0.8, "unheard_of": 1}, "complaint": 0.6})
    assert reading.wants == {"person": 0.8}
    assert reading.complaint == 0.6
