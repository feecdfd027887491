"""Bringing a person in, and what is said while the customer waits (METHOD M4, M9, R8)."""

from __future__ import annotations

from dataclasses import replace

from amends.cases.escalation import REASON_OF_INTENT, Reason
from amends.cases.state import SETTLED, WAITING, State
from amends.casework.handoff import hand_off, mark_informed, reopen
from amends.casework.record import note_facts, note_remedy, note_want, write_audit
from amends.dialogue.languages import foreign_languages
from amends.dialogue.missing_facts import given_in, unread_email
from amends.dialogue.scene import Scene
from amends.dialogue.status import wait_slots, where_it_stands
from amends.dialogue.turn import Answer, Stage, answer
from amends.follow_through.letters import WAY
from amends.follow_through.survey import begin
from amends.languages.line import Line
from amends.redress.ideas import names_an_idea
from amends.store.tables import Case, Conversation, Speaker, Want

SAID_FIRST: dict[Reason, str] = {
    Reason.SAFETY: "danger_product",
    Reason.SELF_HARM: "danger_self_harm",
    Reason.AUTHORITY: "beyond_authority",
    Reason.WISH: "beyond_authority",
    Reason.PERSONAL_APOLOGY: "personal_apology",
    Reason.MISSING_FACT: "person_finds_it",
}
BARE_NO = 3
"""A no of so many words or fewer says only no."""

NODS = frozenset({"thank", "greet", "affirm", "deny", "done"})
"""What tells nothing by itself to somebody who waits."""

APOLOGY_FIRST = frozenset({Reason.LEGAL, Reason.PUBLIC, Reason.LEAVING, Reason.HEAT, Reason.REOPENED})


def hand_over(scene: Scene) -> Answer:
    """Hand over for the reason that the message itself gives: it asks for a person, threatens, or tells of danger.

    What was asked for and stands in the same message goes along.
    """
    if scene.turn.stage is Stage.DETAILS:
        note_facts(scene.case(), given_in(scene))
    return bring_a_person(scene, REASON_OF_INTENT.get(scene.turn.intent, Reason.ASKED))


def bring_a_person(scene: Scene, reason: Reason) -> Answer:
    """Queue the case and say what happens now, with the record's number and an honest wait."""
    case = scene.case()
    if reason is Reason.ASKED:
        note_want(scene.session, case, Want.PERSON, now=scene.now)
    waits = case.state in WAITING
    first = _said_first(case, reason)
    apology = scene.sorry(case) if reason in APOLOGY_FIRST and not waits else None
    wait = hand_off(scene.session, case, reason, levels=scene.levels, now=scene.now)
    may_leave_email = scene.levels.mail and not wait.somebody_is_there
    asks_email = may_leave_email and not (case.customer_email or scene.turn.fact("email"))
    leave_email = f" {scene.language.say('leave_email')}" if asks_email else ""
    slots = {**wait_slots(scene, case, wait), "leave_email": leave_email}
    now_or_later = "person_coming" if wait.somebody_is_there else "person_writes"
    coming = Line("still_coming" if waits else now_or_later, slots)
    reflection = scene.reflection() if apology else None
    noted = Line("added_email") if waits and _gives_address(scene) else _number_to_call(scene, case)
    return answer(first or reflection, apology, coming, noted, stage=Stage.WAITING)


def _number_to_call(scene: Scene, case: Case) -> Line | None:
    """Ask whoever wants a call for the number, unless they gave it."""
    wants_a_call = case.facts.get(WAY) == "phone" or scene.language.tells("a call", scene.turn.told)
    known = case.facts.get("phone") or scene.turn.fact("phone")
    return Line("leave_number") if wants_a_call and not known else None


def _said_first(case: Case, reason: Reason) -> Line | None:
    """Return what is said of the reason; their request is spoken of only where they made one."""
    if reason is Reason.AUTHORITY and not case.remedy_asked:
        return Line("beyond_authority_open")
    return Line(SAID_FIRST[reason]) if reason in SAID_FIRST else None


def bring_one_who_reads(scene: Scene, language: str) -> Answer:
    """They write in a language that the bot does not speak: say so in it, and queue the case for who does (M11, M19).

    `language`: ISO 639-1, one of languages.yml. Whoever waits already is told it only the first time; what they write
    then is noted in it too.
    """
    conversation = scene.session.get_one(Conversation, scene.turn.conversation_id)
    known = scene.known_case()
    if conversation.language == language and known is not None and known.state in WAITING:
        noted = Line("other_language", {"words": foreign_languages()[language].noted})
        return replace(add_while_waiting(scene), lines=(noted,))
    conversation.language = language
    coming = bring_a_person(scene, Reason.LANGUAGE)
    words = Line("other_language", {"words": foreign_languages()[language].bring})
    return answer(words, *coming.lines, stage=coming.stage)


def add_while_waiting(scene: Scene) -> Answer:
    """They write more while they wait: it is heard, and on the record with what they want now (M5, M11).

    A word of thanks or a nod is answered with where they stand, and not with the same words twice.
    """
    case = scene.case()
    if _gives_address(scene):
        return answer(Line("added_email"), stage=Stage.WAITING)
    if scene.turn.fact("phone"):
        return answer(Line("added_number"), stage=Stage.WAITING)
    if scene.levels.mail and (unread := unread_email(scene)):
        return answer(unread, stage=Stage.WAITING)
    if scene.turn.intent in NODS and not scene.turn.pressed:
        return answer(where_it_stands(scene, case), stage=scene.turn.stage)
    scene.note_wants(case)
    if names_an_idea(scene.turn.told, scene.language.ideas):
        note_remedy(scene.session, case, scene.turn.told, now=scene.now)
    return answer(scene.reflection(), Line("added"), stage=Stage.WAITING)


def _gives_address(scene: Scene) -> bool:
    """They write an address, and answers go there too: said, whatever else the message was read as."""
    return scene.levels.mail and scene.turn.fact("email") is not None


def come_back(scene: Scene) -> Answer:
    """A settled case is not settled after all: it is taken up again, by a person if one had it (M4, M10)."""
    case = scene.case()
    if case.state not in SETTLED:
        return bring_a_person(scene, Reason.REOPENED)
    by_person = case.resolved_by is Speaker.AGENT
    if not by_person and scene.turn.intent == "deny" and len(scene.turn.text.split()) <= BARE_NO:
        return is_settled(scene)  # the bot asked whether there is anything else
    reopen(scene.session, case, now=scene.now)
    if by_person:
        return bring_a_person(scene, Reason.REOPENED)
    sorry = scene.sorry(case)
    return answer(scene.reflection(), sorry, Line("taken_up_again"), stage=Stage.ASKED)


def is_settled(scene: Scene) -> Answer:
    """The customer says that it is settled: recorded; the case closes when they were told (M10).

    Who does not say goodbye is asked how it was, once (M18).
    """
    case = scene.known_case()
    if case is None:
        return answer(Line("goodbye"), stage=None)
    accept_outcome(scene, case)
    leaves = scene.turn.intent == "leave"
    first = None if leaves else begin(scene.session, case, now=scene.now)
    settled = Line("settled", {"reference": case.reference})
    return answer(settled, Line("survey_heard") if first else None, stage=Stage.SETTLED)


def accept_outcome(scene: Scene, case: Case) -> None:
    """Record that the customer accepts how the case was resolved; who answers that has seen it (M10)."""
    if case.state is State.RESOLVED:
        mark_informed(scene.session, case, now=scene.now)
    if case.accepted is not True:
        case.accepted = True
        write_audit(scene.session, case, "accepted", actor="customer", now=scene.now)
