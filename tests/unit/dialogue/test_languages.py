"""Whoever writes in another language is told so in it, and gets a person (METHOD M11, M19)."""

from __future__ import annotations

import pytest

from amends.dialogue.languages import foreign_language_of, foreign_languages

COMPLAINTS = {
    "de": "ich warte seit drei Wochen auf mein Paket und niemand antwortet",
    "es": "¿dónde está mi pedido? llevo dos semanas y nadie me contesta",
    "tr": "kargom hala gelmedi, iki hafta oldu ve kimse cevap vermiyor",
    "vi": "đơn hàng của tôi đâu rồi, hai tuần chưa giao",
    "et": "minu pakk ei ole ikka veel kohale jõudnud",
}

ENGLISH = (
    "this is killing me, i want my money back",
    "order 88213",
    "no. not me",
    "la la la nobody listens",
    "die in a ditch",
    "so is it on or not??",
    "pls sort it asap ffs",
    "blorp fizz wug",
    "hello",
    "",
)


@pytest.mark.parametrize("language", COMPLAINTS)
def test_a_complaint_in_another_language_is_told_by_its_words(language: str) -> None:
    assert foreign_language_of(COMPLAINTS[language]) == language
    assert foreign_language_of(COMPLAINTS[language].upper()) == language


@pytest.mark.parametrize("text", ENGLISH)
def test_english_and_nonsense_are_no_other_language(text: str) -> None:
    assert foreign_language_of(text) is None


def test_each_language_says_what_happens_now_without_shouting() -> None:
    for language in foreign_languages().values():
        assert foreign_language_of(language.bring), language.name
        assert "!" not in language.bring
