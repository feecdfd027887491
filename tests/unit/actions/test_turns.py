"""From Rasa's tracker to a turn, and back."""

from __future__ import annotations

from typing import Any

from actions.turns import events_of, heat_of, turn_of
from amends.dialogue.turn import Answer, Stage
from tests.fakes import ANGRY


def latest(**other: Any) -> dict[str, Any]:
    parse = {
        "text": "nobody came",
        "intent": {"name": "complaint", "confidence": 0.9},
        "entities": [],
        "emotion": ANGRY.emotion.to_dict(),
        "topic": {"name": "late_delivery", "confidence": 0.8},
    }
    return parse | other


def test_a_typed_message_is_what_they_told() -> None:
    turn = turn_of("c", latest(), {"stage": "listening", "misunderstood": 1.0}, [])
    assert (turn.told, turn.stage, turn.misunderstood) == ("nobody came", Stage.LISTENING, 1)
    assert turn.intent == "complaint"


def test_a_pressed_button_tells_nothing_and_may_carry_a_choice() -> None:
    pressed = latest(
        text='/choose{"choice": "phone"}',
        metadata={"text": "By phone"},
        entities=[{"entity": "choice", "value": "phone", "start": 0, "end": 1}],
    )
    turn = turn_of("c", pressed, {}, [])
    assert (turn.pressed, turn.told, turn.choice, turn.text) == (True, "", "phone", "By phone")


def test_heat_is_that_of_typed_messages_in_order() -> None:
    events: list[dict[str, Any]] = [
        {"event": "user", "parse_data": {"emotion": {"intensity": 0.4}}},
        {"event": "bot"},
        {"event": "user", "metadata": {"text": "Yes"}, "parse_data": {"emotion": {"intensity": 0.9}}},
        {"event": "user", "parse_data": {}},
        {"event": "user", "parse_data": {"emotion": {"intensity": 0.7}}},
    ]
    assert heat_of(events) == (0.4, 0.7)


def test_an_answer_ends_the_bots_turn() -> None:
    events = events_of(Answer((), Stage.ASKED, misunderstood=1))
    assert [(event["event"], event.get("name"), event.get("value")) for event in events] == [
        ("slot", "stage", "asked"),
        ("slot", "misunderstood", 1.0),
        ("followup", "action_listen", None),
    ]
