"""No text of a customer is a command."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amends.bot.plain_text import as_text


@given(text=st.text())
def test_no_text_of_a_customer_is_a_command(text: str) -> None:
    sent = as_text(text)
    assert not sent.strip().startswith("/")
    assert len(sent) <= max(len(text), 1)
