"""An apology is what they want: said, recorded, and where wanted from a person by name (METHOD M7)."""

from __future__ import annotations

import re

from amends.cases.escalation import Reason
from amends.cases.handoff import resolve
from amends.cases.record import note_facts, note_want
from amends.dialogue.handing_over import bring_a_person
from amends.dialogue.scene import Scene
from amends.dialogue.turn import Answer, Line, Stage, answer
from amends.follow_through.letters import WAY
from amends.store.tables import Want

WAYS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("writing", re.compile(r"\b(writ\w*|letter|e-?mail|mail|paper|card)\b", re.I)),
    ("phone", re.compile(r"\b(phone|call|ring|telephone|voice|speak)\b", re.I)),
    (
        "enough",
        re.compile(r"\b(enough|fine|no need|not needed|that will do|that'?s ok\w*|leave it|no)\b", re.I),
    ),
)


def apologise(scene: Scene) -> Answer:
    """Say it, and ask how else they would like to hear it."""
    case = scene.case()
    note_want(scene.session, case, Want.APOLOGY, now=scene.now)
    sorry = scene.sorry(case)
    reflection = scene.reflection() if sorry else None
    return answer(reflection, sorry, Line("ask_apology_way"), stage=Stage.APOLOGY)


def take_apology_way(scene: Scene) -> Answer:
    """In writing or by phone: a person by name does it. Enough as it is: the record keeps it, and that is all."""
    case = scene.case()
    way = scene.turn.choice or next((name for name, words in WAYS if words.search(scene.turn.told)), None)
    if way is None and scene.turn.intent == "deny":
        way = "enough"
    if way == "enough":
        told = f"The apology is on the record as {case.reference}."
        resolve(
            scene.session, case, None, outcome="Apology given; they want no other.", told=told, now=scene.now
        )
        return answer(Line("apology_recorded", {"reference": case.reference}), stage=Stage.SETTLED)
    note_facts(case, {WAY: way or "as they wrote"})
    return bring_a_person(scene, Reason.PERSONAL_APOLOGY)
