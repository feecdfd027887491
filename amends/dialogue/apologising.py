"""An apology is what they want: said, recorded, and where wanted from a person by name (METHOD M7)."""

from __future__ import annotations

from amends.cases.escalation import Reason
from amends.casework.record import note_facts
from amends.dialogue.compensating import offer_again, waits_for_an_answer
from amends.dialogue.handing_over import bring_a_person
from amends.dialogue.heard import gave, says_only, wanted
from amends.dialogue.questions import answer_questions, on_their_case
from amends.dialogue.scene import Scene
from amends.dialogue.settling import anything_open, settle
from amends.dialogue.turn import Answer, Stage, answer
from amends.follow_through.letters import WAY
from amends.hearing.frame import Act, Demand, Given
from amends.languages.line import Line
from amends.store.tables import Want

FOR_WHOM = {
    "to he": "ask_apology_way_for_him",
    "to she": "ask_apology_way_for_her",
    "to they": "ask_apology_way_for_them",
}
"""Who is to hear it, where it is not the customer, as answers.yml tells them apart -> the line that asks."""

OF_AN_APOLOGY = frozenset({Demand.APOLOGY, Demand.CALL, Demand.WRITTEN_ANSWER})
"""Demands that answer how they want to hear it."""

WAYS = {"writing": "way of writing", "phone": "way by phone", "enough": "way that is enough"}
"""How they may want to hear it -> the words that say so, as answers.yml names them."""


def apologise(scene: Scene) -> Answer:
    """Say it, and ask how else they, or whoever of theirs it is owed to, would like to hear it."""
    case = scene.case()
    scene.note_wants(case, Want.APOLOGY)
    reflection, sorry = scene.reflection(), scene.sorry(case)
    between = (*answer_questions(scene), on_their_case(scene))
    if scene.language.tells("in what way", scene.turn.told):
        personal = take_apology_way(scene)
        lines = (line for line in personal.lines if line.name not in ("reflection", "sorry"))
        return answer(reflection, sorry, *lines, stage=personal.stage)
    asked = scene.own_up(case, "ask_apology_way")
    somebody = next((FOR_WHOM[who] for who in FOR_WHOM if scene.language.tells(who, scene.turn.told)), None)
    if somebody is not None and asked.name == "ask_apology_way":
        asked = Line(somebody)
    return answer(reflection, sorry, *between, asked, stage=Stage.APOLOGY)


def is_owed_one(scene: Scene) -> bool:
    """Say whether they miss an apology, for themselves or somebody of theirs, and want nothing else that they name."""
    told = scene.language.tells("owed an apology", scene.turn.told)
    others = [c for c in wanted(scene.turn) if c.demand not in (Demand.APOLOGY, Demand.LISTEN)]
    return (
        told
        and not scene.turn.pressed
        and not others
        and not scene.has_said("ask_apology_way", *FOR_WHOM.values())
    )


def take_apology_way(scene: Scene) -> Answer:
    """In writing or by phone: a person by name does it. Enough as it is: on record; an offer that waits still does."""
    case = scene.case()
    told = (way for way, words in WAYS.items() if scene.language.tells(words, scene.turn.told))
    way = scene.turn.choice or next(told, None)
    if way is None and gave(scene.turn, Given.NO, Given.NEITHER, Given.DONE):
        way = "enough"
    if way == "enough" and waits_for_an_answer(scene):
        return answer(Line("apology_noted"), offer_again(scene), stage=Stage.OFFER)
    if way == "enough":
        recorded = scene.language.say("told_apology", reference=case.reference)
        if anything_open(scene):
            return bring_a_person(scene, Reason.WISH)
        settle(scene, case, outcome="Apology given; they want no other.", told=recorded)
        return answer(Line("apology_recorded", {"reference": case.reference}), stage=Stage.SETTLED)
    note_facts(case, {WAY: way or "as they wrote"})
    return bring_a_person(scene, Reason.PERSONAL_APOLOGY)


def says_how_to_apologise(scene: Scene) -> bool:
    """Say whether they answer how they would like to hear it, or that it is enough."""
    if scene.turn.pressed:
        return True
    told = any(scene.language.tells(words, scene.turn.told) for words in WAYS.values())
    return told or gave(scene.turn, *Given) or says_only(scene.turn, Act.THANK)
