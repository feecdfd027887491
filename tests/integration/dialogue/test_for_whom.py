"""The apology is for whom it is owed to, and in the language that they write (METHOD M7, M11, M19)."""

from __future__ import annotations

import pytest

from amends.dialogue.languages import foreign_languages
from amends.dialogue.turn import Stage
from tests.integration.dialogue.customers import Customer, said


@pytest.mark.parametrize(
    ("told", "who"),
    [
        ("nobody has said sorry to my mother", "she"),
        ("i want him to say sorry to her", "she"),
        ("he owes an apology to my son", "he"),
        ("say sorry to my kids", "they"),
        ("say sorry to me", "you"),
        ("i want an apology", "you"),
    ],
)
def test_whoever_is_to_hear_it_is_asked_about(customer: Customer, told: str, who: str) -> None:
    customer.says("action_apologise", told, intent="want_apology")
    assert customer.heard()[-1] == f"Would {who} like to hear it from a person, in writing or by phone?"


@pytest.mark.parametrize("told", ["i want an apology in writing", "somebody call me and say sorry"])
def test_whoever_says_how_they_would_like_to_hear_it_is_not_asked(customer: Customer, told: str) -> None:
    coming = customer.says("action_apologise", told, intent="want_apology")
    assert said(coming)[0] == "sorry"
    assert "ask_apology_way" not in said(coming)
    assert customer.stage is Stage.WAITING


def test_what_they_add_in_their_language_is_noted_in_it(customer: Customer) -> None:
    german = foreign_languages()["de"]
    customer.says("action_meet", "Mein Paket ist seit 9 Tagen nicht da und keiner meldet sich bei mir")
    customer.says("action_add_while_waiting", "Ich will mein Geld zurück")
    assert customer.heard()[0] == german.bring
    assert customer.heard()[-1] == german.noted
    assert "Ich will mein Geld zurück" in customer.case().story
