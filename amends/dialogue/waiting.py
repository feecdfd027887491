"""While they wait for a person, each message gets what it deserves (METHOD M31, M32)."""

from __future__ import annotations

from amends.cases.escalation import Reason
from amends.casework.handoff import wait_of
from amends.casework.record import note_facts, note_remedy
from amends.dialogue.handing_over import bring_a_person, pass_open_on
from amends.dialogue.heard import asked, frame_of, says_only, told_by, wanted
from amends.dialogue.missing_facts import unread_email
from amends.dialogue.naming import bare_fact
from amends.dialogue.questions import answer_questions
from amends.dialogue.scene import Scene
from amends.dialogue.status import PROMISE, status_line, wait_slots
from amends.dialogue.turn import Answer, Stage, answer
from amends.hearing.frame import Act, Given
from amends.languages.line import Line
from amends.redress.ideas import names_an_idea
from amends.sending.words import say_time
from amends.store.tables import Case

SAID_OF = {"order_number": "added_order", "phone": "added_number", "email": "added_email"}
"""A fact that they add -> the line that says it back."""


LONGEST_FACT = 8
"""Words of what they add that is said back as it stands."""


def answer_while_waiting(scene: Scene) -> Answer:
    """Take what they write: what they refuse, demand, ask and add is named; who only nudges hears what is true.

    What they tell is said back in their words; nothing is said that would fit anything.
    """
    case = scene.case()
    turn = scene.turn
    scene.note_wants(case)
    note_facts(case, turn.reading.facts_by_kind())
    if turn.pressed and turn.intent == "ask_person":
        return bring_a_person(scene, Reason.ASKED)
    if scene.levels.mail and (unread := unread_email(scene)):
        return answer(unread, stage=Stage.WAITING)
    if names_an_idea(turn.told, scene.language.ideas) and wanted(turn):
        note_remedy(scene.session, case, turn.told, now=scene.now)
    answered = answer_questions(scene)
    again = [
        scene.noted[c] for c in (*wanted(turn), *asked(turn)) if c in scene.noted and scene.noted[c].times > 1
    ]
    named = pass_open_on(scene)
    added = _added(scene)
    reflection = scene.reflection()
    if says_only(turn, Act.THANK):
        return answer(Line("of_course"), stage=Stage.WAITING)
    if not (answered or named or added or reflection):
        return answer(_again(scene, case) if again else _nudged(scene, case), stage=Stage.WAITING)
    when = _by_when(scene, case) if any(line.name == "asked_too" for line in named) else None
    return answer(reflection, *named, *added, *answered, when, stage=Stage.WAITING)


def _added(scene: Scene) -> list[Line]:
    """What they add, said back: a fact by its value, another part of their story by nothing but its echo."""
    facts = scene.turn.reading.facts_by_kind()
    corrections = [clause.object or clause.words for clause in frame_of(scene.turn).doing(Act.CORRECT)]
    if corrections:
        return [Line("put_right", {"fact": corrections[0].strip(" .!,;")})]
    lines = []
    for kind, name in SAID_OF.items():
        if kind in facts and (kind != "email" or scene.levels.mail):
            lines.append(Line(name, {"fact": facts[kind]}))
    naming = scene.language.naming
    given = [
        bare_fact(clause, naming) for clause in frame_of(scene.turn).answers if clause.given is Given.FACT
    ]
    if given and not lines and len(given[0].split()) <= LONGEST_FACT:
        lines.append(Line("added_fact", {"fact": given[0].strip(" .!,;")}))
    told = told_by(scene.turn)
    if told and not lines and not scene.turn.pressed and scene.reflection() is None:
        lines.append(Line("added"))
    return lines


def _again(scene: Scene, case: Case) -> Line:
    """They say again what is on their case already: it is, and what was promised stands."""
    return Line("on_case_already", {"when": _time(scene, case)})


def _nudged(scene: Scene, case: Case) -> Line:
    """They ask whether anybody is there: what has changed, or shorter that nothing has."""
    wait = wait_of(scene.session, case, levels=scene.levels, now=scene.now)
    told = any(line.slots.get(PROMISE) == wait.told for line in scene.said()[:6])
    if not told:
        return status_line(scene, case)
    return Line(
        "still_here", {**wait_slots(scene, case, wait), "when": _time(scene, case), "ahead": str(wait.ahead)}
    )


def _by_when(scene: Scene, case: Case) -> Line:
    return Line("replies_by", {"when": _time(scene, case)})


def _time(scene: Scene, case: Case) -> str:
    wait = wait_of(scene.session, case, levels=scene.levels, now=scene.now)
    return say_time(wait.promised_by, language=scene.language, hours=scene.levels.hours, now=scene.now)
