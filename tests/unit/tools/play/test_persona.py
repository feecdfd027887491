"""A simulated customer answers what the bot asks, each after their own kind."""

from __future__ import annotations

from typing import Any

import pytest

from amends.tools.play.persona import PERSONAS, Persona, Reply, answer_bot, invites

KINDS = {persona.name: persona for persona in PERSONAS}


def said(text: str, *titles: str) -> dict[str, Any]:
    return {"text": text, "buttons": [{"id": f"id of {title}", "title": title} for title in titles]}


CHOICE = said("What can I do?", "Just listen", "Make it right", "I want an apology", "A person, please")


@pytest.mark.parametrize(
    ("kind", "pressed"),
    [
        ("wants to be heard", "Just listen"),
        ("takes what is offered", "Make it right"),
        ("wants a person", "A person, please"),
    ],
)
def test_each_takes_the_button_of_their_kind(kind: str, pressed: str) -> None:
    assert answer_bot(KINDS[kind], [CHOICE], ["it is late"]) == Reply(button=f"id of {pressed}")


def test_whoever_is_asked_for_an_idea_says_theirs_once() -> None:
    ask = said("What would be fair, in your view?")
    assert answer_bot(KINDS["wants a lot"], [ask], []) == Reply("i want 2000 euros for this")
    assert answer_bot(KINDS["wants a lot"], [ask], ["i want 2000 euros for this"]) is None


def test_whoever_is_asked_for_the_order_types_it_and_who_has_none_says_so() -> None:
    ask = said("Which order is it? The number is enough.", "I don't have it")
    assert answer_bot(KINDS["takes what is offered"].with_order(48_213), [ask], []) == Reply("order 48213")
    assert answer_bot(KINDS["has no number"], [ask], []) == Reply("i dont have the number")


def test_whoever_wants_to_be_heard_tells_it_to_the_end() -> None:
    persona, told = KINDS["wants to be heard"], ["it is late"]
    for part in persona.story:
        answer = answer_bot(persona, [said("I have that. Go on.")], told)
        assert answer == Reply(part)
        told.append(part)


def test_whoever_is_listened_to_goes_on_without_being_asked() -> None:
    heard, persona = [said("Nobody came.")], KINDS["wants to be heard"]
    assert answer_bot(persona, heard, []) is None
    assert answer_bot(persona, heard, [], listened_to=True) == Reply(persona.story[0])


def test_whoever_is_asked_for_the_price_says_it_once() -> None:
    persona, ask = KINDS["wants the fee back"], said("What did you pay for it?", "I don't know")
    assert answer_bot(persona, [ask], []) == Reply(persona.price)
    assert answer_bot(persona, [ask], [persona.price]) is None


def test_whoever_refused_and_is_asked_what_instead_says_it_once() -> None:
    persona, ask = KINDS["refuses what is offered"], said("What would you rather have?", "A person, please")
    assert answer_bot(persona, [ask], []) == Reply(persona.instead)
    assert answer_bot(persona, [ask], [persona.instead]) is None


def test_whoever_wants_no_amends_leaves_the_way_that_asks_for_an_idea() -> None:
    ask = said("What would be fair, in your view?", "Just listen", "I want an apology", "A person, please")
    assert answer_bot(KINDS["wants an apology"], [ask], []) == Reply(button="id of I want an apology")


def test_with_nothing_left_to_say_they_say_nothing() -> None:
    assert answer_bot(Persona("silent", ()), [said("Goodbye.")], []) is None


def test_a_question_a_button_or_an_open_ear_is_no_dead_end() -> None:
    assert invites([CHOICE])
    assert invites([said("I'm listening. Tell me all of it.")])
    assert not invites([said("That is that.")])
