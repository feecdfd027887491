"""Vent: listen, check what is on the record, then ask what they would like to happen (METHOD M5, M13, R6)."""

from __future__ import annotations

from amends.cases.escalation import Reason
from amends.cases.handoff import resolve
from amends.cases.record import note_remedy, note_want
from amends.conversation.reflection import summarise
from amends.dialogue.handing_over import bring_a_person
from amends.dialogue.scene import Scene
from amends.dialogue.turn import Answer, Line, Stage, answer
from amends.store.tables import Case, Want

BARE = 3
"""A correction of so many words or fewer says only that something is wrong, not what."""


def start_listening(scene: Scene) -> Answer:
    """They want to be heard: sorry if it was not said, then only listening."""
    case = scene.case()
    note_want(scene.session, case, Want.VENT, now=scene.now)
    return answer(scene.sorry(case), Line("listening"), stage=Stage.LISTENING)


def listen(scene: Scene) -> Answer:
    """Reflect in their words; no question, no advice, no second apology without a new failure (R2)."""
    case = scene.case()
    return answer(scene.reflection() or Line("go_on"), scene.sorry(case), stage=Stage.LISTENING)


def check_story(scene: Scene) -> Answer:
    """They are done: say what is on the record and let them put it right (M13)."""
    case = scene.case()
    story = summarise(_story(case))
    if not story:
        return answer(Line("ask_wish"), stage=Stage.WISH)
    record = Line("story", {"story": story})
    return answer(Line("thank_for_telling"), record, Line("story_right"), stage=Stage.CHECKING)


def story_is_right(scene: Scene) -> Answer:
    """The record stands: ask once what they would like to happen."""
    return answer(Line("ask_wish"), stage=Stage.WISH)


def put_story_right(scene: Scene) -> Answer:
    """Something is wrong or missing: take it word for word; ask what, if they only said that it is."""
    scene.case()
    if len(scene.turn.told.split()) <= BARE:
        return answer(Line("what_is_wrong"), stage=Stage.CHECKING)
    return answer(Line("corrected"), Line("ask_wish"), stage=Stage.WISH)


def take_wish(scene: Scene) -> Answer:
    """They say what should happen: word for word to a person who can decide it (M4, M14)."""
    case = scene.case()
    note_remedy(scene.session, case, scene.turn.told, now=scene.now)
    return bring_a_person(scene, Reason.WISH)


def settle_heard(scene: Scene) -> Answer:
    """They wanted somebody to know: it is on the record, and they need not start over."""
    case = scene.case()
    told = f"It is on the record as {case.reference}."
    resolve(scene.session, case, None, outcome="Heard. They want nothing more.", told=told, now=scene.now)
    return answer(Line("on_record", {"reference": case.reference}), stage=Stage.SETTLED)


def _story(case: Case) -> list[str]:
    told = [case.concern, *(str(part) for part in case.story)]
    return [part for part in told if part]
