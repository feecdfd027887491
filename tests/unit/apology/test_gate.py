"""What the gate says of a message (METHOD M2, M3, R1, R3)."""

from __future__ import annotations

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.apology import (
    GATE_VERSION,
    Check,
    Sender,
    Verdict,
    bare_apology,
    check,
    may_send,
    without_apology,
)
from amends.apology.rules import language_for, languages

BARE = ["I'm sorry", "I am so sorry", "We apologise", "Please accept my apology", "My sincere apologies"]
NAMES = [
    "Ms Brandt",
    "Anna",
    "Mr O'Neill",
    "Dr. Jean-Luc Picard",
    "María José",
    "李娜",
    "Mr van der Berg",
    "May",
]
QUALIFIERS = [
    "but", "however", "although", "though", "even though", "unfortunately", "regrettably", "nevertheless",
    "any inconvenience", "mistakes were made", "if you feel that way", "if we upset you", "that said",
    "I'm afraid", "in our defence",
]  # fmt: skip
AFTER = "I'll stay with this until you have an answer. What can I do?"

names = st.sampled_from(NAMES)
bare = st.sampled_from(BARE)
spaces = st.sampled_from([" ", "  ", "\u00a0", "\t", " \u200b", "\u2009"])


def spoil_letters(text: str, *, lower: bool = True) -> st.SearchStrategy[str]:
    """The same text as other keyboards, programs and tricksters would write it.

    `lower=False` keeps the capitals that a name without a title is known by.
    """
    look_alike = str.maketrans("aeopcxyi", "аеорсхуі")
    wide = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F) if chr(c) not in ".!?"})
    spellings = [
        text, text.upper(), text.lower() if lower else text, text.replace("'", "’"), text.replace("'", ""),
        f"**{text}**", f"{text} 😔", f"> {text}", text.translate(look_alike), text.translate(wide),
        "\u200b".join(text), "".join(f"{letter}\u0336" for letter in text),
    ]  # fmt: skip
    return st.sampled_from(spellings)


def spoil_accents(text: str) -> st.SearchStrategy[str]:
    """The same text with its accents apart from their letters, or without any."""
    apart = unicodedata.normalize("NFD", text)
    without = "".join(character for character in apart if not unicodedata.combining(character))
    return st.sampled_from([text, apart, without.replace("đ", "d").replace("ı", "i")])


@pytest.mark.parametrize("lang", languages())
@given(data=st.data())
@settings(max_examples=60)
def test_whatever_a_slot_may_hold_is_caught_in_and_after_an_apology(lang: str, data: st.DataObject) -> None:
    file = language_for(lang).file
    bare = data.draw(st.sampled_from([file.bare, file.bare.removesuffix("."), file.bare.replace(".", ",")]))
    words = file.rewrite.ask.split()
    at = data.draw(st.integers(0, len(words)))
    text = " ".join([bare, *words[:at], data.draw(st.sampled_from(file.hostile)), *words[at:]])
    spoilt = data.draw(data.draw(st.sampled_from([spoil_letters, spoil_accents]))(text))
    assert check(spoilt, lang=lang).verdict is Verdict.QUALIFIED


@pytest.mark.parametrize("lang", languages())
@given(data=st.data())
@settings(max_examples=30)
def test_spelling_keeps_every_apology_sincere(lang: str, data: st.DataObject) -> None:
    file = language_for(lang).file
    text = f"{file.bare} {file.rewrite.ask}"
    spoilt = data.draw(data.draw(st.sampled_from([spoil_letters, spoil_accents]))(text))
    assert check(spoilt, lang=lang).verdict is Verdict.SINCERE


@given(data=st.data(), apology=bare, qualifier=st.sampled_from(QUALIFIERS))
def test_a_qualifier_anywhere_in_or_after_an_apology_is_caught(
    data: st.DataObject, apology: str, qualifier: str
) -> None:
    words = f"{apology}. {AFTER}".split()
    first = len(apology.split()) - 1
    at = data.draw(st.integers(first, len(words)))
    text = " ".join([*words[:at], qualifier, *words[at:]])
    spoilt = data.draw(spoil_letters(text))
    checked = check(spoilt)
    assert checked.verdict is Verdict.QUALIFIED
    assert not any(may_send(checked, sender) for sender in Sender)


@given(data=st.data(), apology=bare, name=names, space=spaces)
def test_quotes_spacing_and_names_keep_an_apology_sincere(
    data: st.DataObject, apology: str, name: str, space: str
) -> None:
    named = data.draw(st.sampled_from([apology, f"{apology}, {name}", f"Hello {name}, {apology}"]))
    text = data.draw(spoil_letters(f"{named.replace(' ', space)}.", lower=named == apology))
    assert check(text).verdict is Verdict.SINCERE
    assert check(f"{text} {AFTER}").verdict is Verdict.SINCERE
    assert check(f"{text}\n\n{AFTER}").verdict is Verdict.SINCERE


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200), st.sampled_from(QUALIFIERS))
def test_whatever_the_text_spans_are_true_and_the_rewrite_passes(noise: str, qualifier: str) -> None:
    for text in (noise, f"{noise} I'm sorry, {qualifier} {noise}", f"I'm sorry.{noise}. {qualifier} no"):
        for before in ((), ("I'm sorry.",)):
            checked = check(text, before=before)
            for breach in checked.breaches:
                assert text[breach.start : breach.end] == breach.text != ""
                assert breach.reason
                assert breach.rule[0] in "MR"
            if checked.rewrite is not None:
                assert check(checked.rewrite, before=before).breaches == ()
            assert check(text, before=before) == checked


@given(st.integers(0, 40))
@settings(max_examples=10)
def test_neighbours_that_say_nothing_do_not_change_the_verdict(times: int) -> None:
    padding = "The parcel is in Berlin. " * times
    for text, verdict in (("I'm sorry, but no.", Verdict.QUALIFIED), ("I'm sorry.", Verdict.SINCERE)):
        assert check(f"{padding}{text} {padding}").verdict is verdict


@pytest.mark.parametrize(
    ("before", "text", "verdict"),
    [
        (["I'm sorry."], "But you should have called.", Verdict.QUALIFIED),
        (["I'm sorry"], "if you feel that way", Verdict.QUALIFIED),
        (["I'm sorry.", "One moment."], "However, it was on time.", Verdict.QUALIFIED),
        ([], "However, it was on time.", Verdict.NONE),
        (["You waited two weeks, but nobody came."], "I'm sorry.", Verdict.SINCERE),
        (["Three times at home, and nobody came.", "I'm sorry."], AFTER, Verdict.NONE),
    ],
)
def test_an_apology_of_the_message_before_can_still_be_taken_back(
    before: list[str], text: str, verdict: Verdict
) -> None:
    assert check(text, before=before).verdict is verdict


def test_the_voice_example_is_caught_in_each_of_its_places() -> None:
    text = "I'm sorry you feel that way, but the courier says you were out."
    checked = check(text)
    assert [breach.text for breach in checked.breaches] == [
        "you feel",
        "but",
        "the courier says",
        "you were out",
    ]
    assert checked.verdict is Verdict.QUALIFIED
    assert checked.rewrite == "I'm sorry. What can I do?"


@pytest.mark.parametrize(
    ("text", "rewrite"),
    [
        ("I'm sorry for the delay. I'll call you at 15:00.", "I'm sorry. I'll call you at 15:00."),
        ("I'm sorry. But I'll call you tomorrow.", "I'm sorry. I'll call you tomorrow."),
        ("Unfortunately, your parcel is lost.", "Your parcel is lost."),
        ("I'm sorry and I'll fix it today.", "I'm sorry. I'll fix it today."),
        ("I'm sorry - what happened?", "I'm sorry. What happened?"),
        ("Our records show that you were out. When can we come?", "When can we come?"),
        ("I'm sorry. Calm down.\n\nWhat happened?", "I'm sorry.\n\nWhat happened?"),
        ("Calm down.", "What can I do?"),
        ("Sorry about the wait. Sorry about the fee. I'll pay it back.", "I'm sorry. I'll pay it back."),
    ],
)
def test_a_rewrite_changes_no_more_than_it_has_to(text: str, rewrite: str) -> None:
    assert check(text).rewrite == rewrite


@pytest.mark.parametrize(
    ("signature", "lang"),
    [
        ("\n\nElena Kraft\nExample Shop", "en"),
        ("\n\nKind regards,\nElena", "en"),
        ("\nElena", "en"),
        ("\n\nMit freundlichen Grüßen\n\nElena Kraft", "de"),
    ],
)
def test_a_rewrite_asks_before_the_signature(signature: str, lang: str) -> None:
    bare, ask = bare_apology(lang), language_for(lang).file.rewrite.ask
    spoiled = {"en": "I'm sorry, but you were out.", "de": "Es tut mir leid, aber Sie waren nicht da."}[lang]
    better = check(f"Hello Anna,\n\n{spoiled}{signature}", lang=lang).rewrite
    assert better == f"Hello Anna,\n\n{bare}\n\n{ask}{signature}"


def test_a_rewrite_of_what_is_no_more_than_short_lines_asks_at_the_end() -> None:
    assert check("Sorry but\nyou were out").rewrite == "I'm sorry. What can I do?"


def test_a_rewrite_does_not_say_sorry_twice() -> None:
    checked = check("Sorry about that. I'll call you at 15:00.", before=["I'm sorry."])
    assert checked.rewrite == "I'll call you at 15:00."


SAID = ["Three times at home, and nobody came. I'm sorry."]


@pytest.mark.parametrize(
    ("text", "rewrite"),
    [
        ("I'm sorry. Which day suits you?", "Which day suits you?"),
        ("Which day suits you?\n\nI'm sorry.", "Which day suits you?"),
        ("I'm sorry, Ms Brandt.", "What can I do?"),
        ("Again, I'm sorry. I'll call you at six.", "I'll call you at six."),
    ],
)
def test_what_was_apologised_for_is_not_apologised_for_again(text: str, rewrite: str) -> None:
    again = check(text, said=SAID)
    assert again.verdict is Verdict.REPEATED
    assert {breach.rule for breach in again.breaches} == {"R2"}
    assert again.rewrite == rewrite
    assert check(text).verdict is Verdict.SINCERE


def test_only_an_apology_of_ones_own_counts_as_said() -> None:
    for said in (["Nobody has said sorry to you."], ["What can I do?"], []):
        assert check("I'm sorry.", said=said).verdict is Verdict.SINCERE
    assert check("Which day suits you?", said=SAID).verdict is Verdict.NONE


def test_what_is_worse_than_a_second_apology_is_named_first() -> None:
    assert check("I'm sorry, but no.", said=SAID).verdict is Verdict.QUALIFIED
    assert check("I'm sorry for the delay.", said=SAID).verdict is Verdict.BURDENED
    assert (
        check("I'm sorry for the delay. I'll call you at six.", said=SAID).rewrite == "I'll call you at six."
    )


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("I'm sorry. I'm truly sorry. Which day suits you?", Verdict.SINCERE),
        ("I owe you an apology. I'm sorry.", Verdict.SINCERE),
        ("I'm sorry. I'll call you at six. Again, I'm sorry.", Verdict.REPEATED),
        ("I apologise.\n\nThe refund is on its way.\n\nI'm sorry.", Verdict.REPEATED),
    ],
)
def test_one_breath_is_one_apology(text: str, verdict: Verdict) -> None:
    assert check(text).verdict is verdict


@given(text=st.text(max_size=80))
def test_without_its_apology_a_text_has_none(text: str) -> None:
    for message in (f"I'm sorry. {text}", f"{text}\nI'm sorry.", text):
        assert not check(without_apology(message)).has_apology
    assert without_apology("I'm sorry. What happened?") == "What happened?"
    assert without_apology("What happened?") == "What happened?"
    assert without_apology("I'm sorry, Ms Brandt.") == ""


@pytest.mark.parametrize("lang", ["en", "de", "xx"])
@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("I'm sorry:but no. 0_AP0L0GY", ""),
        ("I'm sorry, but no. x_sorry", ""),
        ("I'm sorry. It is in Berlin. so\u200brry", "It is in Berlin."),
        ("I'm\nsorry for it. sorry\nThe parcel is here.", "I'm\nThe parcel is here."),
    ],
)
def test_an_apology_goes_by_whichever_reading_finds_it(lang: str, text: str, left: str) -> None:
    assert without_apology(text, lang) == left


@pytest.mark.parametrize(
    ("verdict", "allowed"),
    [
        (Verdict.SINCERE, set(Sender)),
        (Verdict.NONE, set(Sender)),
        (Verdict.BURDENED, {Sender.LEAD}),
        (Verdict.EXCUSE, {Sender.LEAD}),
        (Verdict.REPEATED, {Sender.LEAD}),
        (Verdict.QUALIFIED, set()),
    ],
)
def test_who_may_send_what(verdict: Verdict, allowed: set[Sender]) -> None:
    checked = Check(verdict, (), None, False, "en", GATE_VERSION)
    assert {sender for sender in Sender if may_send(checked, sender)} == allowed


def test_four_thousand_characters_are_read_to_the_end() -> None:
    padding = "You waited for two weeks. " * 152
    assert check(f"I'm sorry. {padding}But no.").verdict is Verdict.QUALIFIED
    for piece in ("sorry ", "if ", "you said ", '"', "a_", "I'm sorry, and ", "\n", ".", "that you "):
        text = (piece * 4000)[:4000]
        assert check(text).verdict in Verdict


def test_a_region_says_nothing_about_the_rules() -> None:
    for lang in ("en-GB", "en_US", "EN"):
        assert check("I'm sorry.", lang=lang).lang == "en"
        assert check("I'm sorry.", lang=lang).note is None
    assert bare_apology() == "I'm sorry."
    assert check(bare_apology()).verdict is Verdict.SINCERE


def test_the_gate_stands_alone() -> None:
    script = (
        "import sys, amends.apology, amends.apology.audit, amends.commands.apology; "
        "print({'rasa', 'rasa_sdk', 'fastapi', 'sqlalchemy', 'spacy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
