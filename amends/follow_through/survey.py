"""The report card: four short questions after a resolution, and whether they stay; once a case (METHOD M2, M18)."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.casework.record import write_audit
from amends.store.tables import Case, ReportCard, Stay


class SurveyQuestion(StrEnum):
    """What is asked, in this order; each is a column of the card."""

    HEARD = "heard"
    APOLOGY = "apology"
    OUTCOME = "outcome"
    EFFORT = "effort"
    STAY = "stay"


SKIP = "skip"
BEST = 5
_CHOICE = re.compile(r"(?P<question>[a-z]+)-(?P<answer>[a-z]+|\d)")
_NUMBER = re.compile(r"(?<![\d.,-])([1-5])(?![\d.,]*\d)(?:\s*(?:/|out of|of)\s*5)?")
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}


def card_of(session: Session, case: Case) -> ReportCard | None:
    """Return the case's report card, or None where it was never asked for."""
    return session.scalars(select(ReportCard).where(ReportCard.case_id == case.id)).one_or_none()


def begin(session: Session, case: Case, *, now: datetime) -> SurveyQuestion | None:
    """Begin the card and return its first question; None where this case was asked before, whatever came of it."""
    if card_of(session, case) is not None:
        return None
    session.add(ReportCard(case_id=case.id, asked_at=now))
    session.flush()
    write_audit(session, case, "report_card_asked", actor="system", now=now)
    return SurveyQuestion.HEARD


def next_question(card: ReportCard) -> SurveyQuestion | None:
    """Return the first question that has no answer; None where all have one or they would rather not."""
    if card.skipped_at is not None:
        return None
    return next((question for question in SurveyQuestion if getattr(card, question.value) is None), None)


def is_open(session: Session, case: Case) -> bool:
    """Say whether a question of the card waits for an answer."""
    card = card_of(session, case)
    return card is not None and next_question(card) is not None


def read_choice(choice: str) -> tuple[SurveyQuestion, int | Stay] | None:
    """Return the question and answer that a button stands for (`heard-4`, `stay-no`), or None."""
    match = _CHOICE.fullmatch(choice)
    if match is None or match["question"] not in list(SurveyQuestion):
        return None
    question = SurveyQuestion(match["question"])
    if question is SurveyQuestion.STAY:
        return (question, Stay(match["answer"])) if match["answer"] in list(Stay) else None
    return (question, int(match["answer"])) if match["answer"] in "12345" else None


def read_number(text: str) -> int | None:
    """Return the one number from 1 to 5 that a text names (`4`, `5/5`, `three`), or None."""
    found = {int(number) for number in _NUMBER.findall(text)}
    found |= {value for word, value in _WORDS.items() if re.search(rf"\b{word}\b", text.lower())}
    return found.pop() if len(found) == 1 else None


def note_survey_answer(
    session: Session, card: ReportCard, question: SurveyQuestion, answer: int | Stay, *, now: datetime
) -> None:
    """Keep an answer; a second press of the same question puts it right. Who answers does not skip any more."""
    setattr(card, question.value, answer)
    card.answered_at = now
    card.skipped_at = None
    write_audit(
        session, card.case, "report_card", actor="customer", now=now, question=question.value, answer=answer
    )


def note_skipped(card: ReportCard, *, now: datetime) -> None:
    """They would rather not: what they answered before stays, and nothing more is asked."""
    card.skipped_at = card.skipped_at or now
