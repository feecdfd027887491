"""A language that lacks something the complete one has is told so, by file and name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from amends.languages.completeness import shortfalls_of
from amends.languages.language import Language
from amends.languages.wording import Wording
from tests.languages import ENGLISH, LANGUAGES


def faults(**changed: Any) -> list[str]:
    """What is wrong with a language that is English but for what is `changed`."""
    return [str(fault) for fault in shortfalls_of(replace(ENGLISH, code="xx", **changed), ENGLISH)]


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_every_language_of_ours_is_complete(language: Language) -> None:
    assert shortfalls_of(language, ENGLISH) == []


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("dialogue", "sorry"),
        ("system", "minutes"),
        ("mail", "hello"),
        ("letters", "dear"),
        ("answers", "has none"),
    ],
)
def test_what_is_missing_is_named(file: str, name: str) -> None:
    left = {key: words for key, words in getattr(ENGLISH, file).items() if key != name}
    assert faults(**{file: left}) == [f"xx/{file}.yml: {name}: missing"]


def test_what_nobody_says_is_named() -> None:
    added = {**ENGLISH.mail, "greetings": "Hi."}
    assert faults(mail=added) == ["xx/mail.yml: greetings: nobody says this; take it out"]


def line(name: str, **wording: Any) -> dict[str, Wording]:
    return {**ENGLISH.dialogue, name: Wording(**{"buttons": ENGLISH.dialogue[name].buttons, **wording})}


def test_a_slot_that_is_not_said_or_not_filled_in_is_named() -> None:
    assert faults(dialogue=line("on_record", text="It is on the record. {when}")) == [
        "xx/dialogue.yml: on_record: “It is on the record. {when}” does not say {reference}",
        "xx/dialogue.yml: on_record: “It is on the record. {when}” names {when}, which nobody fills in",
    ]


def test_a_slot_that_not_every_wording_names_may_be_left_out() -> None:
    assert faults(dialogue=line("hello_again", text="Hello. What can I do?")) == []


def test_buttons_that_mean_other_things_are_named() -> None:
    (fault,) = faults(dialogue=line("story_right", text="Have I got that right?", buttons=()))
    assert fault == "xx/dialogue.yml: story_right: its buttons mean other things than /affirm, /deny"


def test_a_plural_that_is_missing_is_named() -> None:
    assert faults(system={**ENGLISH.system, "minutes": {"other": "{count} minutes"}}) == [
        "xx/system.yml: minutes: no text for the plural one"
    ]
    assert faults(system={**ENGLISH.system, "minutes": "{count} minutes"}) == [
        "xx/system.yml: minutes: it counts: one, other"
    ]
    assert faults(system={**ENGLISH.system, "sorry": {"one": "I'm sorry.", "other": "I'm sorry."}}) == [
        "xx/system.yml: sorry: a text is enough"
    ]


def test_one_thing_need_not_be_named_by_its_number() -> None:
    assert faults(system={**ENGLISH.system, "minutes": {"one": "a minute", "other": "{count} minutes"}}) == []


def test_a_currency_s_words_are_named() -> None:
    euros = {key: words for key, words in ENGLISH.formats.currencies.items() if key != "EUR"}
    pounds = {**ENGLISH.formats.currencies, "GBP": {"other": "pounds"}}
    assert faults(formats=ENGLISH.formats.model_copy(update={"currencies": euros})) == [
        "xx/formats.yml: currencies.EUR: missing"
    ]
    assert faults(formats=ENGLISH.formats.model_copy(update={"currencies": pounds})) == [
        "xx/formats.yml: currencies.GBP: no word for the plural one"
    ]


def test_kinds_and_facts_that_do_not_exist_or_have_no_words_are_named() -> None:
    gifts = (("Bargeld", ("cash",)), *((words, kinds) for words, kinds in ENGLISH.promises.gifts))
    assert faults(promises=ENGLISH.promises.model_copy(update={"gifts": gifts})) == [
        "xx/promises.yml: cash: no kind that can be given"
    ]
    kinds = tuple(pair for pair in ENGLISH.ideas.kinds if pair[1] != ("sample",))
    things = (*ENGLISH.ideas.things, ("Trinkgeld", "tip"))
    assert faults(ideas=ENGLISH.ideas.model_copy(update={"kinds": kinds, "things": things})) == [
        "xx/ideas.yml: sample: no words for this kind",
        "xx/ideas.yml: tip: no fact that is known",
    ]


def test_topics_and_standards_that_are_missing_are_named() -> None:
    topics = {name: said for name, said in ENGLISH.reflection.topics.items() if name != "refund"}
    assert faults(reflection=ENGLISH.reflection.model_copy(update={"topics": topics})) == [
        "xx/reflection.yml: topics.refund: missing"
    ]
    assert faults(standards=ENGLISH.standards[1:]) == ["xx/standards.yml: M3: missing"]
