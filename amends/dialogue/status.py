"""What the record says of a case, for the customer: state, who has it, what was promised, the end (METHOD M9, M21)."""

from __future__ import annotations

from amends.cases.state import SETTLED, WAITING, State
from amends.casework.handoff import update_due, wait_of
from amends.dialogue.lines import speak
from amends.dialogue.scene import Scene
from amends.dialogue.turn import Line
from amends.sending.words import say_day, say_time, say_wait
from amends.store.tables import Case

LATELY = 4
"""Messages of the bot: what was said as near as this is not said again in the same words."""


def where_it_stands(scene: Scene, case: Case) -> Line:
    """Return where the case of somebody who waits stands, unless they were told just now."""
    wait = _wait_in_words(scene, case)
    told = any(wait in text for text in scene.said()[:LATELY])
    return Line("until_then") if told else status_line(scene, case)


def status_line(scene: Scene, case: Case) -> Line:
    """Return what the record says of a case, in one message."""
    known = {
        "reference": case.reference,
        "day": say_day(case.resolve_by, hours=scene.levels.hours),
        "told": case.told_text or "",
        "name": case.assignee.name if case.assignee is not None else "",
    }
    if case.state in SETTLED:
        return Line("status_settled", known)
    if case.state in WAITING:
        line = Line("status_waiting", {**known, "wait": _wait_in_words(scene, case)})
        return _still_stands(scene, case) if speak(line)[0] in scene.said()[:LATELY] else line
    if case.state is not State.AGENT:
        return Line("status_open", known)
    due = update_due(case, levels=scene.levels)
    if due is None:
        return Line("status_with", known)
    return Line("status_person", {**known, "when": say_time(due, hours=scene.levels.hours, now=scene.now)})


def _still_stands(scene: Scene, case: Case) -> Line:
    wait = wait_of(scene.session, case, levels=scene.levels, now=scene.now)
    when = say_time(wait.promised_by, hours=scene.levels.hours, now=scene.now)
    return Line("still_stands", {"when": when, "reference": case.reference})


def _wait_in_words(scene: Scene, case: Case) -> str:
    wait = wait_of(scene.session, case, levels=scene.levels, now=scene.now)
    return say_wait(case.reference, wait, hours=scene.levels.hours, now=scene.now)
