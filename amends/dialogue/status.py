"""What the record says of a case, for the customer: state, who has it, what was promised, the end (METHOD M9, M21)."""

from __future__ import annotations

from amends.cases.handoff import update_due, wait_of
from amends.cases.state import SETTLED, WAITING, State
from amends.conversation.words import say_day, say_time, say_wait
from amends.dialogue.scene import Scene
from amends.dialogue.turn import Line
from amends.store.tables import Case


def status_lines(scene: Scene, case: Case) -> tuple[Line, ...]:
    """Return what the record says of a case, in one or two messages."""
    reference = {"reference": case.reference}
    if case.state in SETTLED:
        return (Line("status_settled", {**reference, "told": case.told_text or ""}),)
    end = Line("status_end", {"day": say_day(case.resolve_by, hours=scene.terms.hours)})
    if case.state in WAITING:
        wait = wait_of(scene.session, case, terms=scene.terms, now=scene.now)
        words = say_wait(case.reference, wait, hours=scene.terms.hours, now=scene.now)
        return Line("status_waiting", {"wait": words}), end
    if case.state is State.AGENT and case.assignee is not None:
        due = update_due(case, terms=scene.terms)
        when = say_time(due, hours=scene.terms.hours, now=scene.now) if due else ""
        name = {**reference, "name": case.assignee.name}
        return Line("status_person", {**name, "when": when}) if when else Line("status_with", name), end
    return end, Line("status_open", reference)
