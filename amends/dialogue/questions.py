"""What they ask: answered from the record where it knows, else said to be unknown and passed on (METHOD M26)."""

from __future__ import annotations

from amends.cases.state import WAITING
from amends.dialogue.heard import asked, complains, frame_of, tells
from amends.dialogue.naming import name_all
from amends.dialogue.scene import Scene
from amends.dialogue.status import status_line
from amends.hearing.frame import About, Clause, Demand, Form
from amends.languages.line import Line
from amends.store.tables import Case, CustomerRequest, Progress


def answer_questions(scene: Scene) -> list[Line]:
    """Return the answers to what they ask now, as far as we have them; the others stay open on the ledger."""
    lines: list[Line] = []
    for clause in asked(scene.turn):
        line = _answer_to(scene, clause)
        if line is None:
            continue
        if line not in lines:
            lines.append(line)
        request = scene.noted.get(clause)
        if request is not None:
            scene.move([request], Progress.ANSWERED, outcome=line.name)
    return lines


def unanswered(scene: Scene) -> list[CustomerRequest]:
    """Return what they ask now and nobody has answered."""
    noted = [scene.noted[clause] for clause in asked(scene.turn) if clause in scene.noted]
    return [request for request in noted if request.state in (Progress.OPEN, Progress.PASSED_ON)]


def on_their_case(scene: Scene) -> Line | None:
    """Return that we don't know what they ask, and that it is on their case; None where they ask nothing such."""
    names = [request.named for request in unanswered(scene)]
    return Line("asked_too", {"names": name_all(names, scene.language.naming)}) if names else None


def asks_about_the_record(scene: Scene) -> bool:
    """Say whether all they want is to know how their case stands."""
    turn = scene.turn
    if turn.fact("case_ref") and not frame_of(turn).demands:
        return True
    if scene.known_case() is None and (complains(turn) or tells(turn)):
        return False
    if turn.intent == "ask_case" and not frame_of(turn).demands:
        return True
    about = [clause.about for clause in asked(turn)]
    return bool(about) and all(one is About.CASE for one in about) and not frame_of(turn).demands


def _answer_to(scene: Scene, clause: Clause) -> Line | None:
    case = scene.known_case()
    if clause.about is About.BOT:
        return _about_us(scene, clause)
    if clause.about is About.CASE and case is not None:
        return _about_the_case(scene, case, clause)
    if clause.about is About.OFFER and clause.form is Form.WHEN and (follows := _follows(case)):
        return Line("offer_follows", {"follows": follows})
    return None


def _about_us(scene: Scene, clause: Clause) -> Line:
    """Whether we are a machine, or what we can do."""
    can = scene.language.tells("what we can do", clause.words) or scene.language.tells("can we", clause.words)
    return Line("what_i_can_do") if can else Line("i_am_a_bot")


def _about_the_case(scene: Scene, case: Case, clause: Clause) -> Line | None:
    """Where it stands, who has it and by when; whether something is done already is not on the record."""
    if case.state not in WAITING and case.assignee is None:
        return None
    if clause.form is not Form.WHEN and not scene.language.tells("how it stands", clause.words):
        return None
    return status_line(scene, case)


def _follows(case: Case | None) -> str | None:
    offers = [offer for offer in case.offers if offer.follows] if case is not None else []
    return offers[-1].follows if offers else None


def refuses_kinds(scene: Scene) -> frozenset[Demand]:
    """Return what they do not want, in this message or before it: none of it is offered again (METHOD M27)."""
    return frozenset(
        Demand(request.what)
        for request in scene.open_requests()
        if request.negative and request.what in {kind.value for kind in Demand}
    )
