"""Every step by the name of the action that takes it: the one list that Rasa's actions are made from."""

from __future__ import annotations

import re
from collections.abc import Callable

from amends.cases.escalation import Reason, must_hand_off
from amends.dialogue.apologising import apologise, take_apology_way
from amends.dialogue.compensating import (
    ask_fair_solution,
    give,
    leave_it_to_us,
    take_fact,
    take_idea,
    take_no_for_an_answer,
)
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
    correct_details,
    greet,
    hear_more,
    meet,
    not_for_us,
    not_understood,
    say_goodbye,
    take_details,
    take_praise,
    take_thanks,
)
from amends.dialogue.returning import find_case, take_code
from amends.dialogue.scene import Scene
from amends.dialogue.surveying import take_rating
from amends.dialogue.telling_status import tell_status
from amends.dialogue.turn import Answer, Stage, Turn
from amends.dialogue.venting import (
    check_story,
    listen,
    put_story_right,
    settle_heard,
    start_listening,
    story_is_right,
    take_wish,
)

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
    "action_find_case": find_case,
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

WANTS_A_PERSON = 0.5
"""The chance from which a person is brought, whatever else the message says: to miss it is worse (METHOD M4, R8)."""


def take_step(action: str, scene: Scene) -> Answer:
    """Take the step of an action, unless heat or misunderstandings last: then a person comes (METHOD M4).

    Raises KeyError for an action that has no step.
    """
    turn = scene.turn
    action = _bare_answer(turn) or action
    language = foreign_language_of(turn.told)
    if language and action != "action_hand_over":
        return bring_one_who_reads(scene, language)
    wants_a_person = turn.reading.wants.get("person", 0.0) >= WANTS_A_PERSON
    if wants_a_person and action in SAID_IN_PASSING:
        return bring_a_person(scene, Reason.ASKED)
    step = listen if _still_pours_it_out(action, turn) else STEPS[action]
    if action not in CALM_STEPS and turn.stage not in (Stage.WAITING, Stage.SETTLED, Stage.SURVEY):
        reason = must_hand_off(turn.heat, listening=turn.stage is Stage.LISTENING)
        if reason is not None:
            return bring_a_person(scene, reason)
    if interrupts(action, scene):
        return meet_and_ask_again(scene)
    if action in SMALL_TALK and turn.stage in ANSWERED_BY:
        step = ANSWERED_BY[turn.stage]
    return step(scene)


def _bare_answer(turn: Turn) -> str | None:
    """Return the step of a message that is nothing but the number that was asked for: it has no intent to read."""
    if turn.pressed or turn.stage is None:
        return None
    asked = BARE_ANSWERS.get(turn.stage)
    return asked[1] if asked is not None and re.fullmatch(asked[0], turn.told) else None


def _still_pours_it_out(action: str, turn: Turn) -> bool:
    doubtful = not turn.pressed and turn.reading.intent_confidence < SURE_OF_A_WANT
    return turn.stage is Stage.LISTENING and action in WANTS and doubtful
