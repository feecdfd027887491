"""A language says lines by their names, with what fills them."""

from __future__ import annotations

import ast
from dataclasses import FrozenInstanceError

import pytest

from amends.languages.line import Line
from tests.languages import ENGLISH, LANGUAGES
from tests.processes import ROOT


def test_wordings_take_turns() -> None:
    variants = ENGLISH.dialogue["go_on"].variants
    said = [ENGLISH.speak(Line("go_on"), times=times).text for times in range(2 * len(variants))]
    assert said == [*variants, *variants]


def test_a_slot_that_is_missing_is_an_error_and_no_half_sentence() -> None:
    with pytest.raises(KeyError):
        ENGLISH.speak(Line("reflection"))
    with pytest.raises(KeyError):
        ENGLISH.say("greeting")
    with pytest.raises(KeyError):
        ENGLISH.say("minutes")


def test_customers_words_in_a_slot_are_never_read_as_a_template() -> None:
    assert ENGLISH.speak(Line("reflection", {"reflection": "{0} {x} {{"})).text == "{0} {x} {{"


def test_a_button_says_which_offer_it_is_about() -> None:
    spoken = ENGLISH.speak(Line("offer_stands", {"offer": "offer:12"}))
    assert [button.payload for button in spoken.buttons] == ['/affirm{"choice": "offer:12"}', "/deny"]


@pytest.mark.parametrize(
    ("count", "said"), [("1", "1 minute"), ("4", "4 minutes"), ("1200", "1,200 minutes")]
)
def test_a_sentence_that_counts_has_the_right_plural(count: str, said: str) -> None:
    assert ENGLISH.say("minutes", count=count) == said


def test_a_phrase_is_found_whatever_its_case_blanks_and_apostrophe() -> None:
    for text in ("I DONT  KNOW it", "i don’t know", "don't know."):
        assert ENGLISH.tells("has none", text)
    assert not ENGLISH.tells("has none", "i know")


def test_whoever_writes_a_language_that_we_do_not_speak_is_answered_in_the_default_one() -> None:
    assert LANGUAGES.of("xx") is LANGUAGES.default
    assert LANGUAGES.of("en").code == "en"


def test_a_language_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        ENGLISH.code = "xx"  # type: ignore[misc]


def test_no_function_has_a_language_of_its_own_choice() -> None:
    """A language is passed; only the gate, which can be used alone, reads English where nothing is said."""
    chosen = [
        f"{path.relative_to(ROOT)}:{function.lineno}: {function.name}"
        for path in (ROOT / "amends").rglob("*.py")
        if path.relative_to(ROOT).parts[1] != "apology"
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        if _with_default(function) & {"lang", "language", "languages", "words"}
    ]
    assert chosen == []


def _with_default(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    known = function.args
    positional = [*known.posonlyargs, *known.args]
    named = [argument for argument, value in zip(known.kwonlyargs, known.kw_defaults, strict=True) if value]
    return {argument.arg for argument in (*positional[len(positional) - len(known.defaults) :], *named)}


def test_a_line_goes_between_processes_and_comes_back_the_same() -> None:
    line = Line("hello_again", {"reference": "AM-20001"})
    assert Line.from_dict(line.to_dict()) == line
    for plain in ({}, {"name": "hello"}, {"name": "hello", "slots": 3}):
        with pytest.raises((KeyError, TypeError, ValueError)):
            Line.from_dict(plain)
