"""An apology is what they want: said, recorded, and where wanted from a person by name (METHOD M7)."""

from __future__ import annotations

from amends.cases.escalation import Reason
from amends.casework.record import note_facts
from amends.dialogue.compensating import offer_again, waits_for_an_answer
from amends.dialogue.failures import complains
from amends.dialogue.handing_over import bring_a_person
from amends.dialogue.scene import Scene
from amends.dialogue.settling import settle
from amends.dialogue.turn import Answer, Stage, answer, in_few_lines
from amends.follow_through.letters import WAY
from amends.languages.line import Line
from amends.store.tables import Want

FOR_WHOM = {
    "to he": "ask_apology_way_for_him",
    "to she": "ask_apology_way_for_her",
    "to they": "ask_apology_way_for_them",
}
"""Who is to hear it, where it is not the customer, as answers.yml tells them apart -> the line that asks."""

WAYS = {"writing": "way of writing", "phone": "way by phone", "enough": "way that is enough"}
"""How they may want to hear it -> the words that say so, as answers.yml names them."""


def apologise(scene: Scene) -> Answer:
    """Say it, and ask how else they, or whoever of theirs it is owed to, would like to hear it."""
    case = scene.case()
    scene.note_wants(case, Want.APOLOGY)
    sorry = scene.sorry(case)
    reflection = scene.reflection() if sorry or complains(scene.turn) else None
    if scene.turn.intent == "want_apology" and scene.language.tells("in what way", scene.turn.told):
        personal = take_apology_way(scene)
        return Answer(in_few_lines(reflection, sorry, *personal.lines), personal.stage)
    asked = scene.own_up(case, "ask_apology_way")
    somebody = next((FOR_WHOM[who] for who in FOR_WHOM if scene.language.tells(who, scene.turn.told)), None)
    if somebody is not None and asked.name == "ask_apology_way":
        asked = Line(somebody)
    return answer(reflection, sorry, asked, stage=Stage.APOLOGY)


def take_apology_way(scene: Scene) -> Answer:
    """In writing or by phone: a person by name does it. Enough as it is: on record; an offer that waits still does."""
    case = scene.case()
    told = (way for way, words in WAYS.items() if scene.language.tells(words, scene.turn.told))
    way = scene.turn.choice or next(told, None)
    if way is None and scene.turn.intent == "deny":
        way = "enough"
    if way == "enough" and waits_for_an_answer(scene):
        return answer(Line("apology_noted"), offer_again(scene), stage=Stage.OFFER)
    if way == "enough":
        recorded = scene.language.say("told_apology", reference=case.reference)
        settle(scene, case, outcome="Apology given; they want no other.", told=recorded)
        return answer(Line("apology_recorded", {"reference": case.reference}), stage=Stage.SETTLED)
    note_facts(case, {WAY: way or "as they wrote"})
    return bring_a_person(scene, Reason.PERSONAL_APOLOGY)
