"""Customers played against a front desk: what is lost, doubled or said wrongly is seen, and nothing else."""

from __future__ import annotations

import asyncio

import pytest

from amends.tools.play.customer import Patience
from amends.tools.play.lines import PlayLine
from amends.tools.play.stage import NobodyThere, play_lines
from amends.tools.play.turn import FaultKind, PlayedTurn
from tests.unit.tools.play.conftest import FakeFrontDesk

QUICK = Patience(answer=5, connect=5, pause=0.01, tries=3, delivery=0.2)

ServedFrontDesk = tuple[FakeFrontDesk, str]


async def played(
    front_desk: ServedFrontDesk, *texts: str, concurrency: int = 2, patience: Patience = QUICK
) -> list[PlayedTurn]:
    turns: list[PlayedTurn] = []
    lines = [PlayLine(number, text) for number, text in enumerate(texts or ("where is my parcel",), start=1)]
    await play_lines(
        lines, front_desk[1] + "/", concurrency=concurrency, on_turn=turns.append, patience=patience
    )
    return sorted(turns, key=lambda turn: turn.line.number)


def kinds(turn: PlayedTurn) -> list[FaultKind]:
    return [fault.kind for fault in turn.faults]


async def test_each_message_is_a_conversation_of_its_own(front_desk: ServedFrontDesk) -> None:
    turns = await played(front_desk, "first", "second", "third")
    assert [turn.line.text for turn in turns] == ["first", "second", "third"]
    assert len(front_desk[0].conversations) == 3
    for turn in turns:
        assert turn.answered
        assert turn.answers == ("I'm sorry.", "What can I do?")
        assert turn.seconds is not None
        assert turn.seconds > 0
        assert turn.faults == ()


async def test_the_greeting_is_no_answer(front_desk: ServedFrontDesk) -> None:
    (turn,) = await played(front_desk)
    assert "I am an automated assistant." not in turn.answers


async def test_never_more_than_the_given_number_at_once(front_desk: ServedFrontDesk) -> None:
    front_desk[0].gate = asyncio.Barrier(3)
    turns = await played(front_desk, *"abcdefghi", concurrency=3)
    assert all(turn.answered for turn in turns)
    assert front_desk[0].most_at_once == 3


async def test_it_comes_from_the_page_of_the_server_itself(front_desk: ServedFrontDesk) -> None:
    await played(front_desk)
    assert front_desk[0].origins == {front_desk[1]}


async def test_a_busy_server_is_asked_again(front_desk: ServedFrontDesk) -> None:
    front_desk[0].busy = 2
    (turn,) = await played(front_desk)
    assert turn.answered


async def test_a_lost_connection_is_made_again_and_nothing_is_doubled(front_desk: ServedFrontDesk) -> None:
    front_desk[0].cuts = 1
    (turn,) = await played(front_desk)
    assert turn.faults == ()
    assert turn.answered
    assert [m["from"] for m in front_desk[0].conversations[0].messages] == ["bot", "customer", "bot", "bot"]


async def test_a_connection_lost_for_good_is_a_lost_message(front_desk: ServedFrontDesk) -> None:
    front_desk[0].no_sockets = True
    (turn,) = await played(front_desk)
    assert kinds(turn) == [FaultKind.LOST]
    assert turn.faults[0].what.startswith("not stored: InvalidStatus")
    assert not turn.answered


async def test_a_message_stored_twice_is_seen(front_desk: ServedFrontDesk) -> None:
    front_desk[0].cuts, front_desk[0].forgets_client_ids = 1, True
    (turn,) = await played(front_desk)
    assert FaultKind.DOUBLED in kinds(turn)


async def test_silence_is_a_lost_message(front_desk: ServedFrontDesk) -> None:
    front_desk[0].never_answers = True
    (turn,) = await played(front_desk, patience=Patience(answer=0.5, pause=0.01, tries=2))
    assert kinds(turn) == [FaultKind.LOST]
    assert turn.faults[0].what.startswith("stored, but not answered")


async def test_an_empty_turn_is_a_lost_message(front_desk: ServedFrontDesk) -> None:
    front_desk[0].answers = lambda text: []
    (turn,) = await played(front_desk)
    assert [fault.what for fault in turn.faults] == ["called answered, but nobody said anything"]
    assert not turn.answered


async def test_a_message_that_is_not_on_record_is_lost(front_desk: ServedFrontDesk) -> None:
    front_desk[0].keeps_nothing = True
    (turn,) = await played(front_desk)
    assert "stored by its word, but not on record" in [fault.what for fault in turn.faults]


async def test_an_answer_that_never_reaches_the_widget_is_lost(front_desk: ServedFrontDesk) -> None:
    front_desk[0].hides_answers = True
    (turn,) = await played(front_desk)
    assert kinds(turn) == [FaultKind.LOST, FaultKind.LOST]
    assert all("never reached the widget" in fault.what for fault in turn.faults)


async def test_an_answer_delivered_twice_is_seen(front_desk: ServedFrontDesk) -> None:
    front_desk[0].repeats_frames = True
    (turn,) = await played(front_desk)
    assert set(kinds(turn)) == {FaultKind.DOUBLED}


async def test_the_same_said_twice_is_seen(front_desk: ServedFrontDesk) -> None:
    front_desk[0].answers = lambda text: ["What can I do?", "What can I do?"]
    (turn,) = await played(front_desk)
    assert [(fault.what, fault.quote) for fault in turn.faults] == [
        ("the same was said twice", "What can I do?")
    ]


@pytest.mark.parametrize(
    "answers", [["I'm sorry you feel that way."], ["I'm sorry.", "But the courier says you were out."]]
)
async def test_an_answer_that_takes_its_apology_back_is_a_breach(
    front_desk: ServedFrontDesk, answers: list[str]
) -> None:
    front_desk[0].answers = lambda text: answers
    (turn,) = await played(front_desk)
    assert kinds(turn)
    assert set(kinds(turn)) == {FaultKind.BREACH}


async def test_a_clear_refusal_is_no_loss(front_desk: ServedFrontDesk) -> None:
    front_desk[0].refusal = "too_long"
    (turn,) = await played(front_desk)
    assert turn.refused == "too_long"
    assert turn.faults == ()


async def test_any_other_refusal_is(front_desk: ServedFrontDesk) -> None:
    front_desk[0].refusal = "too_fast"
    (turn,) = await played(front_desk)
    assert [fault.what for fault in turn.faults] == ["not stored: too_fast"]


@pytest.mark.parametrize(("phase", "with_a_person"), [("bot", False), ("queued", True), ("follow_up", True)])
async def test_a_handoff_is_counted(front_desk: ServedFrontDesk, phase: str, with_a_person: bool) -> None:
    front_desk[0].phase = phase
    (turn,) = await played(front_desk)
    assert turn.handed_over is with_a_person


async def test_nobody_there_is_one_sentence() -> None:
    with pytest.raises(NobodyThere, match="start it with `make run`"):
        await play_lines(
            [PlayLine(1, "hello")], "http://127.0.0.1:9", concurrency=1, on_turn=lambda turn: None
        )
