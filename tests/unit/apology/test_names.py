"""A name beside an apology is no burden; what only looks like one is (METHOD M1, M3)."""

from __future__ import annotations

import pytest

from amends.apology import Verdict, check


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Anna, I'm sorry."),
        ("en", "I'm sorry, Mr van der Berg."),
        ("de", "Es tut mir leid, Herr von der Heide."),
        ("es", "Lo siento, doña María de los Ángeles."),
        ("tr", "Işıl Hanım, özür dilerim."),
        ("tr", "özür dilerim ayşe hanım"),
        ("tr", "Özür dilerim efendim."),
        ("vi", "Em xin lỗi chị Nhung ạ."),
        ("vi", "Em xin lỗi anh Tài."),
        ("et", "Proua Õunapuu, palun vabandust."),
    ],
)
def test_a_name_leaves_an_apology_bare(lang: str, text: str) -> None:
    assert check(text, lang=lang).verdict is Verdict.SINCERE


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Delays, delays. Delays I'm sorry about."),
        ("de", "Dafür entschuldige ich mich."),
        ("de", "Es tut mir leid der Fahrer."),
        ("de", "Verspätungen tun mir leid."),
        ("es", "La Entrega, lo siento."),
        ("tr", "Gecikmenize üzüldük."),
        ("vi", "Em xin lỗi chị giao trễ."),
        ("et", "Hilinemist kahetseme."),
    ],
)
def test_the_capital_of_a_sentence_or_of_a_noun_makes_no_name(lang: str, text: str) -> None:
    assert check(text, lang=lang).verdict is Verdict.BURDENED
