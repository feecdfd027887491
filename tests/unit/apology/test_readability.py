"""Readability: the measures are their formulas, and each tells plain texts of its language from hard ones."""

from __future__ import annotations

import pytest

from amends.apology.plain import plain_breaches
from amends.apology.readability import FEWEST_WORDS, MEASURES, flesch_kincaid, too_hard

PLAIN = {
    "en": "You waited for three weeks and then nobody came to you.",
    "de": "Ich bleibe dran, bis Sie eine Antwort haben. Was kann ich tun?",
    "es": "Le devuelvo ahora 6,95 euros. Su banco lo muestra en tres días laborables.",
    "tr": "Buna benden daha yetkili biri karar verir, şimdi onu çağırıyorum.",
    "vi": "Em sẽ theo việc này cho đến khi anh có câu trả lời. Em có thể làm gì cho anh?",
    "et": "Ma tegelen sellega, kuni te vastuse saate. Mida ma saan teha?",
}
HARD = {
    "en": "Additional documentation regarding compensation eligibility necessitates authorisation beforehand.",
    "de": "Die Rückerstattung erfolgt nach Bearbeitung Ihrer Reklamation durch unsere Fachabteilung.",
    "es": "La tramitación de su reclamación requiere autorización administrativa del departamento competente.",
    "tr": "Başvurunuzun değerlendirilmesi ilgili birimlerimizin onaylamasından sonra gerçekleştirilebilecektir.",
    "vi": "Việc xử lý khiếu nại của quý khách sẽ được tiến hành sau khi bộ phận chuyên trách hoàn tất quá trình "
    "thẩm định hồ sơ theo quy định.",
    "et": "Hüvitistaotluse läbivaatamine toimub vastavalt kehtestatud menetluskorrale ettenähtud tähtaja jooksul.",
}


@pytest.mark.parametrize("lang", MEASURES)
def test_a_plain_text_passes_and_a_hard_one_does_not(lang: str) -> None:
    assert too_hard(PLAIN[lang], lang) is None
    assert MEASURES[lang].name in (too_hard(f"{HARD[lang]} {HARD[lang]}", lang) or "")


def test_the_grade_is_the_formula_of_flesch_and_kincaid() -> None:
    # 10 words, 2 sentences, 10 syllables.
    assert flesch_kincaid("The cat sat on the mat. The dog came home.") == pytest.approx(
        0.39 * 10 / 2 + 11.8 * 10 / 10 - 15.59
    )
    assert flesch_kincaid("...") == 0.0


@pytest.mark.parametrize(
    ("lang", "text", "shown"),
    [
        # One sentence of eight words of one kind, so each formula can be worked out by hand.
        ("de", "Reparatur " * 8, "32.8"),  # 0.1935 * 100 + 0.1672 * 8 + 0.1297 * 100 - 0.0327 * 0 - 0.875
        ("es", "animales " * 8, "-41.3"),  # 206.84 - 60 * 4 - 1.02 * 8
        ("tr", "araba " * 8, "57.4"),  # 198.825 - 40.175 * 3 - 2.610 * 8
        ("et", "tähtaeg " * 8, "108.0"),  # 8 + 100
        ("vi", "một " * 30, "30.0"),
    ],
)
def test_a_measure_is_its_formula(lang: str, text: str, shown: str) -> None:
    assert f"{shown}, and " in (too_hard(text, lang) or "")


@pytest.mark.parametrize(
    ("easy", "hard"),
    [
        ("We pay it back today.", "Reimbursement necessitates authorisation."),
        ("You waited. Nobody came.", "You waited for a very long time and nobody ever came to you at all."),
    ],
)
def test_short_words_and_short_sentences_read_easier(easy: str, hard: str) -> None:
    assert flesch_kincaid(easy) < flesch_kincaid(hard)


def test_a_text_of_few_words_is_exempt() -> None:
    short = "Reimbursement necessitates authorisation."
    assert flesch_kincaid(short) > MEASURES["en"].limit
    assert len(short.split()) < FEWEST_WORDS
    assert plain_breaches(short) == []
    assert len(plain_breaches(f"{short} {short} {short}")) == 1


def test_a_language_without_a_measure_is_not_measured() -> None:
    assert too_hard(HARD["en"], "xx") is None
