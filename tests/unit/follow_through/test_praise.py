"""Whom praise names (METHOD M17)."""

from __future__ import annotations

import pytest

from amends.follow_through.praise import names_in

AGENTS = ["Elena", "Jonas", "Mai Linh"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Elena was wonderful", ["Elena"]),
        ("elena and JONAS were great", ["elena", "JONAS"]),
        ("mai linh, thank you. Mai Linh saved my day", ["mai linh"]),
        ("the driver was kind", []),
        ("jonason was rude but fixed it", []),
        ("Elena's help was great", ["Elena"]),
    ],
)
def test_names_are_found_as_words_and_kept_as_they_were_written(text: str, names: list[str]) -> None:
    assert names_in(text, AGENTS) == names
