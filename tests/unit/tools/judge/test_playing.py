"""A conversation is played as the front desk would have it, on a record of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from amends.dialogue.turn import Stage
from amends.hearing.frame import Asked
from amends.hearing.labelled import parse_labelled
from amends.tools.judge.playing import NOON, House
from amends.tools.judge.written import Kind, WrittenConversation
from amends.understanding.facts import find_facts
from amends.understanding.reading import Emotion, Level, Reading

CALM = Emotion("frustration", 0.4, Level.IRRITATED, 0.9)

LABELLED = {
    "two left shoes. send the right one, order 88213": (
        "[tell] two left shoes. [demand.replacement] send <the right one>, order 88213"
    ),
    "yes": "{offer} [answer.yes] yes",
    "get me a human": "[demand.person] get me <a human>",
}


class WrittenReader:
    """Reads the few messages it knows, and keeps what was asked before each."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []

    def read(self, text: str, asked: Asked) -> Reading:
        self.asked.append(asked)
        frame = parse_labelled(LABELLED[text]).frame
        reading = Reading(
            "complaint", 0.9, CALM, topic="wrong_item", topic_confidence=0.9, complaint=0.9, frame=frame
        )
        return replace(reading, facts=tuple(find_facts(text, NOON.date())))


@pytest.fixture(scope="module")
def reader() -> WrittenReader:
    return WrittenReader()


@pytest.fixture(scope="module")
def house(reader: WrittenReader, tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(reader, tmp_path_factory.mktemp("judge"))


def conversation(**written: Any) -> tuple[Kind, WrittenConversation]:
    opening = "two left shoes. send the right one, order 88213"
    one = WrittenConversation.model_validate({"name": "one", "opening": opening, **written})
    return Kind(kind="kind", conversations=(one,)), one


def test_an_offer_is_taken_by_what_they_type(house: House, reader: WrittenReader) -> None:
    played = house.play(*conversation(when={"offer": {"say": "yes", "agrees": True}}))
    offer, given = played.turns
    assert (offer.stage, given.asked, given.stage) == (Stage.OFFER, Stage.OFFER, Stage.SETTLED)
    assert reader.asked[-1] is Asked.OFFER
    assert offer.facts == ("order_number",)
    assert "sorry" in offer.lines
    assert given.given == ("replacement 12.00",)
    assert given.settled
    assert played.record.ledger == (("demand.replacement", "done"),)
    assert played.record.facts == {"order_number": "88213"}


def test_an_offer_is_taken_by_its_button(house: House) -> None:
    played = house.play(*conversation(when={"offer": {"press": "Yes"}}))
    assert played.record.given == ("replacement 12.00",)


def test_a_button_that_was_never_shown_breaks_the_turn(house: House) -> None:
    played = house.play(*conversation(when={"offer": {"press": "Maybe"}}))
    assert "Maybe" in played.turns[-1].broken


def test_each_conversation_has_a_record_of_its_own(house: House) -> None:
    first, second = (house.play(*conversation(opening="get me a human")) for _ in range(2))
    assert first.turns[0].texts == second.turns[0].texts
    assert first.record.reason == "asked_for_a_person"


def test_a_reader_that_breaks_is_a_finding(house: House) -> None:
    played = house.play(*conversation(opening="unknown words", when={"waiting": "x"}))
    assert [turn.broken for turn in played.turns] == ["KeyError: 'unknown words'"]
    assert not played.record.case


def test_what_was_said_in_an_earlier_window_stays_there(house: House) -> None:
    played = house.play(*conversation(before=["get me a human"], opening="yes"))
    assert played.turns[0].asked is None
