"""Rasa's side of the private way: what the record says goes before what the bot remembers."""

from __future__ import annotations

import importlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.cases.state import State

# Rasa's own libraries warn of what they will drop one day, at import.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def channel() -> object:
    """The module; importing it imports Rasa."""
    return importlib.import_module("amends.bot.channel")


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
    channel: object, state: State, before: str | None, after: str | None
) -> None:
    assert channel.stage_for(state, before) == after  # type: ignore[attr-defined]


@given(text=st.text())
def test_no_text_of_a_customer_is_a_command(channel: object, text: str) -> None:
    sent = channel.as_text(text)  # type: ignore[attr-defined]
    assert not sent.strip().startswith("/")
    assert len(sent) <= max(len(text), 1)


def test_without_a_secret_the_channel_does_not_start(channel: object) -> None:
    for credentials in (None, {}, {"secret": ""}, {"secret": "${AMENDS_INTERNAL_SECRET}"}):
        with pytest.raises(ValueError, match="AMENDS_INTERNAL_SECRET"):
            channel.FrontDeskChannel.from_credentials(credentials)  # type: ignore[attr-defined]
