"""What the front desk is told of an utterance: the words, the buttons, and the line that it was said with."""

from __future__ import annotations

from typing import Any

import pytest

from amends.bot.uttered import message_of
from amends.languages.line import Line

REFLECTION = Line("reflection", {"reflection": "Nobody came."}).to_dict()


@pytest.mark.parametrize(
    ("metadata", "line"),
    [
        ({"line": REFLECTION}, REFLECTION),
        ({"utter_action": "utter_i_am_a_bot"}, {"name": "utter_i_am_a_bot", "slots": {}}),
        ({}, None),
    ],
    ids=["the action server's", "a response of domain.yml", "neither"],
)
def test_a_message_comes_with_its_line(metadata: dict[str, Any], line: dict[str, Any] | None) -> None:
    assert message_of("Nobody came.", {"buttons": None}, metadata) == {
        "text": "Nobody came.",
        "buttons": [],
        "line": line,
    }
