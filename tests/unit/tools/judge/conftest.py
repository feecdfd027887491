"""What the judge's tests share: the names of all lines, and conversations as if they had been played."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml

from amends.hearing.labelled import parse_labelled
from amends.tools.judge.played import JudgedTurn, OnRecord, Played, SaidByBot
from amends.tools.judge.written import Kind, WrittenConversation
from tests.processes import ROOT

Play = Callable[..., Played]


@pytest.fixture(scope="session")
def all_lines() -> frozenset[str]:
    """The names of the lines that the bot has in English."""
    file = ROOT / "amends" / "languages" / "en" / "dialogue.yml"
    return frozenset(yaml.safe_load(file.read_text(encoding="utf-8")))


@pytest.fixture
def played() -> Play:
    """Return a conversation of one line: the customer's, its frame in the notation, and the bot's messages."""

    def play(
        line: dict[str, Any],
        heard: str = "[tell] x",
        *answer: tuple[str, str],
        turn: dict[str, Any] | None = None,
        record: OnRecord | None = None,
        danger: bool | None = None,
        **written: Any,
    ) -> Played:
        whole = WrittenConversation.model_validate({"name": "one", "opening": line, "failures": 0, **written})
        said = tuple(SaidByBot(text, (name,)) for text, name in answer or [("It is on your case.", "added")])
        frame = parse_labelled(heard).frame
        one = JudgedTurn(whole.opening, whole.opening.say, None, frame, said, None)
        given = {name: (turn or {}).get(name, getattr(one, name)) for name in JudgedTurn.__slots__}
        kind = Kind(kind="kind", danger=danger, conversations=(whole,))
        return Played(kind, whole, (JudgedTurn(**given),), record or OnRecord())

    return play
