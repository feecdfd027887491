"""Vent: listen, check what is on the record, then ask what they would like to happen (METHOD M5, M13, R6)."""

from __future__ import annotations

from sqlalchemy import select

from amends.cases.escalation import Reason
from amends.casework.record import has_happened, note_facts, note_remedy, write_audit
from amends.dialogue.handing_over import bring_a_person
from amends.dialogue.heard import complains, frame_of, told_by
from amends.dialogue.listening import Noticed, notice
from amends.dialogue.questions import answer_questions, on_their_case
from amends.dialogue.scene import Scene
from amends.dialogue.settling import anything_open, settle
from amends.dialogue.turn import Answer, Stage, answer
from amends.hearing.frame import Act
from amends.languages.line import Line
from amends.reflection.reflect import summarise
from amends.store.tables import Case, Message, Speaker, Want

PERHAPS_A_PERSON = 0.5
"""The chance from which a person is offered to whoever is being heard: to miss it is worse (M4, R8)."""

BARE = 3
"""A correction of so many words or fewer says only that something is wrong, not what."""

STORY_CHECKED = "story_checked"
"""The audit trail's word for it: unasked, the listening is brought to an end only once (R6)."""


def start_listening(scene: Scene) -> Answer:
    """They want to be heard: sorry if it was not said, then only listening."""
    case = scene.case()
    scene.note_wants(case, Want.VENT)
    sorry = scene.sorry(case)
    reflection = scene.reflection() if sorry or complains(scene.turn) else None
    return answer(reflection, sorry, Line("listening"), stage=Stage.LISTENING)


def listen(scene: Scene) -> Answer:
    """Reflect in their words; no question, no advice, no second apology without a new failure (R2)."""
    facts = scene.turn.reading.facts_by_kind()
    corrects = any(frame_of(scene.turn).doing(Act.CORRECT))
    if not told_by(scene.turn) and (facts or corrects):
        note_facts(scene.case(), facts)
        return answer(put_right(scene) if corrects else Line("details_noted"), stage=Stage.LISTENING)
    return hear(scene, stage=Stage.LISTENING)


def hear(scene: Scene, *, stage: Stage, choice: Line | None = None) -> Answer:
    """Hear one more message of their story, and act on what stands out in it (R6).

    Heat that rose three times in a row offers a person, as words do that may ask for one, or that come a third time; a
    fourth rise brings one. Where they calm down or say the same again, the story is told back to them, once; otherwise
    it is reflected, and they stay at `stage`. `choice` is said after the reflection.
    """
    noticed = notice(
        scene.turn.heat,
        scene.turn.told,
        _told_before(scene),
        plain_words=scene.language.answers["plain words"],
    )
    if noticed is Noticed.STILL_HOTTER:
        return bring_a_person(scene, Reason.HEAT)
    case = scene.case()
    note_facts(case, scene.turn.reading.facts_by_kind())
    if noticed in (Noticed.CALMER, Noticed.REPEATS) and not has_happened(scene.session, case, STORY_CHECKED):
        return check_story(scene)
    if (
        noticed in (Noticed.HOTTER, Noticed.REPEATS)
        or scene.turn.reading.wants.get("person", 0.0) >= PERHAPS_A_PERSON
    ):
        choice = Line("person_if_wanted")
    sorry = scene.sorry(case) if complains(scene.turn) else None
    answers = (*answer_questions(scene), on_their_case(scene))
    heard = scene.reflection()
    if heard is None and not any(answers):
        heard = Line("noted" if choice else "go_on")
    return answer(heard, sorry, *answers, choice, stage=stage)


def check_story(scene: Scene) -> Answer:
    """They are done: say what is on the record and let them put it right (M13)."""
    case = scene.case()
    story = summarise(_story(case), scene.language)
    sorry = scene.sorry(case) if complains(scene.turn) or (case.apologies == [] and _story(case)) else None
    if not story:
        return answer(sorry, Line("ask_wish"), stage=Stage.WISH)
    write_audit(scene.session, case, STORY_CHECKED, actor="bot", now=scene.now)
    record = Line("story", {"story": story})
    return answer(sorry or Line("thank_for_telling"), record, Line("story_right"), stage=Stage.CHECKING)


def story_is_right(scene: Scene) -> Answer:
    """The record stands: ask once what they would like to happen, or go on with what they said they want."""
    return _ask_what_now(scene)


def put_story_right(scene: Scene) -> Answer:
    """Something is wrong or missing: take it word for word; ask what, if they only said that it is.

    Whoever goes on with the story instead is listened to: they were not done (M5).
    """
    frame = frame_of(scene.turn)
    if (
        told_by(scene.turn)
        and not any(frame.doing(Act.CORRECT))
        and not frame.answers
        and not scene.turn.pressed
    ):
        return listen(scene)
    scene.case()
    if len(scene.turn.told.split()) <= BARE:
        return answer(Line("what_is_wrong"), stage=Stage.CHECKING)
    note_facts(scene.case(), scene.turn.reading.facts_by_kind())
    return _ask_what_now(scene, put_right(scene))


def put_right(scene: Scene) -> Line:
    """Return that what they corrected stands as they say it, named where they named it."""
    said = next((c.object for c in frame_of(scene.turn).doing(Act.CORRECT) if c.object), None)
    return Line("put_right", {"fact": said}) if said else Line("corrected")


def _ask_what_now(scene: Scene, *first: Line) -> Answer:
    """Ask what they would like to happen; who said already that they want amends or an apology is asked about that.

    Who said what else should happen gets a person who can do it.
    """
    wants = scene.case().wants
    if anything_open(scene) and Want.COMPENSATION not in wants:
        brought = bring_a_person(scene, Reason.WISH)
        return Answer((*first, *brought.lines), brought.stage)
    if Want.COMPENSATION in wants:
        return answer(*first, Line("ask_fair"), stage=Stage.IDEA)
    if Want.APOLOGY in wants:
        return answer(*first, Line("ask_apology_way"), stage=Stage.APOLOGY)
    return answer(*first, Line("ask_wish"), stage=Stage.WISH)


def take_wish(scene: Scene) -> Answer:
    """They say what should happen: word for word to a person who can decide it (M4, M14)."""
    case = scene.case()
    note_remedy(scene.session, case, scene.turn.told, now=scene.now)
    return bring_a_person(scene, Reason.WISH)


def settle_heard(scene: Scene) -> Answer:
    """They wanted somebody to know: it is on the record, and they need not start over.

    A no to saying it in other words is none to what we can do. What they demanded and nobody did goes to a person.
    """
    if scene.last_said() == "say_again" and scene.turn.stage is Stage.ASKED and not scene.turn.pressed:
        return answer(Line("go_on_or_choose"), stage=Stage.ASKED)
    case = scene.case()
    if anything_open(scene):
        return bring_a_person(scene, Reason.WISH)
    told = scene.language.say("told_heard", reference=case.reference)
    settle(scene, case, outcome="Heard. They want nothing more.", told=told)
    return answer(Line("on_record", {"reference": case.reference}), stage=Stage.SETTLED)


def _told_before(scene: Scene) -> list[str]:
    """What they wrote before the message that is being answered, oldest first."""
    query = (
        select(Message.text)
        .where(Message.conversation_id == scene.turn.conversation_id, Message.speaker == Speaker.CUSTOMER)
        .where(Message.payload.is_(None), Message.answered_at.is_not(None))
        .order_by(Message.id)
    )
    return list(scene.session.scalars(query))


def _story(case: Case) -> list[str]:
    told = [case.concern, *(str(part) for part in case.story)]
    return [part for part in told if part]
