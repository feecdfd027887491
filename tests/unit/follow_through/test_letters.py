"""A drafted letter: from the record alone, always the same, and fit to be sent (METHOD M3, M7)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.apology import Sender, check, may_send
from amends.follow_through import letters
from amends.follow_through.letters import draft_letter
from amends.store.tables import Agent, Case
from tests.languages import ENGLISH

ELENA = Agent(id=1, name="Elena", email="elena@example.com")
SOURCE = Path(letters.__file__).read_text()


def case(concern: str = "nobody has said sorry to my mother", **known: object) -> Case:
    return Case(id=418, concern=concern, **known)


@pytest.mark.parametrize("name", ENGLISH.letters)
def test_every_sentence_is_used(name: str) -> None:
    assert re.search(rf'"{name}"', SOURCE), f"no letter says {name}"


def test_a_letter_as_it_is_drafted() -> None:
    drafted = draft_letter(case(customer_name="Ms Brandt"), ELENA, company="Example Shop", language=ENGLISH)
    assert drafted == (
        "Dear Ms Brandt,\n\n"
        "You wrote to us: “nobody has said sorry to my mother”\n\n"
        "I'm sorry.\n\n"
        "I have read all of it, and it is on your record AM-20418. I am the person who answers for it now.\n\n"
        "If you want to tell me more, write to me in the chat. You won't have to repeat anything.\n\n"
        "Elena\nExample Shop"
    )


def test_what_was_decided_is_in_it() -> None:
    drafted = draft_letter(
        case(told_text="Your money is on its way."), ELENA, company="Shop", language=ENGLISH
    )
    assert "\n\nYour money is on its way.\n\n" in drafted


@pytest.mark.parametrize(
    "concern",
    [
        "sorry but no",
        "but",
        "you said “sorry if we did”",
        "I'm sorry you feel that way, is what they said",
        "unfortunately",
        "",
        "a" * 900,
        '"""',
    ],
)
def test_whatever_they_wrote_the_draft_can_be_sent(concern: str) -> None:
    verdict = check(draft_letter(case(concern), ELENA, company="Shop", language=ENGLISH))
    assert may_send(verdict, Sender.AGENT), verdict
    assert verdict.has_apology


@given(st.text(max_size=80), st.text(max_size=20), st.text(max_size=60))
def test_a_draft_always_keeps_the_contract(concern: str, name: str, told: str) -> None:
    drafted = draft_letter(
        case(concern, customer_name=name, told_text=told), ELENA, company="Shop", language=ENGLISH
    )
    verdict = check(drafted)
    assert may_send(verdict, Sender.AGENT)
    assert verdict.has_apology


def test_the_same_record_gives_the_same_letter() -> None:
    assert len({draft_letter(case(), ELENA, company="Shop", language=ENGLISH) for _ in range(3)}) == 1
