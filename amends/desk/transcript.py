"""The conversation as an agent reads it: who said what, how the customer felt, and the words that show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from types import MappingProxyType

import structlog

from amends.desk.names import say_code
from amends.store.tables import Message, Speaker
from amends.understanding.reading import NOT_UNDERSTOOD, Level, Reading

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text; `marked` where it shows the emotion. Plain text: a page escapes it."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Feeling:
    """How a message reads. `intensity` and `confidence`: 0..1."""

    label: str
    level: Level
    intensity: float
    confidence: float


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """One message. `unread` where it is a customer's whose reading has not come yet; `corrected` by a person."""

    id: int
    speaker: Speaker
    name: str
    parts: tuple[Part, ...]
    at: datetime
    feeling: Feeling | None = None
    topic: str = ""
    unread: bool = False
    pressed: bool = False
    choices: tuple[str, ...] = ()
    apology: bool = False
    corrected: bool = False
    topic_code: str = ""
    danger: str = ""
    """What stands beside a message that may tell of danger: whether a person has read it, and what they said."""


def transcript_of(
    messages: Iterable[Message],
    *,
    customer: str,
    apologies: frozenset[int] = frozenset(),
    corrected: frozenset[int] = frozenset(),
    danger: Mapping[int, str] = MappingProxyType({}),
) -> list[TranscriptLine]:
    """Return the transcript. `apologies`, `corrected`: ids of messages that apologise, whose reading was set right.

    `danger`: what stands beside messages that may tell of danger, by their ids.
    """
    lines = [(message.id, _line(message, customer, message.id in apologies)) for message in messages]
    return [
        replace(line, corrected=number in corrected, danger=danger.get(number, line.danger))
        for number, line in lines
    ]


def mark_spans(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Part, ...]:
    """Cut a text at the `spans` (half-open, code points) into parts that make up all of it.

    Spans may overlap, touch, lie out of order or beyond the text: what is covered is marked once.
    """
    covered = [False] * len(text)
    for start, end in spans:
        for at in range(max(start, 0), min(end, len(text))):
            covered[at] = True
    cuts = [at for at in range(1, len(text)) if covered[at] != covered[at - 1]]
    edges = [0, *cuts, len(text)]
    return tuple(Part(text[a:b], covered[a]) for a, b in pairwise(edges) if a < b)


def _line(message: Message, customer: str, apology: bool) -> TranscriptLine:
    if message.speaker is not Speaker.CUSTOMER:
        return TranscriptLine(
            id=message.id,
            speaker=message.speaker,
            name=message.agent.name if message.agent else _NAMES[message.speaker],
            parts=mark_spans(message.text, ()),
            at=message.sent_at,
            choices=tuple(button.title for button in message.buttons),
            apology=apology,
        )
    reading = None if message.payload else _reading(message)
    return TranscriptLine(
        id=message.id,
        speaker=message.speaker,
        name=customer,
        parts=mark_spans(message.text, reading.emotion.evidence if reading else ()),
        at=message.sent_at,
        feeling=_feeling(reading) if reading else None,
        topic=_topic(reading) if reading else "",
        topic_code=(reading.topic or "") if reading else "",
        unread=message.reading is None and message.payload is None,
        pressed=message.payload is not None,
        danger="may tell of danger" if reading and reading.danger_to_review else "",
    )


def _reading(message: Message) -> Reading | None:
    """The message's reading; one that an older version wrote and we cannot read is none, and logged."""
    if message.reading is None:
        return None
    try:
        return Reading.from_dict(message.reading)
    except (KeyError, TypeError, ValueError) as error:
        log.warning("reading_unreadable", message=message.id, why=type(error).__name__)
        return None


def _feeling(reading: Reading) -> Feeling:
    emotion = reading.emotion
    return Feeling(emotion.label, emotion.level, min(max(emotion.intensity, 0.0), 1.0), emotion.confidence)


def _topic(reading: Reading) -> str:
    if reading.intent == "complaint" and reading.topic:
        return say_code(reading.topic)
    return "" if reading.intent in (NOT_UNDERSTOOD, "complaint") else say_code(reading.intent)


_NAMES = {Speaker.BOT: "Assistant", Speaker.SYSTEM: "Front desk", Speaker.AGENT: "A colleague"}
