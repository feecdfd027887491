"""What holds for every reflection, whatever a customer writes (METHOD M2, M3, M5)."""

from __future__ import annotations

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from amends.apology import Verdict, check
from amends.reflection.reflect import LONGEST, LONGEST_SUMMARY, MOST_WORDS, reflect, summarise
from tests.languages import ENGLISH

WORDS = " ".join(
    (
        "I i'm Im my me we our us you your ur they he she it nobody no one nothing still never not the a an and but",
        "so then because when parcel order refund driver card account phone screen money called waited charged lost",
        "broke arrived came told said sent got ordered paid is was were have hasn't didn't won't can't twice three 3",
        "times hours days weeks late wrong broken again please sorry unfortunately however if fuck idiot thieves hate",
        "love great kill lawyer Karen anna@example.org 0176-12345678 4111111111111111 @brand #fail https://x.org 50 €",
        "on hold by Monday cancelled your_app round corner else's to for from with in at since after , . ! ? \"",
    )
).split()
SCRAPS = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)
TOLD = st.one_of(st.text(max_size=300), SCRAPS)
TOPIC = st.sampled_from([None, "other", *ENGLISH.reflection.topics])

FIRST_PERSON = re.compile(r"\b(?:i|me|my|mine|we|us|our|ours|i'm|i've|myself)\b", re.I)
QUOTED = re.compile(r'"[^"]*"')
BANNED = re.compile(
    r"\b(?:sorry|but|however|unfortunately|if you|fuck|idiot|thieves|hate|kill|lawyer|karen)\b", re.I
)
PRIVATE = re.compile(r"@|https?:|\d{9,}|\d[\d ()/-]{9,}\d")


@given(TOLD, TOPIC, st.lists(TOLD, max_size=3))
@example("my parcel never arrived", None, ["Your parcel never arrived."])
def test_a_reflection_is_safe_and_short_whatever_was_written(
    told: str, topic: str | None, said: list[str]
) -> None:
    reflection = reflect(told, ENGLISH, topic=topic, said=said)

    if reflection is None:
        return
    assert reflection.endswith(".")
    assert len(reflection) <= LONGEST
    assert 2 <= len(reflection.split()) <= MOST_WORDS
    assert reflection not in said
    assert not FIRST_PERSON.search(QUOTED.sub("", reflection))
    assert not BANNED.search(reflection)
    assert not PRIVATE.search(reflection)
    assert "?" not in reflection
    assert "!" not in reflection
    assert reflection == reflect(told, ENGLISH, topic=topic, said=said)


@given(SCRAPS)
def test_no_reflection_breaks_the_apology_contract_whatever_was_written(told: str) -> None:
    reflection = reflect(told, ENGLISH)

    assert reflection is None or check(reflection).verdict is Verdict.NONE


@given(st.lists(SCRAPS, min_size=1, max_size=4))
@settings(max_examples=50)
def test_what_was_said_is_never_said_again(messages: list[str]) -> None:
    said: list[str] = []
    for message in [*messages, *messages]:
        reflection = reflect(message, ENGLISH, topic="refund", said=said)
        if reflection is not None:
            assert reflection not in said
            said.append(reflection)


@given(st.lists(TOLD, max_size=5))
@settings(max_examples=50)
def test_a_summary_is_safe_and_short_whatever_was_told(story: list[str]) -> None:
    summary = summarise(story, ENGLISH)

    assert len(summary) <= LONGEST_SUMMARY
    assert not summary.endswith(".")
    assert not FIRST_PERSON.search(summary)
    assert not BANNED.search(summary)
    assert not PRIVATE.search(summary)


@given(st.text(alphabet="my prcelnv.,!@#\"'& 1i", min_size=3900, max_size=4000))
@settings(max_examples=10, deadline=2000)
def test_the_longest_message_is_read_without_fail(told: str) -> None:
    assert reflect(told, ENGLISH) is None or len(reflect(told, ENGLISH) or "") <= LONGEST
