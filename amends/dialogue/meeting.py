"""Meeting an angry customer: their words, the apology, ownership, the question (METHOD M3, M4, R1)."""

from __future__ import annotations

from dataclasses import replace

from amends.cases.escalation import Reason
from amends.cases.state import SETTLED
from amends.casework.record import note_facts
from amends.dialogue.answers import FEW, asks
from amends.dialogue.apologising import apologise
from amends.dialogue.compensating import ask_fair_solution, says_how
from amends.dialogue.failures import complains
from amends.dialogue.handing_over import bring_a_person
from amends.dialogue.scene import Scene
from amends.dialogue.turn import Answer, Stage, Turn, answer
from amends.dialogue.venting import hear, start_listening
from amends.follow_through.praise import record_praise
from amends.languages.language import Language
from amends.languages.line import Line
from amends.messages.transcript import next_unanswered
from amends.redress.ideas import asks_for_a_sum, asks_what_we_give, names_an_idea
from amends.store.tables import Want
from amends.understanding.reading import Level

SURE_OF_A_TOPIC = 0.7
LONGEST_DETAIL = 4
"""A detail alone has so many words at most: "order 88213", "it was order 88213"."""

LATELY = 4
"""Messages of the bot: a choice that is as near as this is not offered again."""


def meet(scene: Scene) -> Answer:
    """Reflect, say sorry once, take ownership and ask what they want; the case is opened with their words."""
    case = scene.case()
    wanted = as_they_want(scene)
    if wanted is not None:
        return wanted
    sorry = scene.sorry(case)
    if sorry is None:
        return hear_more(scene)
    return answer(scene.reflection(), sorry, scene.own_up(case, "what_can_i_do"), stage=Stage.ASKED)


def as_they_want(scene: Scene) -> Answer | None:
    """Go the way of the want that their words tell plainly, so that nobody is asked what they said (M4, M11).

    Of several, to be heard comes first; all are on the record, and what is left is asked when its turn comes. None
    where nothing is plain, since a doubtful want is asked, never guessed; and none in fury, unless they say themselves
    what would be fair: the heat comes down before anything is solved.
    """
    reading = scene.turn.reading
    wants = reading.plainly_wanted()
    furious = reading.emotion.level is Level.FURIOUS
    if furious and reading.intent == "complaint" and not says_how(scene.turn, scene.language):
        return None
    if Want.VENT in wants:
        return start_listening(scene)
    if (
        Want.COMPENSATION in wants
        or asks_what_we_give(scene.turn.told, scene.language.ideas)
        or asks_for_a_sum(scene.turn.told, scene.language.ideas)
    ):
        return ask_fair_solution(scene)
    if Want.APOLOGY in wants:
        return apologise(scene)
    return None


def hear_more(scene: Scene) -> Answer:
    """They say more before they chose: reflect it and leave them the choice, without hurry and not each time (M5).

    After a new failure the choice is always theirs again.
    """
    wanted = as_they_want(scene)
    if wanted is not None:
        return wanted
    choice = Line("go_on_or_choose")
    repeated = scene.has_said(choice.name, lately=LATELY)
    new = scene.is_new_failure(scene.case())
    return hear(scene, stage=Stage.ASKED, choice=choice if new or not repeated else None)


def take_details(scene: Scene) -> Answer:
    """They give details: on the record. A sum is an idea of what is fair; before a complaint, what happened?

    Who tells what happened together with the order's number is met: the number is not all they said. What is no
    detail is a part of their story.
    """
    case = scene.case()
    if case.state in SETTLED:
        note_facts(case, scene.turn.reading.facts_by_kind())
        return answer(Line("details_noted"), stage=scene.turn.stage)
    if (
        case.apologies
        and not scene.turn.reading.facts
        and not names_an_idea(scene.turn.told, scene.language.ideas)
    ):
        return hear_more(scene)
    if not case.apologies and tells_what_happened(scene):
        case.topic = case.topic or scene.turn.reading.topic
        note_facts(case, scene.turn.reading.facts_by_kind())
        return meet(scene)
    if case.apologies and names_an_idea(scene.turn.told, scene.language.ideas):
        return ask_fair_solution(scene)
    note_facts(case, scene.turn.reading.facts_by_kind())
    if case.apologies:
        return answer(Line("details_noted"), Line("go_on_or_choose"), stage=Stage.ASKED)
    return answer(Line("details_noted_what_happened"), stage=None)


def tells_what_happened(scene: Scene) -> bool:
    """Say whether details come with a complaint: a topic, surely or in anger, in more words than a detail takes."""
    reading = scene.turn.reading
    sure = reading.topic is not None and (scene.hot or reading.topic_confidence >= SURE_OF_A_TOPIC)
    return sure and len(scene.turn.told.split()) > LONGEST_DETAIL


def correct_details(scene: Scene) -> Answer:
    """They correct us: what they say now is what stands (M11, M13). With nothing on record it is a complaint."""
    known = scene.known_case()
    if known is None or scene.is_new_failure(known):
        return meet(scene)
    case = scene.case()
    note_facts(case, scene.turn.reading.facts_by_kind())
    return answer(Line("corrected"), stage=scene.turn.stage)


def not_understood(scene: Scene) -> Answer:
    """We did not get it: an angry customer is met all the same, a calm one asked again; twice brings a person (M4)."""
    if scene.turn.intent == "affirm" and _offered_a_person(scene):
        return bring_a_person(scene, Reason.ASKED)
    if scene.turn.intent == "affirm" and scene.turn.stage is Stage.ASKED:
        return say_what_we_can_do(scene)
    if scene.turn.misunderstood >= 1:
        return bring_a_person(scene, Reason.MISUNDERSTOOD)
    met = meet(scene) if scene.hot else answer(Line("say_again"), stage=scene.turn.stage)
    return replace(met, misunderstood=scene.turn.misunderstood + 1)


def not_for_us(scene: Scene) -> Answer:
    """Something we cannot help with; where it is said in anger, the anger is met.

    Whoever has told us what happened is not asked again whether something did: what they say goes with it, and a
    question that we have no answer to goes to a person.
    """
    if scene.hot:
        return meet(scene)
    case = scene.known_case()
    if case is None or not case.concern:
        return answer(Line("out_of_scope"), stage=scene.turn.stage)
    if asks(scene.turn.told, scene.language):
        return not_known(scene)
    if scene.turn.stage is Stage.ASKED and len(scene.turn.told.split()) > FEW:
        return hear_more(scene)
    return not_understood(scene)


def asks_what_we_can_do(turn: Turn, language: Language) -> bool:
    """Say whether they ask what we can do, and nothing else: whoever complains with it is met first."""
    return language.tells("what we can do", turn.told) and not complains(turn)


def say_what_we_can_do(scene: Scene) -> Answer:
    """They ask what we can do: the three ways and a person, in one breath (METHOD M4..M7)."""
    return answer(Line("what_i_can_do"), stage=scene.turn.stage)


def not_known(scene: Scene) -> Answer:
    """They ask what we have no answer to: say so; who asks once more gets the person who has one (M4)."""
    if scene.turn.misunderstood >= 1:
        return bring_a_person(scene, Reason.MISUNDERSTOOD)
    unknown = answer(Line("not_known"), stage=scene.turn.stage)
    return replace(unknown, misunderstood=scene.turn.misunderstood + 1)


def _offered_a_person(scene: Scene) -> bool:
    """Say whether the bot's last words were an offer of a person: then a yes takes it."""
    return scene.last_said() in ("say_again", "status_open")


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
    """They leave: nothing is lost, and they know by which number to come back."""
    case = scene.known_case()
    if case is None:
        return answer(Line("goodbye"), stage=None)
    return answer(Line("goodbye_record", {"reference": case.reference}), stage=scene.turn.stage)
