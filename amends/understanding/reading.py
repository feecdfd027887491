"""What was read in one message: intent, emotion, topic and facts, as plain values without Rasa."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from amends.hearing.frame import NOTHING_HEARD, Frame, Hazard
from amends.understanding.danger import Danger

LABELS = (
    "anger",
    "frustration",
    "disappointment",
    "sadness",
    "worry",
    "calm",
    "relief",
    "gratitude",
    "joy",
)
"""The names an emotion may have."""

FACT_KINDS = ("order_number", "case_ref", "amount", "date", "email", "phone", "name")
"""The kinds of fact a customer gives."""

WANTS = ("vent", "compensation", "apology", "person")
"""What a customer may want (METHOD M4..M7); several at once, or none yet."""

NOT_UNDERSTOOD = "nlu_fallback"
"""The intent of a message whose intent could not be read (Rasa's own name for it)."""


SURE_OF_A_WANT = 0.55
DOUBTFUL_OF_A_WANT = 0.25
"""A want is read from the first chance on; between the two it may be there."""

PLAIN_WANT = 0.8
"""From this chance on a want is honoured without asking: one of ten plain complaints of a fault reads as one at
SURE_OF_A_WANT, and half as many here, nearly all of them about money that is kept."""


KIND_OF_HAZARD = {Hazard.SELF_HARM: "danger_self_harm", Hazard.VIOLENCE: "threat_violence"}
"""A hazard -> the dangerous intent that is most like it; all others are of products."""

HARMS = frozenset({"danger_self_harm", "danger_product", "threat_violence"})
"""The intents that tell of harm to somebody."""


class Level(StrEnum):
    """How hot a message is, from its intensity (METHOD: turn the heat down first)."""

    CALM = "calm"
    IRRITATED = "irritated"
    ANGRY = "angry"
    FURIOUS = "furious"

    @property
    def rank(self) -> int:
        """0 for calm to 3 for furious, for comparing."""
        return list(Level).index(self)


@dataclass(frozen=True, slots=True)
class Emotion:
    """How the writer feels. `intensity` and `confidence`: 0..1.

    `evidence`: the words that moved the score, as half-open code point spans of the text, in its order.
    """

    label: str
    intensity: float
    level: Level
    confidence: float
    evidence: tuple[tuple[int, int], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, as it stands on the Rasa message."""
        return {
            "label": self.label,
            "intensity": self.intensity,
            "level": self.level.value,
            "confidence": self.confidence,
            "evidence": [[start, end] for start, end in self.evidence],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Emotion:
        """The emotion of its JSON form. Raises KeyError or ValueError where it is not one."""
        return cls(
            label=str(data["label"]),
            intensity=float(data["intensity"]),
            level=Level(data["level"]),
            confidence=float(data["confidence"]),
            evidence=tuple((int(start), int(end)) for start, end in data.get("evidence", ())),
        )


UNREAD = Emotion(label="anger", intensity=0.5, level=Level.ANGRY, confidence=0.0)
"""The emotion of a message nobody could read: low confidence counts as angry, never as calm."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing the customer told us: `value` is normalised ("6.95 EUR"); `start`, `end` are code points."""

    kind: str
    value: str
    start: int
    end: int

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {"kind": self.kind, "value": self.value, "start": self.start, "end": self.end}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Fact:
        """The fact of its JSON form. Raises KeyError or ValueError where it is not one."""
        return cls(
            kind=str(data["kind"]),
            value=str(data["value"]),
            start=int(data["start"]),
            end=int(data["end"]),
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was read in one message. Confidences: 0..1.

    `wants`: the chance of each of WANTS that the customer wants it; empty where it was not read (a pressed button,
    a reading stored before wants were read). `complaint`: the chance that they complain, None where not read.
    `danger`: the chance that it tells of danger, None where not read. `frame`: what it says, clause by clause.
    """

    intent: str
    intent_confidence: float
    emotion: Emotion
    topic: str | None = None
    topic_confidence: float = 0.0
    facts: tuple[Fact, ...] = ()
    wants: Mapping[str, float] = field(default_factory=dict)
    complaint: float | None = None
    danger: Danger | None = None
    frame: Frame = NOTHING_HEARD

    @property
    def danger_to_review(self) -> Danger | None:
        """What a person is to read it for: a hazard in its frame, or danger that the intents are torn about."""
        hazard = self.frame.hazard
        if hazard is not None:
            return Danger(self.frame.danger, KIND_OF_HAZARD.get(hazard, "danger_product"), noticed=True)
        if self.danger is not None and (self.danger.noticed or self.intent in HARMS):
            return Danger(self.danger.chance, self.danger.kind, noticed=True)
        return None

    def wanted(self) -> tuple[str, ...]:
        """The wants that are likelier there than not, in the order of WANTS."""
        return tuple(want for want in WANTS if self.wants.get(want, 0.0) >= SURE_OF_A_WANT)

    def plainly_wanted(self) -> tuple[str, ...]:
        """The wants that are told plainly, in the order of WANTS: they are honoured without asking."""
        return tuple(want for want in WANTS if self.wants.get(want, 0.0) >= PLAIN_WANT)

    def perhaps_wanted(self) -> tuple[str, ...]:
        """The wants that may be there, in the order of WANTS: they are asked about, never guessed."""
        return tuple(
            want for want in WANTS if DOUBTFUL_OF_A_WANT <= self.wants.get(want, 0.0) < SURE_OF_A_WANT
        )

    def facts_by_kind(self) -> dict[str, str]:
        """The facts by their kind; of two of a kind, the later one: a correction replaces."""
        return {fact.kind: fact.value for fact in self.facts}

    @classmethod
    def from_parse(cls, parse: Mapping[str, Any]) -> Reading:
        """The reading of Rasa's parse result.

        Keys: `intent`, `entities`, `emotion`, `topic`, `wants`, `complaint`, `danger`, `frame`, each optional.

        A message without an emotion (a pressed button, a failed component) is `UNREAD`; the caller decides
        what a button means.
        """
        intent = parse.get("intent") or {}
        topic = parse.get("topic") or {}
        emotion = parse.get("emotion")
        return cls(
            intent=str(intent.get("name") or NOT_UNDERSTOOD),
            intent_confidence=float(intent.get("confidence") or 0.0),
            emotion=Emotion.from_dict(emotion) if emotion else UNREAD,
            topic=str(topic["name"]) if topic.get("name") else None,
            topic_confidence=float(topic.get("confidence") or 0.0),
            facts=tuple(_fact(entity) for entity in parse.get("entities") or () if _is_fact(entity)),
            wants=_chances(parse.get("wants")),
            complaint=_chance(parse.get("complaint")),
            danger=_danger(parse.get("danger")),
            frame=_frame(parse.get("frame")),
        )

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "intent": self.intent,
            "intent_confidence": self.intent_confidence,
            "emotion": self.emotion.to_dict(),
            "topic": self.topic,
            "topic_confidence": self.topic_confidence,
            "facts": [fact.to_dict() for fact in self.facts],
            "wants": dict(self.wants),
            "complaint": self.complaint,
            "danger": self.danger.to_dict() if self.danger else None,
            "frame": self.frame.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Reading:
        """The reading of its JSON form. Raises KeyError or ValueError where it is not one."""
        topic = data.get("topic")
        return cls(
            intent=str(data["intent"]),
            intent_confidence=float(data["intent_confidence"]),
            emotion=Emotion.from_dict(data["emotion"]),
            topic=None if topic is None else str(topic),
            topic_confidence=float(data.get("topic_confidence", 0.0)),
            facts=tuple(Fact.from_dict(fact) for fact in data.get("facts", ())),
            wants=_chances(data.get("wants")),
            complaint=_chance(data.get("complaint")),
            danger=_danger(data.get("danger")),
            frame=_frame(data.get("frame")),
        )


def _chances(wants: Mapping[str, Any] | None) -> dict[str, float]:
    return {want: float(wants[want]) for want in WANTS if want in wants} if wants else {}


def _chance(complaint: Any) -> float | None:
    return None if complaint is None else float(complaint)


def _danger(danger: Mapping[str, Any] | None) -> Danger | None:
    return Danger.from_dict(danger) if danger else None


def _frame(frame: Mapping[str, Any] | None) -> Frame:
    return Frame.from_dict(frame) if frame else NOTHING_HEARD


def _is_fact(entity: Mapping[str, Any]) -> bool:
    return entity.get("entity") in FACT_KINDS and entity.get("value") is not None


def _fact(entity: Mapping[str, Any]) -> Fact:
    return Fact(
        kind=str(entity["entity"]),
        value=str(entity["value"]),
        start=int(entity.get("start") or 0),
        end=int(entity.get("end") or 0),
    )
