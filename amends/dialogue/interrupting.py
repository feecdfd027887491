"""What comes in between: a message that does not answer what was asked is met, and the question stays (METHOD M11)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from amends.cases.escalation import Reason
from amends.casework.record import note_facts
from amends.dialogue.answers import UNREAD, asks, is_answer
from amends.dialogue.compensating import decide_for_other_order, offer_again
from amends.dialogue.failures import complains
from amends.dialogue.handing_over import bring_a_person
from amends.dialogue.meeting import not_known
from amends.dialogue.missing_facts import ask_fact_again, gives_a_fact
from amends.dialogue.scene import Scene
from amends.dialogue.turn import Answer, Stage, answer
from amends.languages.line import Line

QUESTIONS: dict[Stage, Callable[[Scene], Line]] = {
    Stage.CHECKING: lambda _: Line("story_right"),
    Stage.WISH: lambda _: Line("ask_wish"),
    Stage.IDEA: lambda _: Line("ask_fair_again"),
    Stage.DETAILS: ask_fact_again,
    Stage.OFFER: offer_again,
    Stage.APOLOGY: lambda _: Line("ask_apology_way"),
}
"""The line that asks again."""

MAY_BE_NO_ANSWER = frozenset(
    {
        "action_meet",
        "action_hear_more",
        "action_take_details",
        "action_correct_details",
        "action_not_understood",
        "action_not_for_us",
        "action_take_thanks",
        "action_greet",
        "action_story_is_right",
        "action_put_story_right",
        "action_take_wish",
        "action_take_idea",
        "action_leave_it_to_us",
        "action_take_fact",
        "action_take_no",
        "action_take_apology_way",
    }
)
"""Steps that take a message as an answer, or as nothing in particular. All others are wanted wherever they are said."""


def interrupts(action: str, scene: Scene) -> bool:
    """Say whether the message leaves the question of its stage unanswered."""
    turn = scene.turn
    if turn.stage not in QUESTIONS or action not in MAY_BE_NO_ANSWER or is_answer(turn, scene.language):
        return False
    return not (turn.stage is Stage.DETAILS and gives_a_fact(scene))


def meet_and_ask_again(scene: Scene) -> Answer:
    """Take what came in between for what it is, and keep the question open; nothing has to be told twice (M11).

    Raises ValueError at a stage that has no question.
    """
    turn = scene.turn
    stage = turn.stage
    if stage is None or stage not in QUESTIONS:
        raise ValueError(f"Nothing was asked at {stage}.")
    question = QUESTIONS[stage](scene)
    if turn.intent in UNREAD:
        return _ask_again_unread(scene, stage, question)
    if turn.intent in ("correct", "inform") and not complains(turn):
        return _take_note(scene, stage, question)
    case = scene.case()
    note_facts(case, turn.reading.facts_by_kind())
    if turn.intent == "greet":
        return answer(question, stage=stage)
    if turn.intent == "thank":
        return answer(Line("of_course"), question, stage=stage)
    return answer(scene.reflection() or Line("noted"), scene.sorry(case), question, stage=stage)


def _take_note(scene: Scene, stage: Stage, question: Line) -> Answer:
    """Put a detail on the record and ask again; an offer that is for another order now is decided anew."""
    decided = decide_for_other_order(scene) if stage is Stage.OFFER else None
    note_facts(scene.case(), scene.turn.reading.facts_by_kind())
    if decided is not None:
        return decided
    noted = Line("corrected" if scene.turn.intent == "correct" else "details_noted")
    nothing = stage is Stage.DETAILS and not scene.turn.reading.facts
    return answer(None if nothing else noted, question, stage=stage)


def _ask_again_unread(scene: Scene, stage: Stage, question: Line) -> Answer:
    """Ask again after what we cannot read or answer; who asks what a fact is for is told with the question."""
    turn = scene.turn
    if asks(turn.told, scene.language) and stage is Stage.DETAILS:
        return answer(question, stage=stage)
    if asks(turn.told, scene.language):
        unknown = not_known(scene)
        waits = unknown.stage is Stage.WAITING
        return unknown if waits else replace(unknown, lines=(*unknown.lines, question))
    if turn.misunderstood:
        return bring_a_person(scene, Reason.MISUNDERSTOOD)
    return Answer((Line("say_again"),), stage, turn.misunderstood + 1)
