"""An apology is what they want: said, recorded, and where wanted from a person by name (METHOD M7)."""

from __future__ import annotations

import re

from amends.cases.escalation import Reason
from amends.casework.record import note_facts
from amends.dialogue.answers import phrases
from amends.dialogue.compensating import offer_again, waits_for_an_answer
from amends.dialogue.failures import complains
from amends.dialogue.handing_over import bring_a_person
from amends.dialogue.scene import Scene
from amends.dialogue.settling import settle
from amends.dialogue.turn import Answer, Stage, answer, in_few_lines
from amends.follow_through.letters import WAY
from amends.languages.line import Line
from amends.store.tables import Want

FOR_WHOM = ("he", "she", "they")
"""Who is to hear it, where it is not the customer: as answers_en.yml tells them apart."""

WAYS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("writing", re.compile(r"\b(writ\w*|letter|e-?mail|mail|paper|card)\b", re.I)),
    ("phone", re.compile(r"\b(phone|call|ring|telephone|voice|speak)\b", re.I)),
    (
        "enough",
        re.compile(r"\b(enough|fine|no need|not needed|that will do|that'?s ok\w*|leave it|no)\b", re.I),
    ),
)


def apologise(scene: Scene) -> Answer:
    """Say it, and ask how else they, or whoever of theirs it is owed to, would like to hear it."""
    case = scene.case()
    scene.note_wants(case, Want.APOLOGY)
    sorry = scene.sorry(case)
    reflection = scene.reflection() if sorry or complains(scene.turn) else None
    if scene.turn.intent == "want_apology" and phrases("in what way").search(scene.turn.told):
        personal = take_apology_way(scene)
        return Answer(in_few_lines(reflection, sorry, *personal.lines), personal.stage)
    who = next((who for who in FOR_WHOM if phrases(f"to {who}").search(scene.turn.told)), None)
    asked = scene.own_up(case, "ask_apology_way")
    if who is not None and asked.name == "ask_apology_way":
        asked = Line("ask_apology_way_for", {"who": who})
    return answer(reflection, sorry, asked, stage=Stage.APOLOGY)


def take_apology_way(scene: Scene) -> Answer:
    """In writing or by phone: a person by name does it. Enough as it is: on record; an offer that waits still does."""
    case = scene.case()
    way = scene.turn.choice or next((name for name, words in WAYS if words.search(scene.turn.told)), None)
    if way is None and scene.turn.intent == "deny":
        way = "enough"
    if way == "enough" and waits_for_an_answer(scene):
        return answer(Line("apology_noted"), offer_again(scene), stage=Stage.OFFER)
    if way == "enough":
        told = f"The apology is on the record as {case.reference}."
        settle(scene, case, outcome="Apology given; they want no other.", told=told)
        return answer(Line("apology_recorded", {"reference": case.reference}), stage=Stage.SETTLED)
    note_facts(case, {WAY: way or "as they wrote"})
    return bring_a_person(scene, Reason.PERSONAL_APOLOGY)
