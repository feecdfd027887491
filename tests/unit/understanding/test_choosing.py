"""From a ranking to an intent and a topic: what nobody may miss wins early, and doubt is said."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amends.understanding.choosing import RANKED, IntentRule, choose, choose_topic, intent_output

RANKING = [("complaint", 0.7), ("danger_product", 0.2), ("ask_person", 0.1)]
FIRST = {"danger_self_harm": 0.15, "danger_product": 0.15, "ask_person": 0.1}


def test_danger_wins_early_and_doubt_is_not_understood() -> None:
    assert choose(RANKING, IntentRule(0.3, FIRST)) == ("danger_product", 0.2)
    assert choose(RANKING, IntentRule(0.3)) == ("complaint", 0.7)
    assert choose(RANKING, IntentRule(0.8, {"danger_product": 0.3})) == ("nlu_fallback", 0.3)
    assert choose([], IntentRule(0.3, FIRST)) == ("nlu_fallback", 1.0)


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_lower_threshold_never_misses_what_a_higher_one_finds(one: float, other: float) -> None:
    low, high = sorted((one, other))
    if choose(RANKING, IntentRule(0, {"danger_product": high}))[0] == "danger_product":
        assert choose(RANKING, IntentRule(0, {"danger_product": low}))[0] == "danger_product"


def test_the_output_is_what_rasa_writes() -> None:
    output = intent_output(RANKING, IntentRule())
    assert output["intent"] == {"name": "complaint", "confidence": 0.7}
    assert [row["name"] for row in output["intent_ranking"]] == ["complaint", "danger_product", "ask_person"]
    assert output["danger"] == {"chance": 0.2, "kind": "danger_product", "noticed": False}


def test_danger_is_summed_over_more_names_than_the_ranking_shows() -> None:
    ranking = [(f"intent_{place}", 0.08) for place in range(RANKED)] + [("threat_violence", 0.2)]
    output = intent_output(ranking, IntentRule(noticed_from=0.1))
    assert len(output["intent_ranking"]) == RANKED
    assert output["danger"] == {"chance": 0.2, "kind": "threat_violence", "noticed": True}


def test_the_settings_say_what_comes_first_and_the_head_from_when_on() -> None:
    config = {"unsure_below": "0.3", "recall_first": {"b": 0.9, "a": 0.9, "unknown": 0.9}}
    rule = IntentRule.of(config, {"a": 0.1, "b": 0.2}, 0.07)
    assert rule == IntentRule(0.3, {"a": 0.1, "b": 0.2}, 0.07)
    assert list(rule.first) == ["b", "a"]


def test_a_complaint_always_has_a_topic() -> None:
    ranking = [("none", 0.6), ("refund", 0.3), ("billing", 0.1)]
    assert choose_topic(ranking, complaint=False) == {"name": None, "confidence": 0.6}
    assert choose_topic(ranking, complaint=True) == {"name": "refund", "confidence": 0.75}
    assert choose_topic([], complaint=True) == {"name": None, "confidence": 0.0}
