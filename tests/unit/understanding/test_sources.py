"""Each source's labels become ours, and a broken source is named."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from amends.understanding import sources
from amends.understanding.reading import LABELS, Level


@pytest.mark.parametrize(
    ("emotions", "grade", "label"),
    [
        (["anger", "annoyance"], 3, "anger"),
        (["annoyance"], 2, "frustration"),
        (["disappointment"], 1, "disappointment"),
        (["neutral"], 0, "calm"),
        (["gratitude"], 0, "gratitude"),
        (["surprise"], 0, None),
    ],
)
def test_goemotions_are_graded(emotions: list[str], grade: int, label: str | None) -> None:
    example = sources.goemotions({"text": "x", "emotions": emotions})
    assert (example.grade, example.label, example.level) == (grade, label, None)


@pytest.mark.parametrize(
    ("row", "grade", "label"),
    [
        ({"anger": 3, "fear": 0, "joy": 0, "sadness": 0}, 3, "anger"),
        ({"anger": 1, "fear": 0, "joy": 0, "sadness": 0}, 2, None),
        ({"anger": 0, "fear": 0, "joy": 0, "sadness": 2}, 1, "sadness"),
        ({"anger": 0, "fear": 0, "joy": 2, "sadness": 0}, 0, "joy"),
    ],
)
def test_brighter_is_graded(row: dict[str, Any], grade: int, label: str | None) -> None:
    example = sources.brighter({"text": "x", **row})
    assert (example.grade, example.label) == (grade, label)


@pytest.mark.parametrize(
    ("complaint", "emotion", "level"),
    [(0, "happiness", Level.CALM), (1, "sadness", Level.IRRITATED), (1, "anger", Level.ANGRY)],
)
def test_reviews_have_a_level(complaint: int, emotion: str, level: Level) -> None:
    assert sources.reviews({"text": "x", "complaint": complaint, "emotion": emotion}).level is level


def test_every_label_of_a_source_is_one_of_ours() -> None:
    ours = set(LABELS)
    assert set(sources._GOEMOTIONS_LABELS.values()) <= ours
    assert set(sources._REVIEW_LABELS.values()) <= ours
    assert {label for label, _, _ in sources.INTENT_FEELINGS.values()} <= ours


def test_what_is_measured_on_is_never_trained_on() -> None:
    assert not [name for name in sources.CORPORA if ".dev" in name or ".test" in name or "brand" in name]


def test_our_own_lines_all_load() -> None:
    examples = sources.authored_examples(Path("data/emotion/authored.jsonl"))
    assert len(examples) >= 500
    assert {example.level for example in examples} == set(Level)
    assert {example.label for example in examples} == set(LABELS)


def test_the_contrasts_are_a_source_of_their_own_with_angry_and_calm_lines_of_each_case() -> None:
    path = Path("data/emotion/contrasts.jsonl")
    examples = sources.contrast_examples(path)
    assert {example.source for example in examples} == {"contrasts"}
    by_case = defaultdict(set)
    for row, example in zip(sources.read_lines(path), examples, strict=True):
        by_case[row["case"]].add(example.level)
    assert by_case.keys() == {"quoted", "negated", "swearing", "capitals", "sarcasm", "polite", "mild"}
    assert all({Level.CALM, Level.ANGRY} <= levels for case, levels in by_case.items() if case != "mild")


@pytest.mark.parametrize(
    "line",
    [
        '{"text": "x"}',
        '{"text": "x", "level": "warm", "label": "anger"}',
        '{"text": "x", "level": "calm", "label": "glee"}',
    ],
)
def test_an_authored_line_without_a_known_label_is_refused(line: str, tmp_path: Path) -> None:
    path = tmp_path / "authored.jsonl"
    path.write_text(line)
    with pytest.raises(sources.SourceError, match="authored line"):
        sources.authored_examples(path)


@pytest.mark.parametrize("line", ["no json", "[]", '{"label": "anger"}'])
def test_a_line_that_is_no_object_is_named_with_its_number(line: str, tmp_path: Path) -> None:
    path = tmp_path / "it.jsonl"
    path.write_text('{"text": "fine"}\n\n' + line)
    with pytest.raises(sources.SourceError, match=r"it\.jsonl:3"):
        list(sources.read_lines(path))


def test_a_missing_corpus_is_named(tmp_path: Path) -> None:
    with pytest.raises(sources.SourceError, match=r"goemotions\.train\.jsonl"):
        sources.corpus_examples(tmp_path)


def test_intents_give_the_feelings_they_show(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(
        "nlu:\n- intent: thank\n  examples: |\n    - thanks\n"
        "- intent: complaint\n  examples: |\n    - late\n- lookup: x\n"
    )
    assert [(e.text, e.label, e.level) for e in sources.intent_examples(tmp_path)] == [
        ("thanks", "gratitude", Level.CALM)
    ]


def test_a_file_that_is_no_training_data_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("stories: []")
    with pytest.raises(sources.SourceError, match=r"a\.yml"):
        sources.intent_examples(tmp_path)
