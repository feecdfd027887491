"""Change of mind at any turn: the table in interruptions.yml, played through the real Rasa (METHOD M11)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from amends.dialogue.interrupting import QUESTIONS
from amends.dialogue.turn import Stage
from tests.dialogue.conftest import RunningBot
from tests.dialogue.talking import Conversation, obeys_the_method, with_own_order

TABLE: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "interruptions.yml").read_text(encoding="utf-8")
)
WAYS, INTERRUPTIONS = TABLE["ways"], TABLE["interruptions"]


@dataclass(frozen=True)
class Cell:
    """One cell of the table: at which step, what comes in between, what is said then."""

    step: str
    interruption: str

    @property
    def expected(self) -> dict[str, Any]:
        """What the table says of it."""
        row = INTERRUPTIONS[self.interruption]
        return {"goes_on": True, **row, **row.get("but", {}).get(self.step, {})}


CELLS = [Cell(step, interruption) for step in WAYS for interruption in INTERRUPTIONS]


@pytest.mark.rasa
@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: f"{cell.step}-{cell.interruption}")
async def test_what_comes_in_between_is_met_and_nothing_is_lost(running_bot: RunningBot, cell: Cell) -> None:
    way = yaml.safe_load(with_own_order(yaml.safe_dump(WAYS[cell.step])))
    conversation = Conversation(running_bot)
    for turn in way["turns"]:
        await _take(conversation, turn)
    known = conversation.record()

    said = await _take(conversation, INTERRUPTIONS[cell.interruption])
    assert _is(said, cell.expected["says"], way.get("question")), said
    if cell.expected["goes_on"]:
        then = await _take(conversation, way["then"])
        assert set(way["then"]["says"].split(" or ")) & set(then), then

    record = conversation.record()
    assert set(known.get("wants", ())) <= set(record.get("wants", ()))
    assert set(known.get("facts", ())) <= set(record.get("facts", ()))
    obeys_the_method(conversation)


async def _take(conversation: Conversation, turn: dict[str, Any]) -> list[str]:
    """Take a turn, or let time pass; return the names of the lines that were said."""
    if "hours" in turn:
        await conversation.silence(hours=turn["hours"])
    else:
        await conversation.turn(text=turn.get("c", ""), press=turn.get("press"))
    return conversation.lines


def _is(said: list[str], expected: list[str], question: str | None) -> bool:
    """Compare what was said with the table's words: `a or b`, `maybe a`, `the question`."""
    left = list(said)
    for words in expected:
        maybe = words.startswith("maybe ")
        names = words.removeprefix("maybe ").split(" or ")
        names = [question or "" if name == "the question" else name for name in names]
        if left and left[0] in names:
            left.pop(0)
        elif not maybe:
            return False
    return not left


def test_every_step_of_every_way_is_in_the_table() -> None:
    assert {"start", *Stage} == set(WAYS)


def test_every_question_of_ours_is_asked_again_in_the_table() -> None:
    assert {stage.value for stage in QUESTIONS} == {
        step for step, way in WAYS.items() if "question" in way
    } - {"asked"}
