"""What the record says of a case, for the customer: state, who has it, what was promised, the end (METHOD M9, M21)."""

from __future__ import annotations

from amends.cases.handoff import update_due, wait_of
from amends.cases.state import SETTLED, WAITING, State
from amends.conversation.words import say_day, say_time, say_wait
from amends.dialogue.scene import Scene
from amends.dialogue.turn import Line
from amends.store.tables import Case


def status_line(scene: Scene, case: Case) -> Line:
    """Return what the record says of a case, in one message."""
    known = {
        "reference": case.reference,
        "day": say_day(case.resolve_by, hours=scene.terms.hours),
        "told": case.told_text or "",
        "name": case.assignee.name if case.assignee is not None else "",
    }
    if case.state in SETTLED:
        return Line("status_settled", known)
    if case.state in WAITING:
        wait = wait_of(scene.session, case, terms=scene.terms, now=scene.now)
        words = say_wait(case.reference, wait, hours=scene.terms.hours, now=scene.now)
        return Line("status_waiting", {**known, "wait": words})
    if case.state is not State.AGENT:
        return Line("status_open", known)
    due = update_due(case, terms=scene.terms)
    if due is None:
        return Line("status_with", known)
    return Line("status_person", {**known, "when": say_time(due, hours=scene.terms.hours, now=scene.now)})
