"""Every step by the name of the action that takes it: the one list that Rasa's actions are made from."""

from __future__ import annotations

import re
from collections.abc import Callable

from amends.cases.escalation import Reason, must_hand_off
from amends.dialogue.answers import asks
from amends.dialogue.apologising import apologise, take_apology_way
from amends.dialogue.compensating import (
    ask_fair_solution,
    give,
    leave_it_to_us,
    take_fact,
    take_idea,
    take_no_for_an_answer,
)
from amends.dialogue.failures import COMPLAINS
from amends.dialogue.handing_over import (
    add_while_waiting,
    bring_a_person,
    bring_one_who_reads,
    come_back,
    hand_over,
    is_settled,
)
from amends.dialogue.interrupting import interrupts, meet_and_ask_again
from amends.dialogue.languages import foreign_language_of
from amends.dialogue.meeting import (
    asks_what_we_can_do,
    correct_details,
    greet,
    hear_more,
    meet,
    not_for_us,
    not_understood,
    say_goodbye,
    say_what_we_can_do,
    take_details,
    take_praise,
    take_thanks,
)
from amends.dialogue.missing_facts import given_in
from amends.dialogue.returning import ask_for_case, take_code
from amends.dialogue.scene import Scene
from amends.dialogue.surveying import take_rating
from amends.dialogue.telling_status import tell_status
from amends.dialogue.turn import Answer, Stage, Turn
from amends.dialogue.venting import (
    PERHAPS_A_PERSON,
    check_story,
    listen,
    put_story_right,
    settle_heard,
    start_listening,
    story_is_right,
    take_wish,
)
from amends.follow_through.survey import read_number
from amends.languages.language import Language

Step = Callable[[Scene], Answer]

STEPS: dict[str, Step] = {
    "action_meet": meet,
    "action_hear_more": hear_more,
    "action_take_details": take_details,
    "action_correct_details": correct_details,
    "action_not_understood": not_understood,
    "action_not_for_us": not_for_us,
    "action_take_praise": take_praise,
    "action_take_thanks": take_thanks,
    "action_greet": greet,
    "action_say_goodbye": say_goodbye,
    "action_start_listening": start_listening,
    "action_listen_on": listen,
    "action_check_story": check_story,
    "action_story_is_right": story_is_right,
    "action_put_story_right": put_story_right,
    "action_take_wish": take_wish,
    "action_settle_heard": settle_heard,
    "action_ask_fair_solution": ask_fair_solution,
    "action_take_idea": take_idea,
    "action_leave_it_to_us": leave_it_to_us,
    "action_take_fact": take_fact,
    "action_give": give,
    "action_take_no": take_no_for_an_answer,
    "action_apologise": apologise,
    "action_take_apology_way": take_apology_way,
    "action_hand_over": hand_over,
    "action_add_while_waiting": add_while_waiting,
    "action_come_back": come_back,
    "action_is_settled": is_settled,
    "action_tell_status": tell_status,
    "action_find_case": ask_for_case,
    "action_take_code": take_code,
    "action_take_rating": take_rating,
}
"""Action name -> step."""

BARE_ANSWERS: dict[Stage, tuple[str, str]] = {
    Stage.SURVEY: (r"[1-5](\s*/\s*5)?[.!]?", "action_take_rating"),
    Stage.CODE: (r"\d{3}[ -]?\d{3}[.!]?", "action_take_code"),
}
"""Stage -> what an answer looks like that needs no reading, and the step that takes it."""

WANTS = frozenset({"action_ask_fair_solution", "action_apologise"})
SURE_OF_A_WANT = 0.8
"""Somebody who pours it out names sums and sorries without wanting them now: only a sure want ends the listening."""

SMALL_TALK = frozenset({"action_greet", "action_take_thanks", "action_not_for_us", "action_not_understood"})
ANSWERED_BY: dict[Stage, Step] = {
    Stage.WISH: take_wish,
    Stage.IDEA: take_idea,
    Stage.DETAILS: take_fact,
    Stage.APOLOGY: take_apology_way,
}
"""What was read as small talk and yet answers the question of its stage ("up to you") is taken as the answer."""

LONGEST_RATING = 6
"""Words."""

STORY_TAKEN_BY: dict[Stage | None, Step] = {
    Stage.ASKED: hear_more,
    Stage.LISTENING: listen,
    Stage.WAITING: add_while_waiting,
}
"""What goes on with their story is taken by the step that hears it."""

CALM_STEPS = frozenset(
    {
        "action_hand_over",
        "action_give",
        "action_is_settled",
        "action_tell_status",
        "action_find_case",
        "action_take_code",
        "action_take_rating",
        "action_add_while_waiting",
    }
)
"""Steps that lasting heat does not override: they hand over already, or give what was asked for."""


SAID_IN_PASSING = frozenset(
    {
        "action_meet",
        "action_hear_more",
        "action_listen_on",
        "action_take_details",
        "action_correct_details",
        "action_not_understood",
        "action_not_for_us",
        "action_take_idea",
        "action_take_fact",
        "action_take_no",
    }
)
"""Steps that go by what else a message says: whoever asks for a person in it gets one."""


def take_step(action: str, scene: Scene) -> Answer:
    """Take the step of an action, unless heat or misunderstandings last: then a person comes (METHOD M4).

    Raises KeyError for an action that has no step.
    """
    turn = scene.turn
    action = _bare_answer(turn) or action
    language = foreign_language_of(turn.told)
    if language and action != "action_hand_over":
        return bring_one_who_reads(scene, language)
    if action in SAID_IN_PASSING and _asks_for_a_person(turn, scene.language):
        return bring_a_person(scene, Reason.ASKED)
    if action not in CALM_STEPS and turn.stage not in (Stage.WAITING, Stage.SETTLED, Stage.SURVEY):
        reason = must_hand_off(turn.heat, listening=turn.stage is Stage.LISTENING)
        if reason is not None:
            return bring_a_person(scene, reason)
    if interrupts(action, scene):
        return meet_and_ask_again(scene)
    return _step_of(action, scene)(scene)


def _step_of(action: str, scene: Scene) -> Step:
    """Return the step that takes the message: an action's own, unless the stage tells better what it is."""
    turn = scene.turn
    if turn.stage in STORY_TAKEN_BY and _belongs_to_their_story(action, turn, scene.language):
        return STORY_TAKEN_BY[turn.stage]
    if turn.stage is Stage.SURVEY and action == "action_come_back" and _is_a_rating(turn):
        return take_rating
    if turn.stage is Stage.DETAILS and action in WANTS and not turn.pressed and given_in(scene):
        return take_fact  # "sorry, i mean 8821" wants no apology
    if (
        turn.stage in (None, Stage.ASKED)
        and action not in CALM_STEPS
        and asks_what_we_can_do(turn, scene.language)
    ):
        return say_what_we_can_do
    if action in SMALL_TALK and turn.stage in ANSWERED_BY:
        return ANSWERED_BY[turn.stage]
    return STEPS[action]


def _asks_for_a_person(turn: Turn, language: Language) -> bool:
    """Say whether a message asks for a person beside all else that it says: in plain words, or by its chance.

    Whoever is being heard is offered one before that chance brings one.
    """
    least = SURE_OF_A_WANT if turn.stage is Stage.LISTENING else PERHAPS_A_PERSON
    plainly = not turn.pressed and language.tells("a person", turn.told)
    return plainly or turn.reading.wants.get("person", 0.0) >= least


def _bare_answer(turn: Turn) -> str | None:
    """Return the step of a message that is nothing but the number that was asked for: it has no intent to read."""
    if turn.pressed or turn.stage is None:
        return None
    asked = BARE_ANSWERS.get(turn.stage)
    return asked[1] if asked is not None and re.fullmatch(asked[0], turn.told) else None


def _is_a_rating(turn: Turn) -> bool:
    """Say whether a few words hold the number that was asked for: "heard fine i guess, 4" takes nothing up again."""
    few = len(turn.told.split()) <= LONGEST_RATING and (turn.reading.complaint or 0.0) < COMPLAINS
    return few and read_number(turn.told) is not None


def _belongs_to_their_story(action: str, turn: Turn, language: Language) -> bool:
    """Say whether what was doubtfully read as something else goes on with what they tell."""
    if turn.pressed or turn.reading.intent_confidence >= SURE_OF_A_WANT:
        return False
    if action == "action_tell_status":
        angry = (turn.reading.complaint or 0.0) >= COMPLAINS
        return angry and not asks(turn.told, language) and turn.fact("case_ref") is None
    return action == "action_take_praise" or (turn.stage is Stage.LISTENING and action in WANTS)
