"""The authored sets nothing is trained on, and what a model reads in them (tests/nlu, data/wants)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from amends.understanding.danger import DANGERS
from amends.understanding.figures import decided, f1, macro_f1, named, ranked
from amends.understanding.reading import WANTS, Level, Reading
from amends.understanding.sources import SourceError, read_lines

ACTED_ON = "danger, acted on at once"
SEEN = "danger, seen by a person"
"""Acted on, or noticed for a person at the desk to read."""

Read = Callable[[Sequence[str]], list[Reading]]
"""Reads texts, in order."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A message that was read wrongly; the surer, the worse (`confidence` 0..1 of what was read)."""

    text: str
    truth: str
    guess: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Measured:
    """What one head does on one set: figures by name, pairs of truth and guess, and the mistakes."""

    head: str
    data: str
    figures: dict[str, float]
    pairs: tuple[tuple[str, str], ...] = ()
    mistakes: tuple[Mistake, ...] = ()


def measure_held_back(repository: Path, read: Read) -> list[Measured]:
    """Every head on every authored set that is there. Raises SourceError where one can't be read."""
    tests = repository / "tests/nlu"
    found = [intents(path, read) for path in sorted(tests.glob("held_out_*.yml"))]
    found += [topics(path, read) for path in sorted(tests.glob("held_out_*.yml")) if _has_topics(path)]
    found += [one for path in sorted(tests.glob("danger_*.jsonl")) for one in danger(path, read)]
    found.append(wants(repository / "data/wants/wants.jsonl", read))
    return [*found, *named_cases(tests / "named_cases.yml", read)]


def intents(path: Path, read: Read) -> Measured:
    """The intents of one file of Rasa's form."""
    rows = list(labelled(path))
    pairs, mistakes = _named([(text, intent) for text, intent, _ in rows], read, _intent)
    return Measured("intent", path.stem, named(pairs), pairs, mistakes)


def topics(path: Path, read: Read) -> Measured:
    """The topics of the complaints of one file."""
    rows = [(text, topic) for text, _, topic in labelled(path) if topic]
    pairs, mistakes = _named(rows, read, lambda one: (one.topic or "none", one.topic_confidence))
    return Measured("topic", path.stem, named(pairs), pairs, mistakes)


def danger(path: Path, read: Read) -> list[Measured]:
    """Dangerous or not, acted on at once and seen by a person; false alarms are of the harmless ones."""
    rows = list(read_lines(path))
    readings = read([str(row["text"]) for row in rows])
    return [
        _found(head, path.stem, rows, readings, found) for head, found in ((ACTED_ON, acted_on), (SEEN, seen))
    ]


def acted_on(reading: Reading) -> bool:
    """Whether the bot brings a person in at once: any of the dangerous intents counts."""
    return reading.intent in DANGERS


def seen(reading: Reading) -> bool:
    """Whether a person reads the message: because the bot acts on it, or because it may tell of danger."""
    return acted_on(reading) or reading.danger_to_review is not None


def _found(
    head: str,
    data: str,
    rows: Sequence[dict[str, Any]],
    readings: Sequence[Reading],
    found: Callable[[Reading], bool],
) -> Measured:
    truth = np.array([row["danger"] is not None for row in rows])
    guess = np.array([found(one) for one in readings])
    kinds = {
        f"recall {kind}": float(guess[[row["danger"] == kind for row in rows]].mean())
        for kind in sorted({row["danger"] for row in rows if row["danger"]})
    }
    figures = {"recall": float(guess[truth].mean()), "false alarms": float(guess[~truth].mean()), **kinds}
    named_rows = [(str(row["text"]), str(row["danger"] or "harmless")) for row in rows]
    mistakes = [
        Mistake(text, kind, one.intent, one.intent_confidence)
        for (text, kind), one, wrong in zip(named_rows, readings, truth != guess, strict=True)
        if wrong
    ]
    return Measured(head, data, figures, mistakes=tuple(mistakes))


def wants(path: Path, read: Read) -> Measured:
    """The wants of the held-out part of the data set: macro-F1 of the four, and how honest the chances are."""
    rows = [row for row in read_lines(path) if row["split"] == "held_out"]
    readings = read([str(row["text"]) for row in rows])
    scores: list[float] = []
    figures: dict[str, float] = {}
    for want in WANTS:
        truth = np.array([want in row["wants"] for row in rows])
        guess = np.array([want in one.wanted() for one in readings])
        chances = np.array([one.wants[want] for one in readings])
        scores.append(f1(guess, truth))
        figures |= {f"F1 {want}": scores[-1], f"ECE {want}": ranked(chances, truth)["ECE"]}
    doubtful = float(np.mean([bool(one.perhaps_wanted()) for one in readings]))
    mistakes = [
        Mistake(str(row["text"]), _listed(row["wants"]), _listed(one.wanted()), max(one.wants.values()))
        for row, one in zip(rows, readings, strict=True)
        if set(row["wants"]) != set(one.wanted())
    ]
    figures = {"macro-F1": float(np.mean(scores)), "asked instead": doubtful, **figures}
    return Measured("wants", "wants held_out", figures, mistakes=tuple(mistakes))


def named_cases(path: Path, read: Read) -> list[Measured]:
    """Angry or not in each of the named cases (polite anger, sarcasm, ...), and the levels of all together."""
    try:
        cases: dict[str, list[dict[str, Any]]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise SourceError(f"{path} can't be read ({error}).") from error
    found: list[Measured] = []
    levels: list[Mistake] = []
    pairs: list[tuple[str, str]] = []
    for case, lines in cases.items():
        readings = read([str(line["text"]) for line in lines])
        truth = np.array([Level(line["level"]).rank >= Level.ANGRY.rank for line in lines])
        guess = np.array([one.emotion.level.rank >= Level.ANGRY.rank for one in readings])
        told = [
            Mistake(str(line["text"]), str(line["level"]), one.emotion.level, one.emotion.confidence)
            for line, one in zip(lines, readings, strict=True)
        ]
        mistakes = [one for one, wrong in zip(told, truth != guess, strict=True) if wrong]
        levels += [one for one in told if one.truth != one.guess]
        pairs += [(one.truth, str(one.guess)) for one in told]
        figures = {"accuracy": float((truth == guess).mean()), **decided(guess, truth)}
        found.append(Measured("angry or not", case, figures, mistakes=tuple(mistakes)))
    ranks = np.array([(Level(truth).rank, Level(guess).rank) for truth, guess in pairs])
    figures = {"macro-F1": macro_f1(ranks[:, 1], ranks[:, 0])}
    return [*found, Measured("level", "all named cases", figures, tuple(pairs), tuple(levels))]


def labelled(path: Path) -> Iterator[tuple[str, str, str | None]]:
    """The (text, intent, topic or None) of one file of Rasa's form. Raises SourceError where it is none."""
    try:
        blocks = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise SourceError(f"{path} is no Rasa training data ({error}).") from error
    for block in blocks:
        topic = (block.get("metadata") or {}).get("topic")
        for line in block["examples"].splitlines():
            text = line.strip().removeprefix("-").strip()
            if text:
                yield text, str(block["intent"]), topic


def _named(
    rows: Sequence[tuple[str, str]], read: Read, of: Callable[[Reading], tuple[str, float]]
) -> tuple[tuple[tuple[str, str], ...], tuple[Mistake, ...]]:
    guesses = [of(one) for one in read([text for text, _ in rows])]
    pairs = tuple((truth, guess) for (_, truth), (guess, _) in zip(rows, guesses, strict=True))
    mistakes = [
        Mistake(text, truth, guess, confidence)
        for (text, truth), (guess, confidence) in zip(rows, guesses, strict=True)
        if truth != guess
    ]
    return pairs, tuple(mistakes)


def _intent(reading: Reading) -> tuple[str, float]:
    return reading.intent, reading.intent_confidence


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"


def _has_topics(path: Path) -> bool:
    return any(topic for _, _, topic in labelled(path))
