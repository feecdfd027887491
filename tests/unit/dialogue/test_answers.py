"""What answers a question, and what only comes in between (METHOD M11)."""

from __future__ import annotations

import pytest

from amends.dialogue.answers import INTENTS, is_answer
from amends.dialogue.interrupting import QUESTIONS
from amends.dialogue.turn import Stage, Turn
from amends.understanding.reading import Emotion, Fact, Level, Reading
from tests.languages import ENGLISH

CALM = Emotion("calm", 0.1, Level.CALM, 0.9, ())


def turn(stage: Stage, text: str, intent: str, *facts: Fact, pressed: bool = False) -> Turn:
    return Turn("c", text, Reading(intent, 0.9, CALM, None, 0.0, facts), stage=stage, pressed=pressed)


@pytest.mark.parametrize(
    ("stage", "text", "intent"),
    [
        (Stage.WISH, "i want that driver sacked", "complaint"),
        (Stage.WISH, "nothing really", "nlu_fallback"),
        (Stage.WISH, "a bunch of flowers to my door", "out_of_scope"),
        (Stage.IDEA, "you tell me", "nlu_fallback"),
        (Stage.IDEA, "dont know", "nlu_fallback"),
        (Stage.IDEA, "my money back", "complaint"),
        (Stage.DETAILS, "i havent got it any more", "complaint"),
        (Stage.OFFER, "5 euros is a joke", "complaint"),
        (Stage.APOLOGY, "an email would be fine", "inform"),
    ],
)
def test_an_answer_is_taken_whatever_its_intent_was_read_as(stage: Stage, text: str, intent: str) -> None:
    assert is_answer(turn(stage, text, intent), ENGLISH)


@pytest.mark.parametrize("stage", INTENTS)
@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("and now you have charged me twice as well", "complaint"),
        ("you are all useless idiots", "abuse"),
        ("blorp fizz wug", "nlu_fallback"),
        ("it was the red one", "inform"),
    ],
)
def test_what_comes_in_between_is_no_answer(stage: Stage, text: str, intent: str) -> None:
    assert not is_answer(turn(stage, text, intent), ENGLISH)


def test_a_pressed_button_always_answers() -> None:
    assert is_answer(turn(Stage.OFFER, "A person, please", "abuse", pressed=True), ENGLISH)


def test_every_stage_with_words_to_answer_it_asks_again() -> None:
    assert set(INTENTS) < set(QUESTIONS)
