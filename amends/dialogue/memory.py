"""What the bot remembers of a conversation between its turns: in our record, not in Rasa's (METHOD R8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.cases.state import SETTLED, WAITING
from amends.dialogue.turn import Answer, Stage
from amends.follow_through import survey
from amends.store.tables import Case, DialogueState, Message, Speaker
from amends.understanding.reading import Reading

OF_THE_RECORD = (Stage.WAITING, Stage.SETTLED, Stage.SURVEY)
"""Stages that the case alone decides: where it has moved on, none of them is remembered."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What was asked last, how many turns in a row made no sense, and how often each stage's question was asked."""

    stage: Stage | None = None
    misunderstood: int = 0
    asked: Mapping[str, int] | None = None


def recall(session: Session, conversation_id: str, case: Case | None) -> Memory:
    """Return what is remembered; where the case stands goes before what was asked."""
    state = session.get(DialogueState, conversation_id)
    stage = stage_of(session, conversation_id, case)
    return Memory(stage, state.misunderstood, dict(state.asked)) if state else Memory(stage)


def stage_of(session: Session, conversation_id: str, case: Case | None) -> Stage | None:
    """Return what the customer was asked last: a waiting or settled case overrides it."""
    if case is not None and case.state in SETTLED:
        return Stage.SURVEY if survey.is_open(session, case) else Stage.SETTLED
    if case is not None and case.state in WAITING:
        return Stage.WAITING
    state = session.get(DialogueState, conversation_id)
    stage = Stage(state.stage) if state and state.stage else None
    return None if stage in OF_THE_RECORD else stage


def remember(session: Session, conversation_id: str, answer: Answer, *, now: datetime) -> None:
    """Keep what an answer asks, and how often it was asked in a row."""
    state = session.get(DialogueState, conversation_id)
    if state is None:
        state = DialogueState(conversation_id=conversation_id, misunderstood=0, asked={})
        session.add(state)
    stage = answer.stage.value if answer.stage else None
    times = (state.asked or {}).get(stage or "", 0) if stage == state.stage else 0
    state.asked = {stage: times + 1} if stage else {}
    state.stage = stage
    state.misunderstood = answer.misunderstood
    state.updated_at = now


def heat_so_far(session: Session, conversation_id: str, *, before: int | None) -> tuple[float, ...]:
    """Return the intensity (0..1) of what they typed before a message, oldest first; a pressed button has none."""
    query = (
        select(Message.reading)
        .where(Message.conversation_id == conversation_id, Message.speaker == Speaker.CUSTOMER)
        .where(Message.payload.is_(None), Message.reading.is_not(None))
        .order_by(Message.id)
    )
    if before is not None:
        query = query.where(Message.id < before)
    return tuple(
        Reading.from_dict(reading).emotion.intensity for reading in session.scalars(query) if reading
    )
