"""What holds for every message, not for an example: found by hypothesis (METHOD M2, M3)."""

from __future__ import annotations

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.apology import Sender, Verdict, check, may_send, without_apology
from amends.apology.rules import language_for, languages
from tests.unit.apology.test_collection import COLLECTIONS, Example

LANGS = st.sampled_from(languages())
PLAIN = (
    "The parcel is in Berlin.",
    "It is order 88213.",
    "The office opens at 8:00.",
    "You waited two weeks.",
)
BEFORE = (*PLAIN, "What happened on Tuesday?")
NOISE = st.text(
    alphabet=st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from(string.ascii_letters + "  \n.,!?'\"*_~`#>-"),
        st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e\u0301\u0336\ufe0f"),
        st.sampled_from("😔💐🙏🏽👩‍👩‍👧аеосрхуіΟΑｂｕｔʙᴜᴛß"),
    ),
    max_size=300,
)
GOOD = [one for one in COLLECTIONS["en"] if one.verdict in (Verdict.SINCERE, Verdict.NONE)]
QUALIFIED = [one for one in COLLECTIONS["en"] if one.verdict is Verdict.QUALIFIED]
TYPOGRAPHY = (
    lambda text: text.replace("'", "’"),
    lambda text: text.replace("'", "ʼ"),
    lambda text: text.replace('"', "”"),
    lambda text: text.replace(" ", "\u00a0"),
    lambda text: text.replace(" ", "  "),
    lambda text: f"  {text}\n",
    lambda text: text.replace("'", "").replace("ill ", "i'll "),
    lambda text: f"{text} 🌼",
    lambda text: text.replace(". ", ".\n\n"),
)
LOOKS = st.lists(st.sampled_from(TYPOGRAPHY[:6]), max_size=3)


@pytest.mark.parametrize("lang", languages())
@given(data=st.data())
@settings(max_examples=40)
def test_a_qualifier_beside_or_after_an_apology_is_caught_in_each_language(
    lang: str, data: st.DataObject
) -> None:
    """`hostile` are the file's own qualifiers; they stand after the apology, wherever a writer would put them."""
    file = language_for(lang).file
    qualifier = data.draw(st.sampled_from(file.hostile))
    bare = file.bare.rstrip(".")
    between = data.draw(st.sampled_from((", ", " – ", " ", ", **", "… ", "\n")))
    text = f"{bare}{between}{qualifier}{'**' if '**' in between else ''} {data.draw(st.sampled_from(PLAIN))}"
    assert not may_send(check(text, lang=lang), Sender.AGENT), text
    assert not may_send(check(text, lang="xx"), Sender.AGENT), text


@given(example=st.sampled_from(GOOD), looks=LOOKS)
@settings(max_examples=150)
def test_a_good_message_stays_good_in_other_typography(example: Example, looks: list[object]) -> None:
    text = example.text
    for change in looks:
        text = change(text)  # type: ignore[operator]
    assert check(text, before=example.before).breaches == (), text


@given(example=st.sampled_from(QUALIFIED), looks=LOOKS)
@settings(max_examples=150)
def test_a_qualified_apology_stays_caught_in_other_typography(example: Example, looks: list[object]) -> None:
    text = example.text
    for change in looks:
        text = change(text)  # type: ignore[operator]
    assert check(text, before=example.before).verdict is Verdict.QUALIFIED, text


@given(
    example=st.sampled_from(GOOD + QUALIFIED),
    first=st.lists(st.sampled_from(BEFORE), max_size=40),
    last=st.lists(st.sampled_from(PLAIN), max_size=40),
)
@settings(max_examples=150)
def test_neighbours_that_say_nothing_and_length_do_not_change_a_verdict(
    example: Example, first: list[str], last: list[str]
) -> None:
    if example.text.rstrip()[-1] not in ".?!":
        return  # without a full stop the neighbour would stand in its last sentence
    text = "\n".join((*first, example.text, *last))
    assert check(text, before=example.before).verdict is example.verdict, text


@given(text=NOISE, middle=NOISE, lang=st.one_of(LANGS, st.just("xx")))
@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_written_is_read_without_an_error(text: str, middle: str, lang: str) -> None:
    for message in (text, f"I'm sorry{middle}but no. {text}", f"{text} es tut mir leid {middle}"):
        checked = check(message, lang=lang, before=[middle], said=[text], responsibility=["We lost it."])
        assert all(message[one.start : one.end] == one.text for one in checked.breaches)
        assert (checked.rewrite is None) == (not checked.breaches)
        if checked.rewrite is not None:
            better = check(checked.rewrite, lang=lang, before=[middle], said=[text])
            assert better.breaches == (), (message, checked.rewrite)
        assert not check(without_apology(message, lang), lang=lang).has_apology


@pytest.mark.parametrize(
    "piece",
    ["I'm sorry, but no. ", "sorry ", "I'm sorry for it. But no. ", "If ", '"', "so\u200brry ", "б\u0301ut ", "😔",
     "es tut mir leid, ", "**", "they said ", "I'm "],
)  # fmt: skip
def test_work_grows_no_faster_than_the_text(piece: str) -> None:
    """Counted in calls, not in time, so that a busy machine does not matter."""
    short, long = (_calls((piece * 4000)[:length]) for length in (1000, 4000))
    assert long <= 5 * short + 2000


def _calls(text: str) -> int:
    import sys

    count = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    check(text)
    sys.setprofile(note)
    try:
        check(text)
    finally:
        sys.setprofile(None)
    return count
