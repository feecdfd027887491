"""Measures a model on real text nobody trained it on, where the corpora are, beside plain word lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from amends.understanding.figures import decided, macro_f1, ranked
from amends.understanding.held_back import Measured, Read, acted_on, seen
from amends.understanding.reading import Level, Reading
from amends.understanding.sources import read_lines
from amends.understanding.words import PROFANITY, split_words

_ANGRY_WORDS = """
    absurd angry annoyed annoying appalling awful disgrace disgraceful disgusted disgusting dreadful furious
    hate horrible idiot idiots incompetent joke liar liars livid mad nightmare outrage outraged outrageous
    pathetic pissed rage ridiculous rip-off robbed rude scam scammers shame shameful shocking stupid terrible
    thieves trash ugh unacceptable unbelievable useless waste wasted worst
"""
WORD_LIST = frozenset(_ANGRY_WORDS.split()) | PROFANITY
"""The baseline: a message with one of these is angry, the more the angrier."""

BANDS = (0, 1, 2, 2, 2)
"""brand_tweets' severity 0..4 as calm, irritated, angry or more."""

PERSON_FROM = 0.5
"""From this chance on a message is counted as asking for a person."""

Rows = Sequence[dict[str, Any]]
Score = Callable[[str], float]
"""How angry a text sounds, 0..1; a baseline."""


def measure_corpora(corpora: Path, read: Read, half: float, vader: Score | None = None) -> list[Measured]:
    """Measure on each corpus for measuring that is in `corpora`; one that isn't there is left out.

    `half`: the intensity at which the chance of anger is a half (EmotionHead.half).
    """
    found: list[Measured] = []
    for name, measure in MEASURED_ON.items():
        if (corpora / name).exists():
            rows = list(read_lines(corpora / name))
            found += measure(rows, read([str(row["text"]) for row in rows]), half)
            if name == "brand_tweets.dev.jsonl" and vader is not None:
                found.append(by_score("VADER", "brand_tweets.dev", rows, vader))
    return found


def brand_tweets(rows: Rows, readings: Sequence[Reading], half: float) -> list[Measured]:
    """Tweets to brands: angry, complaint, the bands of severity, and how many are taken for danger.

    Nothing was trained or tuned on them.
    """
    angry = np.array([bool(row["angry"]) for row in rows])
    complaint = np.array([bool(row["complaint"]) for row in rows])
    bands = np.array([BANDS[int(row["severity"])] for row in rows])
    hot = np.array([one.emotion.level.rank >= Level.ANGRY.rank for one in readings])
    chances = np.array([chance_of_anger(one, half) for one in readings])
    guess = np.array([min(one.emotion.level.rank, 2) for one in readings])
    complains = np.array([one.complaint or 0.0 for one in readings])
    intents = np.array([one.intent == "complaint" for one in readings])
    listed = np.array([word_list(str(row["text"])) for row in rows], dtype=float)
    data = "brand_tweets.dev"
    return [
        Measured("angry (level)", data, {**decided(hot, angry), **ranked(chances, angry)}),
        Measured("angry (chance >= 0.5)", data, {**decided(chances >= 0.5, angry), **ranked(chances, angry)}),
        Measured("angry, word list", data, {**decided(listed > 0, angry)}),
        Measured("bands", data, {"macro-F1": macro_f1(guess, bands)}, _bands(bands, guess)),
        Measured("complaint", data, {**decided(complains >= 0.5, complaint), **ranked(complains, complaint)}),
        Measured("intent complaint", data, decided(intents, complaint)),
        Measured("danger", data, {"acted on": _share(readings, acted_on), "seen": _share(readings, seen)}),
    ]


def handoff(rows: Rows, readings: Sequence[Reading], half: float) -> list[Measured]:
    """Bank customers who ask for a person (NLU++), never trained on."""
    truth = np.array(["handoff" in row["intents"] for row in rows])
    chances = np.array([one.wants.get("person", 0.0) for one in readings])
    figures = {**decided(chances >= PERSON_FROM, truth), **ranked(chances, truth)}
    intents = decided(np.array([one.intent == "ask_person" for one in readings]), truth)
    return [
        Measured("wants a person", "nlupp_banking", figures),
        Measured("intent ask_person", "nlupp_banking", intents),
    ]


def score_goemotions(rows: Rows, readings: Sequence[Reading], half: float) -> list[Measured]:
    """Comments on the web: anger, annoyance or disgust or none of them."""
    truth = np.array([bool({"anger", "annoyance", "disgust"} & set(row["emotions"])) for row in rows])
    return [_anger("goemotions.test", truth, readings, half)]


def score_brighter(rows: Rows, readings: Sequence[Reading], half: float) -> list[Measured]:
    """Lines of the web with anger 1..3 or none."""
    return [_anger("brighter_en.dev", np.array([int(row["anger"]) > 0 for row in rows]), readings, half)]


def score_calm_turns(rows: Rows, readings: Sequence[Reading], half: float) -> list[Measured]:
    """Customers' calm turns (seen in training): how many are read as calm, and how many as angry or more."""
    levels = [one.emotion.level for one in readings]
    calm = sum(level is Level.CALM for level in levels) / len(levels)
    angry = sum(level.rank >= Level.ANGRY.rank for level in levels) / len(levels)
    return [Measured("level", "calm_turns (trained on)", {"calm": calm, "false alarms": angry})]


def by_score(name: str, data: str, rows: Rows, score: Score) -> Measured:
    """Anger by a baseline's score, a half or more being angry."""
    truth = np.array([bool(row["angry"]) for row in rows])
    chances = np.array([score(str(row["text"])) for row in rows])
    return Measured(f"angry, {name}", data, {**decided(chances >= 0.5, truth), **ranked(chances, truth)})


def chance_of_anger(reading: Reading, half: float) -> float:
    """The calibrated chance that somebody is angry, 0..1; `half` is the intensity at which it is a half."""
    emotion = reading.emotion
    return emotion.confidence if emotion.intensity >= half else 1 - emotion.confidence


def word_list(text: str) -> int:
    """How many words of the baseline's list a text has."""
    return sum(word.folded in WORD_LIST for word in split_words(text))


def _anger(data: str, truth: NDArray[np.bool_], readings: Sequence[Reading], half: float) -> Measured:
    chances = np.array([chance_of_anger(one, half) for one in readings])
    return Measured(
        "angry (chance >= 0.5)", data, {**decided(chances >= 0.5, truth), **ranked(chances, truth)}
    )


def _share(readings: Sequence[Reading], holds: Callable[[Reading], bool]) -> float:
    return sum(map(holds, readings)) / len(readings)


def _bands(truth: NDArray[np.int64], guess: NDArray[np.int64]) -> tuple[tuple[str, str], ...]:
    names = ("calm", "irritated", "angry")
    return tuple((names[one], names[other]) for one, other in zip(truth, guess, strict=True))


MEASURED_ON: Mapping[str, Callable[[Rows, Sequence[Reading], float], list[Measured]]] = {
    "brand_tweets.dev.jsonl": brand_tweets,
    "nlupp_banking.jsonl": handoff,
    "goemotions.test.jsonl": score_goemotions,
    "brighter_en.dev.jsonl": score_brighter,
    "calm_turns.jsonl": score_calm_turns,
}
"""The corpora that are measured on, and how each is."""
