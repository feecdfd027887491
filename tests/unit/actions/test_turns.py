"""From Rasa's tracker to what was said."""

from __future__ import annotations

from typing import Any

from actions.turns import said_of
from amends.hearing.frame import Act, Clause, Frame
from tests.fakes import ANGRY


def latest(**other: Any) -> dict[str, Any]:
    parse = {
        "text": "nobody came",
        "message_id": "17",
        "intent": {"name": "complaint", "confidence": 0.9},
        "entities": [],
        "emotion": ANGRY.emotion.to_dict(),
        "topic": {"name": "late_delivery", "confidence": 0.8},
        "frame": Frame((Clause(Act.TELL, "nobody came"),)).to_dict(),
    }
    return parse | other


def test_a_typed_message_is_what_they_told() -> None:
    said = said_of("c", latest())
    assert (said.text, said.pressed, said.message_id) == ("nobody came", False, 17)
    assert said.reading.intent == "complaint"
    assert [clause.act for clause in said.reading.frame.clauses] == [Act.TELL]


def test_a_pressed_button_tells_nothing_and_may_carry_a_choice() -> None:
    pressed = latest(
        text='/choose{"choice": "phone"}',
        metadata={"text": "By phone"},
        entities=[{"entity": "choice", "value": "phone", "start": 0, "end": 1}],
    )
    said = said_of("c", pressed)
    assert (said.pressed, said.choice, said.text) == (True, "phone", "By phone")


def test_a_message_that_the_front_desk_did_not_number_has_none() -> None:
    assert said_of("c", latest(message_id="4fe2")).message_id is None
