"""Plain words: the reading grade and what is left out (VOICE, M19)."""

from __future__ import annotations

import pytest

from amends.apology.plain import FEWEST_WORDS, HIGHEST_GRADE, flesch_kincaid, plain_breaches


def test_the_grade_is_the_formula_of_flesch_and_kincaid() -> None:
    # 10 words, 2 sentences, 10 syllables.
    assert flesch_kincaid("The cat sat on the mat. The dog came home.") == pytest.approx(
        0.39 * 10 / 2 + 11.8 * 10 / 10 - 15.59
    )
    assert flesch_kincaid("...") == 0.0


@pytest.mark.parametrize(
    ("easy", "hard"),
    [
        ("We pay it back today.", "Reimbursement necessitates authorisation."),
        ("You waited. Nobody came.", "You waited for a very long time and nobody ever came to you at all."),
    ],
)
def test_short_words_and_short_sentences_read_easier(easy: str, hard: str) -> None:
    assert flesch_kincaid(easy) < flesch_kincaid(hard)


def test_a_text_of_few_words_is_exempt_from_the_grade() -> None:
    short = "Reimbursement necessitates authorisation."
    assert flesch_kincaid(short) > HIGHEST_GRADE
    assert len(short.split()) < FEWEST_WORDS
    assert plain_breaches(short) == []
    assert len(plain_breaches(f"{short} {short} {short}")) == 1


def test_the_voice_itself_is_plain() -> None:
    for text in (
        "I'll stay with this until you have an answer. What can I do?",
        "That decision belongs to someone with more authority than I have, so I'm bringing them in now.",
        "The team is back at 8:00 tomorrow, and you are at the top of their list.",
        "Is everyone safe? If there is still fire or smoke, get out and call 112 now.",
    ):
        assert [problem for problem in plain_breaches(text) if "grade" not in problem] == []
