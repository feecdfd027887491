"""What they want is honoured where it was said, and asked where it is doubtful (METHOD M4..M7)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from amends.cases.handoff import Terms
from amends.cases.record import find_case
from amends.conversation.messages import start_conversation
from amends.dialogue.scene import Scene
from amends.dialogue.steps import take_step
from amends.dialogue.turn import Answer, Stage, Turn
from amends.redress.loading import load_policies
from amends.store.store import Store
from amends.understanding.reading import Emotion, Level, Reading
from tests.conftest import MONDAY_NOON

POLICY = Path(__file__).parents[3] / "data" / "policy" / "shop.yml"
IRRITATED = Emotion("frustration", 0.4, Level.IRRITATED, 0.9)
FURIOUS = Emotion("anger", 0.9, Level.FURIOUS, 0.9)


class Customer:
    """A customer whose messages are read as the test says."""

    def __init__(self, store: Store, terms: Terms) -> None:
        self.store, self.terms, self.stage = store, terms, None
        with store.write() as session:
            self.id = start_conversation(session, now=MONDAY_NOON).id

    def says(
        self,
        action: str,
        text: str,
        *,
        emotion: Emotion = IRRITATED,
        stage: Stage | None = None,
        wants: Mapping[str, float] | None = None,
    ) -> Answer:
        reading = Reading("complaint", 0.9, emotion, "damaged", 0.9, wants=wants or {}, complaint=0.8)
        turn = Turn(self.id, text, reading, stage=stage)
        with self.store.write() as session:
            policy = load_policies(POLICY).at(MONDAY_NOON)
            return take_step(action, Scene(session, turn, self.terms, policy, MONDAY_NOON))

    def wants(self) -> list[str]:
        with self.store.read() as session:
            case = find_case(session, self.id)
            return list(case.wants) if case else []


@pytest.fixture
def customer(sqlite_store: Store, terms: Terms) -> Customer:
    return Customer(sqlite_store, terms)


def said(answer: Answer) -> list[str]:
    return [line.name for line in answer.lines if line.name != "reflection"]


@pytest.mark.parametrize(
    ("want", "lines", "stage"),
    [
        ("vent", ["sorry", "listening"], Stage.LISTENING),
        ("compensation", ["sorry", "ask_fair"], Stage.IDEA),
        ("apology", ["sorry", "ask_apology_way"], Stage.APOLOGY),
    ],
)
def test_a_want_said_with_the_first_message_is_not_asked_for(
    customer: Customer, want: str, lines: list[str], stage: Stage
) -> None:
    met = customer.says("action_meet", "the vase arrived in pieces", wants={want: 0.85})
    assert (said(met), met.stage) == (lines, stage)
    assert customer.wants() == [want]


def test_a_doubtful_want_is_asked_and_never_guessed(customer: Customer) -> None:
    met = customer.says(
        "action_meet", "the vase arrived in pieces", wants={"compensation": 0.7, "apology": 0.3}
    )
    assert said(met) == ["sorry", "what_can_i_do"]
    assert customer.wants() == []


def test_of_several_wants_all_are_on_the_record_and_to_be_heard_comes_first(customer: Customer) -> None:
    met = customer.says(
        "action_meet", "the vase arrived in pieces", wants={"vent": 0.85, "compensation": 0.9, "apology": 0.8}
    )
    assert met.stage is Stage.LISTENING
    assert set(customer.wants()) == {"vent", "compensation", "apology"}


def test_in_fury_the_heat_comes_down_before_anything_is_solved(customer: Customer) -> None:
    met = customer.says("action_meet", "STILL NO REFUND", emotion=FURIOUS, wants={"compensation": 0.9})
    assert said(met) == ["sorry", "what_can_i_do"]


def test_who_says_in_fury_what_would_be_fair_is_taken_at_their_word(customer: Customer) -> None:
    met = customer.says(
        "action_meet", "i want a new vase, send another one", emotion=FURIOUS, wants={"compensation": 0.9}
    )
    assert said(met) == ["sorry", "ask_order_number"]


@pytest.mark.parametrize("action", ["action_take_details", "action_take_fact", "action_take_idea"])
def test_whoever_asks_for_a_person_beside_something_else_gets_one(customer: Customer, action: str) -> None:
    customer.says("action_meet", "the vase arrived in pieces")
    coming = customer.says(action, "88213 and get me a human", stage=Stage.DETAILS, wants={"person": 0.9})
    assert coming.stage is Stage.WAITING
