"""Concepts find words, stems and phrases, and a broken file says what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from amends.understanding.concepts import ConceptError, lexicon


def names(text: str) -> set[str]:
    concepts = lexicon()
    return {concepts.names[concept] for concept, _, _ in concepts.found(text.split())}


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("my solicitor will write", "legal"),
        ("get me a human", "person"),
        ("the charger was smoking", "fire"),
        ("just want someone to listen", "vent"),
        ("i was on hold", "unanswered"),
        ("🤬", "angry_sign"),
    ],
)
def test_words_stems_and_phrases_are_found(text: str, concept: str) -> None:
    assert concept in names(text)


def test_a_phrase_says_which_words_it_spans() -> None:
    concepts = lexicon()
    found = [entry for entry in concepts.found(["small", "claims", "court"]) if entry[1:] == (0, 1)]
    assert [concepts.names[concept] for concept, _, _ in found] == ["legal"]


def test_a_word_inside_another_is_not_found() -> None:
    assert "machine" not in names("both bottoms")
    assert "bill" not in names("i feel fine")


@pytest.mark.parametrize(
    "content",
    [
        "concepts: [a]",
        "other: {}",
        "concepts: {a: 'ab*'}",
        "concepts: {a: 'one two*'}",
        "concepts: {a: 'x,,'}",
        "{",
    ],
)
def test_a_broken_file_is_refused_by_name(content: str, tmp_path: Path) -> None:
    path = tmp_path / "concepts.yml"
    path.write_text(content)
    with pytest.raises(ConceptError, match=r"concepts\.yml"):
        lexicon(path)
