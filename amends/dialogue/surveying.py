"""How was it? Four short questions and whether they stay, each skippable, asked once a case (METHOD M2, M18)."""

from __future__ import annotations

from dataclasses import replace

from amends.dialogue.heard import gave
from amends.dialogue.meeting import not_understood
from amends.dialogue.scene import Scene
from amends.dialogue.turn import Answer, Stage, Turn, answer
from amends.follow_through.survey import (
    SKIP,
    SurveyQuestion,
    card_of,
    next_question,
    note_skipped,
    note_survey_answer,
    read_choice,
    read_number,
)
from amends.hearing.frame import Given
from amends.languages.line import Line
from amends.store.tables import ReportCard, Stay

ASKED = {
    SurveyQuestion.HEARD: "survey_heard",
    SurveyQuestion.APOLOGY: "survey_apology",
    SurveyQuestion.OUTCOME: "survey_outcome",
    SurveyQuestion.EFFORT: "survey_effort",
    SurveyQuestion.STAY: "survey_stay",
}
"""The line that asks each question."""
ENDS = frozenset({"deny", "done", "leave"})
"""Said instead of a number: they would rather not."""
LONGEST_RATING = 6
"""Words."""

COMPLAINS = 0.6
"""The chance of a complaint from which a number is no rating but part of it."""

YES_OR_NO = {"affirm": Stay.YES, "praise": Stay.YES, "deny": Stay.NO, "threat_leave": Stay.NO}


def take_rating(scene: Scene) -> Answer:
    """Keep an answer, pressed or typed, and ask the next; they may stop at any point."""
    case = scene.known_case()
    card = card_of(scene.session, case) if case is not None else None
    if card is None:
        return not_understood(scene)
    if scene.turn.choice == SKIP:
        return _skip(scene, card)
    given = read_choice(scene.turn.choice) if scene.turn.choice else _typed(scene, next_question(card))
    if given is None:
        return _ask_once_more(scene, card)
    note_survey_answer(scene.session, card, *given, now=scene.now)
    following = next_question(card)
    if following is not None:
        return answer(Line(ASKED[following]), stage=Stage.SURVEY)
    return answer(Line("survey_leaves" if card.stay is Stay.NO else "survey_thanks"), stage=Stage.SETTLED)


def is_a_rating(turn: Turn) -> bool:
    """Say whether a few words hold the number that was asked for: "heard fine i guess, 4" takes nothing up again."""
    few = len(turn.told.split()) <= LONGEST_RATING and (turn.reading.complaint or 0.0) < COMPLAINS
    return few and read_number(turn.told) is not None


def _typed(scene: Scene, question: SurveyQuestion | None) -> tuple[SurveyQuestion, int | Stay] | None:
    if question is None:
        return None
    if question is not SurveyQuestion.STAY:
        number = read_number(scene.turn.told)
        return None if number is None else (question, number)
    if scene.language.tells("not sure", scene.turn.told):
        return question, Stay.UNSURE
    yes, no = gave(scene.turn, Given.YES), gave(scene.turn, Given.NO)
    stay = Stay.YES if yes and not no else Stay.NO if no and not yes else YES_OR_NO.get(scene.turn.intent)
    return None if stay is None else (question, stay)


def _ask_once_more(scene: Scene, card: ReportCard) -> Answer:
    question = next_question(card)
    if (
        question is None
        or scene.turn.intent in ENDS
        or gave(scene.turn, Given.DONE, Given.NO, Given.NEITHER)
        or scene.turn.misunderstood
    ):
        return _skip(scene, card)
    how = Line("survey_how_stay" if question is SurveyQuestion.STAY else "survey_how")
    return replace(answer(how, stage=Stage.SURVEY), misunderstood=1)


def _skip(scene: Scene, card: ReportCard) -> Answer:
    note_skipped(card, now=scene.now)
    return answer(Line("survey_skipped"), stage=Stage.SETTLED)
