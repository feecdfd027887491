"""The small language of the rules."""

from __future__ import annotations

import pytest

from amends.apology.folding import readings
from amends.apology.phrases import PhraseError, PhraseIndex, parse_phrase
from amends.apology.words import read

CONTRACTIONS = {"were": ("we", "are")}
SETS = {"very": frozenset({"so", "very"}), "speaker": frozenset({"i", "we"})}


def finds(phrase: str, text: str) -> list[str]:
    index: PhraseIndex[str] = PhraseIndex()
    index.add(parse_phrase(phrase, SETS, CONTRACTIONS), phrase)
    words = read(text, readings(text)[0], CONTRACTIONS, ()).words
    return [" ".join(word.text for word in words[i:j]) for _, i, j in index.find(words)]


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("sorry", "Sorry, so sorry.", ["sorry", "sorry"]),
        ("^sorry", "So sorry. Sorry.", ["sorry"]),
        ("i|we are", "we are", ["we are"]),
        ("so? sorry", "so sorry", ["so sorry", "sorry"]),
        ("<very>* sorry", "so so very sorry", ["so so very sorry", "so very sorry", "very sorry", "sorry"]),
        ("due {2} demand", "due to high demand, due to very high demand", ["due to high demand"]),
        ("you {2!speaker} sorry", "you we sorry you are sorry", ["you are sorry"]),
        ("we're sorry", "we are sorry", ["we are sorry"]),
        ("any way", "any. way any\nway", ["any way"]),
    ],
)
def test_a_phrase_finds_what_it_says(phrase: str, text: str, found: list[str]) -> None:
    assert finds(phrase, text) == found


@pytest.mark.parametrize(
    "phrase", ["", "^", "so?", "{2} so", "so? {2} sorry", "<none>", "a,b", "x|we're", "{a}"]
)
def test_a_phrase_that_cannot_be_read_says_so(phrase: str) -> None:
    with pytest.raises(PhraseError, match="write"):
        parse_phrase(phrase, SETS, CONTRACTIONS)
