"""What agents set right: the record follows at once, the reading is kept as a reviewed example (METHOD M11, M13)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.cases.errors import Invalid
from amends.cases.topics import TOPICS
from amends.casework.handoff import actor_of
from amends.casework.record import note_want, write_audit
from amends.desk.danger_review import reviewed_examples
from amends.store.tables import Agent, Aspect, Case, Correction, Message, Speaker, Want
from amends.understanding.reading import Emotion, Level, Reading

INTENSITY: dict[Level, float] = {
    Level.CALM: 0.1, Level.IRRITATED: 0.4, Level.ANGRY: 0.65, Level.FURIOUS: 0.9,
}  # fmt: skip
"""The middle of each level: what a corrected message counts as."""


class CorrectionError(Invalid):
    """A correction that cannot be made."""


def correct_message(
    session: Session, case: Case, message_id: int, agent: Agent, *, level: str, topic: str, now: datetime
) -> list[Correction]:
    """Set right how a customer's message was read; what stays the same is no correction.

    The record's heat follows. Raises CorrectionError for a message that is not a customer's, of another
    conversation or not read yet, and for a level or topic that does not exist.
    """
    message = session.get(Message, message_id)
    if message is None or message.conversation_id != case.conversation_id or message.reading is None:
        raise CorrectionError("no_reading")
    if level not in set(Level) or (topic and topic not in TOPICS):
        raise CorrectionError("level_or_topic_unknown")
    reading = Reading.from_dict(message.reading)
    made = []
    if Level(level) is not reading.emotion.level:
        made.append(_keep(session, case, agent, Aspect.EMOTION, reading.emotion.level, level, message, now))
        reading = replace(reading, emotion=_felt_as(Level(level), reading.emotion))
    if topic != (reading.topic or ""):
        made.append(_keep(session, case, agent, Aspect.TOPIC, reading.topic or "", topic, message, now))
        reading = replace(reading, topic=topic or None, topic_confidence=1.0)
    message.reading = reading.to_dict()
    session.flush()
    _count_heat_again(session, case)
    return made


def correct_case(
    session: Session, case: Case, agent: Agent, *, topic: str, want: str, now: datetime
) -> list[Correction]:
    """Set right what a case is about and what its customer wants. Raises CorrectionError."""
    if (topic and topic not in TOPICS) or (want and want not in set(Want)):
        raise CorrectionError("topic_or_want_unknown")
    made = []
    if topic and topic != case.topic:
        made.append(_keep(session, case, agent, Aspect.TOPIC, case.topic or "", topic, None, now))
        case.topic = topic
    newest = case.wants[-1] if case.wants else ""
    if want and want != newest:
        made.append(_keep(session, case, agent, Aspect.WANT, newest, want, None, now))
        note_want(session, case, Want(want), now=now)
    return made


def correct_cause(
    session: Session, case: Case, agent: Agent, *, cause: str | None, note: str, now: datetime
) -> None:
    """Record the root cause; where another one stood before, that was a correction."""
    if case.root_cause and cause != case.root_cause:
        _keep(session, case, agent, Aspect.ROOT_CAUSE, case.root_cause, cause or "", None, now)
    case.root_cause, case.root_cause_note = cause, note.strip() or None


def correction_examples(session: Session) -> Iterator[dict[str, Any]]:
    """Yield everything that people set right as reviewed examples: what was read, and what a person says it is.

    Corrections first, then what people found in messages that may tell of danger; each oldest first.
    """
    query = select(Correction, Case.concern).join(Case, Case.id == Correction.case_id).order_by(Correction.id)
    for correction, concern in session.execute(query).tuples():
        yield {
            "text": correction.text or concern,
            "aspect": correction.aspect.value,
            "read_as": correction.before,
            "is": correction.after,
            "case": correction.case_id,
            "message": correction.message_id,
            "made_at": correction.made_at.isoformat(),
        }
    yield from reviewed_examples(session)


def to_jsonl(found: Iterable[dict[str, Any]]) -> str:
    """Write examples one a line."""
    return "".join(f"{json.dumps(example, ensure_ascii=False)}\n" for example in found)


def to_rasa(found: Iterable[dict[str, Any]]) -> str:
    """Write the topics and emotions of examples as Rasa's training data; of two for one text the newest counts."""
    by_text: dict[str, dict[str, str]] = {}
    for example in found:
        if example["aspect"] in (Aspect.TOPIC, Aspect.EMOTION) and example["text"] and example["is"]:
            by_text.setdefault(" ".join(example["text"].split()), {})[example["aspect"]] = example["is"]
    blocks: dict[str, list[dict[str, Any]]] = {}
    for text, known in by_text.items():
        entry: dict[str, Any] = {"text": f"{text}\n"}
        if Aspect.EMOTION in known:
            entry["metadata"] = {"emotion": known[Aspect.EMOTION]}
        blocks.setdefault(known.get(Aspect.TOPIC, ""), []).append(entry)
    nlu = [
        {"intent": "complaint", **({"metadata": {"topic": topic}} if topic else {}), "examples": entries}
        for topic, entries in sorted(blocks.items())
    ]
    written: str = yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True, sort_keys=False)
    return written


def _keep(
    session: Session,
    case: Case,
    agent: Agent,
    aspect: Aspect,
    before: str,
    after: str,
    message: Message | None,
    now: datetime,
) -> Correction:
    correction = Correction(
        case_id=case.id, message_id=message.id if message else None, agent_id=agent.id, aspect=aspect,
        before=before, after=after, text=message.text if message else "", made_at=now,
    )  # fmt: skip
    session.add(correction)
    if message is None and aspect.value not in case.corrected:
        case.corrected = [*case.corrected, aspect.value]
    write_audit(
        session, case, "corrected", actor=actor_of(agent), now=now,
        aspect=aspect.value, before=before, after=after,
    )  # fmt: skip
    return correction


def _felt_as(level: Level, emotion: Emotion) -> Emotion:
    """The emotion as a person read it; words that show heat show none in a calm message."""
    label = "calm" if level is Level.CALM else emotion.label if emotion.label != "calm" else "anger"
    evidence = () if level is Level.CALM else emotion.evidence
    return Emotion(label, INTENSITY[level], level, 1.0, evidence)


def _count_heat_again(session: Session, case: Case) -> None:
    query = (
        select(Message.reading)
        .where(Message.conversation_id == case.conversation_id, Message.speaker == Speaker.CUSTOMER)
        .where(Message.reading.is_not(None), Message.payload.is_(None))
        .order_by(Message.id)
    )
    emotions = [Emotion.from_dict(reading["emotion"]) for reading in session.scalars(query) if reading]
    if emotions:
        case.heat_start = emotions[0].intensity
        case.heat_peak = max(emotion.intensity for emotion in emotions)
        case.heat_now, case.emotion_now = emotions[-1].intensity, emotions[-1].label
