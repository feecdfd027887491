"""One turn of the dialogue on the record: what is remembered, the planner's answer, and its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from amends.casework.handoff import ServiceLevels
from amends.dialogue.memory import heat_so_far, recall, remember
from amends.dialogue.planner import respond
from amends.dialogue.scene import Scene
from amends.dialogue.turn import Turn
from amends.languages.loading import Languages
from amends.languages.wording import Spoken
from amends.redress.policy import Policy
from amends.store.locks import lock_case
from amends.store.tables import Conversation
from amends.understanding.reading import Reading


@dataclass(frozen=True, slots=True)
class Received:
    """What a customer said: `text` as they typed it, or the title of the button they pressed.

    `choice`: what a pressed button stands for, beyond its intent. `message_id`: the message on our record.
    """

    conversation_id: str
    text: str
    reading: Reading
    message_id: int | None = None
    choice: str | None = None
    pressed: bool = False


def answer_turn(
    session: Session,
    said: Received,
    *,
    languages: Languages,
    levels: ServiceLevels,
    policy: Policy,
    country: str,
    now: datetime,
) -> list[Spoken]:
    """Answer what was said, and keep on the record what is asked then; return the messages in words."""
    scene = Scene(
        session,
        _turn_of(session, said),
        languages.of(session.get_one(Conversation, said.conversation_id).language),
        levels,
        policy,
        now,
        country,
    )
    answer = respond(scene)
    remember(session, said.conversation_id, answer, now=now)
    return scene.in_words(answer)


def _turn_of(session: Session, said: Received) -> Turn:
    case = lock_case(session, said.conversation_id)
    memory = recall(session, said.conversation_id, case)
    before = heat_so_far(session, said.conversation_id, before=said.message_id)
    now_felt = () if said.pressed else (said.reading.emotion.intensity,)
    return Turn(
        conversation_id=said.conversation_id,
        text=said.text,
        reading=said.reading,
        stage=memory.stage,
        heat=(*before, *now_felt),
        misunderstood=memory.misunderstood,
        choice=said.choice,
        pressed=said.pressed,
        message_id=said.message_id,
    )
