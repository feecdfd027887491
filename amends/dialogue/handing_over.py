"""Bringing a person in: what they demand and ask is named, and goes with them (METHOD M4, M9, M25, M30, R8)."""

from __future__ import annotations

from dataclasses import replace

from amends.cases.escalation import Reason
from amends.cases.state import SETTLED, WAITING, State
from amends.casework.handoff import hand_off, mark_informed, reopen
from amends.casework.record import note_facts, note_want, write_audit
from amends.dialogue.danger import danger_line, danger_reason, is_plain_danger
from amends.dialogue.heard import asked, complains, gave, refused, says_only, threatens, wanted
from amends.dialogue.languages import foreign_language_of, foreign_languages
from amends.dialogue.naming import as_sentence, name_all
from amends.dialogue.scene import Scene
from amends.dialogue.status import wait_slots
from amends.dialogue.turn import Answer, Stage, answer
from amends.follow_through.letters import WAY
from amends.follow_through.survey import begin
from amends.hearing.frame import Act, Demand, Given, Mark
from amends.languages.line import Line
from amends.store.tables import Case, Conversation, CustomerRequest, Progress, RequestKind, Speaker, Want

SAID_FIRST: dict[Reason, str] = {
    Reason.AUTHORITY: "beyond_authority",
    Reason.WISH: "beyond_authority",
    Reason.PERSONAL_APOLOGY: "personal_apology",
    Reason.MISSING_FACT: "person_finds_it",
}
"""Why a person comes -> what is said of it."""

OF_THREAT = {
    "threat_legal": Reason.LEGAL,
    "threat_violence": Reason.VIOLENCE,
    "threat_public": Reason.PUBLIC,
    "threat_leave": Reason.LEAVING,
}
"""A threat that two readings found -> why a person comes."""

PLAIN_CHANCE = 0.8
"""The chance from which somebody wants a person, whatever else the message says."""


def asks_for_a_person(scene: Scene) -> bool:
    """Say whether they want a person: demanded, in plain words, or surely read so."""
    turn = scene.turn
    if turn.pressed:
        return turn.intent == "ask_person"
    if any(clause.demand is Demand.PERSON for clause in refused(turn)):
        return False
    plainly = scene.language.tells("a person", turn.told) or bool(wanted(turn, Demand.PERSON))
    sure = turn.intent == "ask_person" and turn.reading.intent_confidence >= PLAIN_CHANCE
    return plainly or sure


def hand_over(scene: Scene) -> Answer:
    """They want a person: one comes, and has all they said."""
    return bring_a_person(scene, Reason.ASKED)


def bring_out_of_danger(scene: Scene) -> Answer:
    """Plain danger: the words that help, the apology where something failed, and a person first of all (M29)."""
    case = scene.case()
    words = danger_line(scene.turn, scene.country)
    scene.move((scene.noted[c] for c in asked(scene.turn) if c in scene.noted), Progress.ANSWERED, words.name)
    brought = bring_a_person(scene, danger_reason(scene.turn))
    sorry = scene.sorry(case) if complains(scene.turn) else None
    rest = (line for line in brought.lines if line.name not in ("reflection", "sorry"))
    return replace(brought, lines=tuple(line for line in (words, sorry, *rest) if line is not None))


def threat_of(scene: Scene) -> Reason | None:
    """Return what they threaten, where two readings find it; a threat beside what we may give ourselves is none yet."""
    for intent, reason in OF_THREAT.items():
        if threatens(scene.turn, intent):
            return reason
    marks = scene.turn.reading.frame.marks
    sure = Mark.LEGAL in marks and scene.turn.intent.startswith("threat_")
    return Reason.LEGAL if sure else None


def bring_who_decides(scene: Scene) -> Answer:
    """They threaten: a person comes at once, and knows with what."""
    return bring_a_person(scene, threat_of(scene) or Reason.LEGAL)


def bring_a_person(scene: Scene, reason: Reason) -> Answer:
    """Queue the case; say what goes along, named, who comes and when, with the record's number and an honest wait."""
    case = scene.case()
    if reason is Reason.ASKED:
        note_want(scene.session, case, Want.PERSON, now=scene.now)
    scene.note_wants(case)
    note_facts(case, scene.turn.reading.facts_by_kind())
    waits = case.state in WAITING
    reflection, sorry = (None, None) if waits else scene.opening(case)
    wait = hand_off(scene.session, case, reason, levels=scene.levels, now=scene.now)
    may_leave_email = scene.levels.mail and not wait.somebody_is_there
    asks_email = may_leave_email and not (case.customer_email or scene.turn.fact("email"))
    leave_email = f" {scene.language.say('leave_email')}" if asks_email else ""
    slots = {**wait_slots(scene, case, wait), "leave_email": leave_email}
    now_or_later = "person_coming" if wait.somebody_is_there else "person_writes"
    coming = Line("still_coming" if waits else now_or_later, slots)
    named = pass_open_on(scene)
    first = None if waits or (reason is Reason.WISH and not named) else _said_first(case, reason)
    return answer(reflection, sorry, *named, first, coming, _number_to_call(scene, case), stage=Stage.WAITING)


def pass_open_on(scene: Scene) -> list[Line]:
    """Pass on whatever is still open, and return the lines that name it: what they do not want first (M25, M27)."""
    waiting = [request for request in scene.open_requests() if request.state is not Progress.PASSED_ON]
    scene.move(waiting, Progress.PASSED_ON)
    heeded = [request for request in waiting if request.negative]
    demands = [r for r in waiting if r.kind is RequestKind.DEMAND and not r.negative]
    questions = [request for request in waiting if request.kind is RequestKind.QUESTION]
    lines = [Line("heeded", {"names": as_sentence(_named(scene, heeded))})] if heeded else []
    if demands:
        lines.append(Line("what_you_want", {"names": _named(scene, demands)}))
    if questions:
        lines.append(Line("asked_too", {"names": _named(scene, questions)}))
    return lines


def come_back(scene: Scene) -> Answer:
    """A settled case is not settled after all: it is taken up again, by a person if one had it (M4, M10)."""
    case = scene.case()
    if case.state not in SETTLED:
        return bring_a_person(scene, Reason.REOPENED)
    by_person = case.resolved_by is Speaker.AGENT
    if not by_person and not complains(scene.turn) and not wanted(scene.turn) and says_no_more(scene):
        return is_settled(scene)  # the bot asked whether there is anything else
    reopen(scene.session, case, now=scene.now)
    if by_person or wanted(scene.turn) or asked(scene.turn):
        return bring_a_person(scene, Reason.REOPENED)
    sorry = scene.sorry(case)
    return answer(scene.reflection(), sorry, Line("taken_up_again"), stage=Stage.ASKED)


def says_no_more(scene: Scene) -> bool:
    """Say whether all they say is no, or that this is all."""
    only = says_only(scene.turn, Act.ANSWER, Act.THANK, Act.CHAT)
    return only and gave(scene.turn, Given.NO, Given.DONE, Given.NEITHER)


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


def writes_another_language(scene: Scene) -> bool:
    """Say whether the message is surely in a language that we recognise and do not speak."""
    return not is_plain_danger(scene.turn) and foreign_language_of(scene.turn.told) is not None


def bring_one_who_reads(scene: Scene) -> Answer:
    """They write a language that we do not speak: say so in it, and bring a person who reads it (M11, M19).

    Whoever waits already is told it only the first time; what they write then is noted in it too.
    """
    language = foreign_language_of(scene.turn.told)
    if language is None:
        return bring_a_person(scene, Reason.ASKED)
    conversation = scene.session.get_one(Conversation, scene.turn.conversation_id)
    known = scene.known_case()
    if conversation.language == language and known is not None and known.state in WAITING:
        scene.case()
        noted = Line("other_language", {"words": foreign_languages()[language].noted})
        return answer(noted, stage=Stage.WAITING)
    conversation.language = language
    coming = bring_a_person(scene, Reason.LANGUAGE)
    words = Line("other_language", {"words": foreign_languages()[language].bring})
    wait = (line for line in coming.lines if line.name in ("person_coming", "person_writes", "still_coming"))
    return answer(words, *wait, stage=coming.stage)


def _named(scene: Scene, requests: list[CustomerRequest]) -> str:
    return name_all([request.named for request in requests], scene.language.naming)


def _said_first(case: Case, reason: Reason) -> Line | None:
    """What is said of why a person comes."""
    name = SAID_FIRST.get(reason)
    return Line(name) if name else None


def _number_to_call(scene: Scene, case: Case) -> Line | None:
    """Whoever wants a call is asked for the number, where we have none (M26)."""
    by_phone = case.facts.get(WAY) == "phone" or bool(wanted(scene.turn, Demand.CALL))
    known = case.facts.get("phone") or scene.turn.fact("phone")
    return Line("leave_number") if by_phone and not known else None
