"""What the record says of a case, for the customer: state, who has it, what was promised, the end (METHOD M9, M21)."""

from __future__ import annotations

from collections.abc import Mapping

from amends.cases.state import SETTLED, WAITING, State
from amends.cases.wait import Wait
from amends.casework.handoff import update_due, wait_of
from amends.dialogue.scene import Scene
from amends.languages.line import Line
from amends.sending.words import say_day, say_time, say_wait
from amends.store.tables import Case

PROMISE = "promise"
"""The slot in which a line keeps what it told of the wait."""


def status_line(scene: Scene, case: Case) -> Line:
    """Return what the record says of a case, in one message."""
    known = {
        "reference": case.reference,
        "day": say_day(case.resolve_by, language=scene.language, hours=scene.levels.hours),
        "told": case.told_text or "",
        "name": case.assignee.name if case.assignee is not None else "",
    }
    if case.state in SETTLED:
        return Line("status_settled", known)
    if case.state in WAITING:
        return _waiting_line(scene, case, known)
    if case.state is not State.AGENT:
        return Line("status_open", known)
    due = update_due(case, levels=scene.levels)
    if due is None:
        return Line("status_with", known)
    return Line(
        "status_person",
        {**known, "when": say_time(due, language=scene.language, hours=scene.levels.hours, now=scene.now)},
    )


def wait_slots(scene: Scene, case: Case, wait: Wait) -> dict[str, str]:
    """Return what a line says of the wait: the words, and what they promise however they are worded."""
    words = say_wait(case.reference, wait, language=scene.language, hours=scene.levels.hours, now=scene.now)
    return {"wait": words, PROMISE: wait.told}


def _waiting_line(scene: Scene, case: Case, known: Mapping[str, str]) -> Line:
    wait = wait_of(scene.session, case, levels=scene.levels, now=scene.now)
    return Line("status_waiting", {**known, **wait_slots(scene, case, wait)})
