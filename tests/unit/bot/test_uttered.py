"""What the front desk is told of an utterance: the words, the buttons, and the lines that it was said with."""

from __future__ import annotations

from typing import Any

import pytest

from amends.bot.uttered import message_of
from amends.languages.line import Line

REFLECTION = Line("reflection", {"reflection": "Nobody came."}).to_dict()
HELLO = Line("hello").to_dict()


@pytest.mark.parametrize(
    ("metadata", "line", "before"),
    [
        ({"line": REFLECTION}, REFLECTION, []),
        ({"line": REFLECTION, "before": [HELLO]}, REFLECTION, [HELLO]),
        ({}, None, []),
    ],
    ids=["one line", "two lines in one message", "none"],
)
def test_a_message_comes_with_its_lines(
    metadata: dict[str, Any], line: dict[str, Any] | None, before: list[Any]
) -> None:
    assert message_of("Nobody came.", {"buttons": None}, metadata) == {
        "text": "Nobody came.",
        "buttons": [],
        "line": line,
        "before": before,
    }
