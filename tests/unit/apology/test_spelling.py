"""Which spellings of a message count as a word of the rules."""

from __future__ import annotations

import unicodedata
from typing import Literal

import pytest

from amends.apology import check
from amends.apology.folding import accents_of
from amends.apology.spelling import Alphabet, SpellingError, one_word, set_of
from amends.apology.words import RuleWord

GERMAN = Alphabet(transliterated={"ö": "oe"})
VIETNAMESE = Alphabet(accents=True)


def word(text: str, accents: str = "") -> RuleWord:
    return RuleWord(text, 0, len(text), 0, 0, False, False, accents)


def test_accents_are_the_same_whichever_letter_they_stand_on() -> None:
    assert accents_of("hòa") == accents_of("hoà") != accents_of("hoa")
    assert accents_of("LỖI") == accents_of("lỗi") == accents_of(unicodedata.normalize("NFD", "lỗi"))
    assert accents_of("lỗi") == accents_of("lổi"), "hook and tilde are mixed up in the south"
    assert accents_of("s\u0336") == "", "what is struck through has no accent"


@pytest.mark.parametrize(
    ("written", "alphabet", "fits", "not_"),
    [
        ("schön", GERMAN, [word("schon"), word("schon", accents_of("ö")), word("schoen")], [word("schoe")]),
        ("=schön", GERMAN, [word("schon", accents_of("ö")), word("schoen")], [word("schon")]),
        (
            "nhưng",
            VIETNAMESE,
            [word("nhung", accents_of("ư")), word("nhung")],
            [word("nhung", accents_of("ữ"))],
        ),
        ("gecik~", Alphabet(), [word("gecik"), word("gecikme")], [word("geci")]),
        ("~diyse", Alphabet(), [word("uzdiyse")], [word("diysek")]),
    ],
)
def test_a_word_fits_in_its_own_spellings_only(
    written: str, alphabet: Alphabet, fits: list[RuleWord], not_: list[RuleWord]
) -> None:
    words = one_word(written, alphabet)
    assert all(one in words for one in fits)
    assert not any(one in words for one in not_)


def test_a_set_takes_the_wider_spelling_of_two() -> None:
    words = set_of("=si si dile~", Alphabet())
    assert word("si", accents_of("í")) in words
    assert word("dilerim") in words
    assert word("no") not in words


@pytest.mark.parametrize("written", ["a~", "~b", "~ab~", "=", "a,b"])
def test_a_word_that_would_fit_too_much_is_refused(written: str) -> None:
    with pytest.raises(SpellingError, match="write"):
        one_word(written, Alphabet())


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_place_ends_after_the_accents_of_its_last_letter(form: Literal["NFC", "NFD"]) -> None:
    text = unicodedata.normalize(form, "Em xin lỗi vì hàng chưa có.")
    (breach,) = check(text, lang="vi").breaches
    assert breach.text == unicodedata.normalize(form, "vì hàng chưa có")
