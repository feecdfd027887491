"""The texts emotion is learnt from: corpora outside the repository, and what is written in it.

Every loader maps its source's own labels to ours. `grade` orders heat for the score (0 calm .. 3 hot);
`level` is set only where a source says honestly what a customer's level is, and calibrates that score.
brand_tweets.dev is for measuring and is never read here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from amends.understanding.reading import LABELS, Level


class SourceError(Exception):
    """A source that is missing or is not what it should be; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Example:
    """One text to learn from. `grade`: 0..3 or None; `level`: known or None; `label`: one of LABELS or None."""

    text: str
    source: str
    grade: int | None = None
    level: Level | None = None
    label: str | None = None


_GOEMOTIONS_LABELS = {
    "anger": "anger",
    "disgust": "anger",
    "annoyance": "frustration",
    "disapproval": "frustration",
    "disappointment": "disappointment",
    "sadness": "sadness",
    "grief": "sadness",
    "remorse": "sadness",
    "fear": "worry",
    "nervousness": "worry",
    "relief": "relief",
    "gratitude": "gratitude",
    "joy": "joy",
    "love": "joy",
    "excitement": "joy",
    "admiration": "joy",
    "amusement": "joy",
    "optimism": "joy",
    "pride": "joy",
    "neutral": "calm",
    "approval": "calm",
    "curiosity": "calm",
    "realization": "calm",
    "confusion": "calm",
    "caring": "calm",
}
_MILD = frozenset({"disappointment", "disapproval", "sadness"})
_HEATED = frozenset({"annoyance", "disgust"})

_REVIEW_LABELS = {
    "anger": "anger",
    "disgust": "anger",
    "sadness": "disappointment",
    "fear": "worry",
    "happiness": "joy",
}

INTENT_FEELINGS: Mapping[str, tuple[str, Level, int]] = {
    "thank": ("gratitude", Level.CALM, 0),
    "praise": ("joy", Level.CALM, 0),
    "greet": ("calm", Level.CALM, 0),
    "affirm": ("calm", Level.CALM, 0),
    "inform": ("calm", Level.CALM, 0),
    "leave": ("calm", Level.CALM, 0),
    "done": ("calm", Level.CALM, 0),
    "abuse": ("anger", Level.FURIOUS, 3),
    "threat_violence": ("anger", Level.FURIOUS, 3),
}
"""What an intent of data/nlu says honestly about its examples: label, level, grade."""


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON lines file. Raises SourceError, naming file and line, where one is not."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise SourceError(f"{path} can't be read ({error.strerror}).") from error
    return rows_of(lines, str(path))


def rows_of(lines: Iterable[str], name: str) -> Iterator[dict[str, Any]]:
    """The objects of JSON lines, each with a `text`. Raises SourceError, naming `name` and the line."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            row["text"] = str(row["text"])
        except (ValueError, KeyError, TypeError) as error:
            raise SourceError(f'{name}:{number} is not an object with "text" ({error}).') from error
        yield row


def goemotions(row: Mapping[str, Any]) -> Example:
    """GoEmotions: anger is hot, annoyance and disgust heated, disappointment, disapproval and sadness mild."""
    emotions = set(row["emotions"])
    grade = 3 if "anger" in emotions else 2 if emotions & _HEATED else 1 if emotions & _MILD else 0
    labels = [label for name, label in _GOEMOTIONS_LABELS.items() if name in emotions]
    return Example(row["text"], "goemotions", grade=grade, label=labels[0] if labels else None)


def brighter(row: Mapping[str, Any]) -> Example:
    """BRIGHTER: anger 1 is heated, 2 and 3 hot; strong sadness without anger is mild."""
    anger, sadness = int(row["anger"]), int(row["sadness"])
    grade = min(anger + 1, 3) if anger else int(sadness >= 2)
    named = {"anger": "anger", "fear": "worry", "sadness": "sadness", "joy": "joy"}
    strongest = max(named, key=lambda name: int(row[name]))
    label = named[strongest] if int(row[strongest]) >= 2 else None
    return Example(row["text"], "brighter_en", grade=grade, label=label)


def reviews(row: Mapping[str, Any]) -> Example:
    """CESAMARD: a complaint with anger or disgust is hot and angry, another one mild, the rest calm."""
    emotion = str(row["emotion"])
    label = _REVIEW_LABELS.get(emotion)
    if not row["complaint"]:
        calm_label = "joy" if emotion == "happiness" else None
        return Example(row["text"], "reviews_complaints", 0, Level.CALM, calm_label)
    if emotion in {"anger", "disgust"}:
        return Example(row["text"], "reviews_complaints", 3, Level.ANGRY, label)
    return Example(row["text"], "reviews_complaints", 1, Level.IRRITATED, label)


def calm_turns(row: Mapping[str, Any]) -> Example:
    """MultiDoGO: what customers write while nothing is wrong."""
    return Example(row["text"], "calm_turns", grade=0, level=Level.CALM, label="calm")


def authored(row: Mapping[str, Any]) -> Example:
    """Our own lines, each with label and level. Raises SourceError for a name we don't have."""
    try:
        level, label = Level(row["level"]), str(row["label"])
    except (KeyError, ValueError) as error:
        raise SourceError(f"an authored line has no usable level ({error}): {row['text']!r}") from error
    if label not in LABELS:
        raise SourceError(f"an authored line has the label `{label}`; write one of {', '.join(LABELS)}.")
    return Example(row["text"], "authored", grade=level.rank, level=level, label=label)


def contrast(row: Mapping[str, Any]) -> Example:
    """A line that shares its words with anger and is none, or its twin that is. Raises SourceError as `authored`.

    Its source is its own: it teaches the score, and says nothing of what customers' messages are made of.
    """
    return replace(authored(row), source="contrasts")


REGISTER_GRADES = {"furious": 3, "heated": 2, "sarcastic": 2, "plain": 1, "polite": 1, "formal": 1}
"""How hot a register of data/wants is; no level, for registers say how it sounds, not how they feel."""


def register(row: Mapping[str, Any]) -> Example:
    """Our own messages with wants: complaints, graded by how they sound. Raises SourceError for another register."""
    try:
        grade = REGISTER_GRADES[str(row["register"])]
    except KeyError as error:
        raise SourceError(f"a line of data/wants has no known register ({error}): {row['text']!r}") from error
    return Example(row["text"], "wants", grade=grade)


CORPORA: Mapping[str, Callable[[Mapping[str, Any]], Example]] = {
    "goemotions.train.jsonl": goemotions,
    "brighter_en.train.jsonl": brighter,
    "reviews_complaints.jsonl": reviews,
    "calm_turns.jsonl": calm_turns,
}
"""The corpora emotion is trained on; all allow it (docs/model-card.md)."""


def corpus_examples(folder: Path) -> list[Example]:
    """The examples of all corpora in `folder`. Raises SourceError where one is missing."""
    return [read(row) for name, read in CORPORA.items() for row in read_lines(folder / name)]


def authored_examples(path: Path) -> list[Example]:
    """The examples of data/emotion/authored.jsonl."""
    return [authored(row) for row in read_lines(path)]


def contrast_examples(path: Path) -> list[Example]:
    """The examples of data/emotion/contrasts.jsonl."""
    return [contrast(row) for row in read_lines(path)]


def register_examples(path: Path) -> list[Example]:
    """The examples of data/wants/wants.jsonl that are for learning."""
    return [register(row) for row in read_lines(path) if row.get("split") == "train"]


def intent_examples(folder: Path) -> list[Example]:
    """The examples of data/nlu whose intent says how they feel (INTENT_FEELINGS)."""
    examples: list[Example] = []
    for path in sorted(folder.glob("*.yml")):
        for intent, text in read_intents(path):
            if intent in INTENT_FEELINGS:
                label, level, grade = INTENT_FEELINGS[intent]
                examples.append(Example(text, f"nlu {intent}", grade, level, label))
    return examples


def read_intents(path: Path) -> Iterator[tuple[str, str]]:
    """The (intent, text) pairs of one Rasa file. Raises SourceError where it is no YAML."""
    try:
        blocks = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise SourceError(f"{path} is no Rasa training data ({error}).") from error
    for block in blocks:
        examples = block.get("examples") or ""
        lines = examples.splitlines() if isinstance(examples, str) else [item["text"] for item in examples]
        for line in lines:
            text = line.strip().removeprefix("-").strip()
            if text and "intent" in block:
                yield str(block["intent"]), text
