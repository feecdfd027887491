"""The record goes before the bot's memory, and no text is a command."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.bot.precedence import as_text, stage_for
from amends.cases.state import State


@pytest.mark.parametrize(
    ("state", "before", "after"),
    [
        (State.QUEUED, "listening", "waiting"),
        (State.FOLLOW_UP, None, "waiting"),
        (State.TOLD, "offer", "settled"),
        (State.CLOSED, "waiting", "settled"),
        (State.BOT, "waiting", None),
        (State.BOT, "settled", None),
        (State.BOT, "listening", "listening"),
        (State.BOT, None, None),
    ],
)
def test_a_waiting_or_settled_case_overrides_the_bots_memory(
    state: State, before: str | None, after: str | None
) -> None:
    assert stage_for(state, before) == after


@given(text=st.text())
def test_no_text_of_a_customer_is_a_command(text: str) -> None:
    sent = as_text(text)
    assert not sent.strip().startswith("/")
    assert len(sent) <= max(len(text), 1)
