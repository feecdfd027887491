"""Only corpora that are there are measured, and a baseline stands beside what is read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from amends.understanding.evaluation import chance_of_anger, measure_corpora, word_list
from amends.understanding.reading import Emotion, Level, Reading

TWEETS = [
    {"text": "you idiots ruined my day", "angry": 1, "complaint": 1, "severity": 4},
    {"text": "what time do you open", "angry": 0, "complaint": 0, "severity": 0},
    {"text": "it arrived late", "angry": 0, "complaint": 1, "severity": 1},
]


def read(texts: Sequence[str]) -> list[Reading]:
    """A reader that knows the tweets above."""
    known = {
        "you idiots ruined my day": (Level.FURIOUS, 0.9, 0.9),
        "what time do you open": (Level.CALM, 0.1, 0.1),
        "it arrived late": (Level.IRRITATED, 0.3, 0.7),
    }
    return [
        Reading("complaint", 0.9, Emotion("anger", heat, level, max(heat, 1 - heat)), complaint=chance)
        for level, heat, chance in (known[text] for text in texts)
    ]


def test_only_corpora_that_are_there_are_measured(tmp_path: Path) -> None:
    assert measure_corpora(tmp_path, read, 0.5) == []
    (tmp_path / "brand_tweets.dev.jsonl").write_text("\n".join(map(json.dumps, TWEETS)))
    found = {one.head: one.figures for one in measure_corpora(tmp_path, read, 0.5, lambda text: 0.2)}
    assert found["angry (level)"]["AUC"] == 1
    assert found["bands"]["macro-F1"] == 1
    assert found["complaint"]["F1"] == 1
    assert found["intent complaint"]["precision"] == 2 / 3
    assert found["angry, word list"]["recall"] == 1
    assert found["angry, VADER"]["recall"] == 0


def test_the_chance_of_anger_is_told_by_intensity_and_confidence() -> None:
    hot, cool = (Reading("complaint", 1, Emotion("anger", heat, Level.ANGRY, 0.6)) for heat in (0.5, 0.3))
    assert (chance_of_anger(hot, 0.4), chance_of_anger(cool, 0.4)) == (0.6, 0.4)


def test_the_word_list_counts_words_not_parts_of_words() -> None:
    assert word_list("You IDIOTS, this is a joke") == 2
    assert word_list("a great shell of a hellish assessment") == 0
