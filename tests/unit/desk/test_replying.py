"""A form that is sent twice sends once, and another text is another message."""

from __future__ import annotations

from amends.desk.replying import new_form_id, sending_id

LONGEST_CLIENT_ID = 64


def test_the_same_text_of_the_same_form_is_the_same_message() -> None:
    form = new_form_id()
    assert sending_id(form, "Which day?") == sending_id(form, " Which day?\n")
    assert sending_id(form, "Which day?") != sending_id(form, "Which days?")
    assert sending_id(form, "Which day?") != sending_id(new_form_id(), "Which day?")


def test_whatever_a_form_says_its_id_fits_the_column() -> None:
    assert len(sending_id("x" * 10_000, "y" * 4000)) <= LONGEST_CLIENT_ID
