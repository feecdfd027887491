"""The small language of the rules."""

from __future__ import annotations

import unicodedata

import pytest

from amends.apology.folding import foldings
from amends.apology.phrases import PhraseError, PhraseGrammar, PhraseIndex, parse_phrase
from amends.apology.spelling import Alphabet, set_of
from amends.apology.words import read

CONTRACTIONS = {"were": ("we", "are")}
SETS = {"very": set_of("so very", Alphabet()), "speaker": set_of("i we", Alphabet())}
GRAMMAR = PhraseGrammar(SETS, CONTRACTIONS)
GERMAN = PhraseGrammar(alphabet=Alphabet(transliterated={"ä": "ae", "ü": "ue"}))
VIETNAMESE = PhraseGrammar(alphabet=Alphabet(accents=True))


def finds(phrase: str, text: str, grammar: PhraseGrammar = GRAMMAR) -> list[str]:
    index: PhraseIndex[str] = PhraseIndex()
    index.add(parse_phrase(phrase, grammar), phrase)
    words = read(text, foldings(text)[0], CONTRACTIONS, ()).words
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
        ("sorry so?$", "Sorry so. Sorry no. Sorry", ["sorry so", "sorry"]),
        ("gecik~ için", "Gecikmeniz için, gece için", ["gecikmeniz icin"]),
        ("özür ~diysek", "özür ettiysek üzdiysek, özür üzdiysek", ["ozur uzdiysek"]),
        ("=si", "sí si SÍ", ["si"]),
        ("si", "sí si", ["si", "si"]),
    ],
)
def test_a_phrase_finds_what_it_says(phrase: str, text: str, found: list[str]) -> None:
    assert finds(phrase, text) == found


def test_german_may_be_typed_with_two_letters_for_an_umlaut() -> None:
    assert finds("für", "für fur fuer", GERMAN) == ["fur", "fur", "fuer"]
    assert finds("=hätte", "hätte hatte haette", GERMAN) == ["hatte", "haette"]
    assert finds("verspät~", "Verspätung Verspaetung", GERMAN) == ["verspatung", "verspaetung"]


def test_accents_tell_vietnamese_words_apart_and_none_at_all_still_count() -> None:
    assert finds("nhưng", "nhưng nhung những nhúng", VIETNAMESE) == ["nhung", "nhung"]
    assert finds("=nhung", "nhưng nhung", VIETNAMESE) == ["nhung"]
    assert finds("hoà", "hòa hoà hoả", VIETNAMESE) == ["hoa", "hoa"]
    assert finds("lỗi", unicodedata.normalize("NFD", "lỗi lổi lời"), VIETNAMESE) == ["loi", "loi"]


@pytest.mark.parametrize(
    "phrase",
    ["", "^", "so?", "{2} so", "so? {2} sorry", "<none>", "a,b", "x|we're", "{a}", "a~", "~ab~", "=", "~"],
)
def test_a_phrase_that_cannot_be_read_says_so(phrase: str) -> None:
    with pytest.raises(PhraseError, match="write"):
        parse_phrase(phrase, GRAMMAR)
