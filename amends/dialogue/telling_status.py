"""What about my case? Answered from the record, at any turn and in any flow (METHOD M9, M21)."""

from __future__ import annotations

from amends.dialogue.returning import ask_for_case
from amends.dialogue.scene import Scene
from amends.dialogue.status import status_line
from amends.dialogue.turn import Answer, answer
from amends.languages.line import Line


def tell_status(scene: Scene) -> Answer:
    """Say where the case stands, who has it, what was promised and by when it ends; the flow goes on after it."""
    case = scene.known_case()
    if case is None:
        return ask_for_case(scene)
    other = scene.turn.fact("case_ref")
    if other is not None and other != case.reference:
        return answer(
            status_line(scene, case), Line("other_record", {"other": other}), stage=scene.turn.stage
        )
    return answer(status_line(scene, case), stage=scene.turn.stage)
