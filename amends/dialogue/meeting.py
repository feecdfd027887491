"""Meeting an angry customer: their words, the apology, ownership, the question (METHOD M3, M4, R1)."""

from __future__ import annotations

from dataclasses import replace

from amends.cases.escalation import Reason
from amends.cases.state import SETTLED
from amends.casework.record import note_facts
from amends.dialogue.handing_over import bring_a_person
from amends.dialogue.heard import complains, gave
from amends.dialogue.scene import Scene
from amends.dialogue.turn import Answer, Stage, answer
from amends.dialogue.venting import hear, put_right
from amends.follow_through.praise import record_praise
from amends.hearing.frame import Given
from amends.languages.line import Line
from amends.messages.transcript import next_unanswered

LATELY = 4
"""Lines of the bot: a choice that is as near as this is not offered again."""


def meet(scene: Scene) -> Answer:
    """Reflect, say sorry once, take ownership and ask what they want; the case is opened with their words."""
    case = scene.case()
    note_facts(case, scene.turn.reading.facts_by_kind())
    sorry = scene.sorry(case)
    if sorry is None:
        return hear_more(scene)
    return answer(scene.reflection(), sorry, scene.own_up(case, "what_can_i_do"), stage=Stage.ASKED)


def hear_more(scene: Scene) -> Answer:
    """They say more before they chose: reflect it and leave them the choice, without hurry and not each time (M5).

    After a new failure the choice is always theirs again.
    """
    choice = Line("go_on_or_choose")
    repeated = scene.has_said(choice.name, lately=LATELY)
    new = scene.is_new_failure(scene.case())
    return hear(scene, stage=Stage.ASKED, choice=choice if new or not repeated else None)


def take_details(scene: Scene) -> Answer:
    """They give details: on the record. Before a complaint: what happened?"""
    case = scene.case()
    note_facts(case, scene.turn.reading.facts_by_kind())
    if case.state in SETTLED:
        return answer(Line("details_noted"), stage=scene.turn.stage)
    if case.apologies:
        return answer(Line("details_noted"), Line("go_on_or_choose"), stage=Stage.ASKED)
    return answer(Line("details_noted_what_happened"), stage=None)


def correct_details(scene: Scene) -> Answer:
    """They correct us: what they say now is what stands (M11, M13). With nothing on record it is a complaint."""
    known = scene.known_case()
    if known is None or scene.is_new_failure(known):
        return meet(scene)
    case = scene.case()
    note_facts(case, scene.turn.reading.facts_by_kind())
    return answer(put_right(scene), stage=scene.turn.stage)


def say_what_we_can_do(scene: Scene) -> Answer:
    """They ask what we can do, or say yes to it: the three ways and a person, in one breath (METHOD M4..M7)."""
    return answer(Line("what_i_can_do"), stage=scene.turn.stage)


def offered_a_person(scene: Scene) -> bool:
    """Say whether the bot's last words were an offer of a person, and they take it."""
    return gave(scene.turn, Given.YES) and scene.last_said() in (
        "say_again",
        "status_open",
        "person_if_wanted",
    )


def not_understood(scene: Scene) -> Answer:
    """We did not get it: an angry customer is met all the same, a calm one asked again; twice brings a person (M4)."""
    if scene.turn.misunderstood >= 1:
        return bring_a_person(scene, Reason.MISUNDERSTOOD)
    met = (
        meet(scene)
        if scene.hot and complains(scene.turn)
        else answer(Line("say_again"), stage=scene.turn.stage)
    )
    return replace(met, misunderstood=scene.turn.misunderstood + 1)


def not_for_us(scene: Scene) -> Answer:
    """Something we cannot help with; a question after a complaint that we have no answer to goes to a person."""
    case = scene.known_case()
    if case is None or not case.concern:
        return answer(Line("out_of_scope"), stage=scene.turn.stage)
    if scene.turn.misunderstood >= 1:
        return bring_a_person(scene, Reason.MISUNDERSTOOD)
    unknown = answer(Line("not_known"), stage=scene.turn.stage)
    return replace(unknown, misunderstood=scene.turn.misunderstood + 1)


def take_praise(scene: Scene) -> Answer:
    """Praise is welcomed, recorded and passed to whom it names; it opens no case (M17)."""
    message, case = next_unanswered(scene.session, scene.turn.conversation_id), scene.known_case()
    if message is None:
        return answer(Line("praise_welcome"), stage=scene.turn.stage)
    praise = record_praise(scene.session, message, case_id=case.id if case else None, now=scene.now)
    if praise.about_agent is not None:
        told = Line("praise_passed_on", {"name": praise.about_agent.name})
        return answer(Line("praise_welcome"), told, stage=scene.turn.stage)
    return answer(Line("praise_welcome"), Line("praise_to_the_team"), stage=scene.turn.stage)


def hear_that_nothing_is_wrong(scene: Scene) -> Answer:
    """Nothing is wrong, or no longer: no apology, no case, no question (METHOD M3)."""
    return answer(Line("nothing_wrong"), stage=scene.turn.stage)


def greet(scene: Scene) -> Answer:
    """They greet: what happened? Whoever has a record is told that it is there, so that nothing is repeated (M21)."""
    case = scene.known_case()
    if case is None or not case.concern:
        return answer(Line("hello"), stage=scene.turn.stage)
    return answer(Line("hello_again", {"reference": case.reference}), stage=scene.turn.stage)


def take_thanks(scene: Scene) -> Answer:
    """They thank: the door stays open, without chatter."""
    return answer(Line("of_course"), Line("what_else"), stage=scene.turn.stage)


def say_goodbye(scene: Scene) -> Answer:
    """They leave: nothing is lost, and they know by which number to come back. What is open goes to a person."""
    case = scene.known_case()
    if case is None:
        return answer(Line("goodbye"), stage=None)
    return answer(Line("goodbye_record", {"reference": case.reference}), stage=scene.turn.stage)
