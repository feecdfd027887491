"""Names: everything that the record keeps by a code has plain words."""

from __future__ import annotations

from amends.cases.deadlines import Deadline
from amends.cases.escalation import Reason
from amends.cases.state import Move, State
from amends.cases.urgency import heat_level
from amends.desk.names import (
    DEADLINES,
    EVENTS,
    FACTS,
    MAILS,
    OFFERS,
    REASONS,
    STATES,
    WANTS,
    say_event,
    say_wants,
)
from amends.follow_through.letters import WAY
from amends.mail.writing import MailKind
from amends.store.tables import OfferState, Want
from amends.understanding.reading import FACT_KINDS, Level


def test_every_code_has_a_name() -> None:
    assert set(STATES) == set(State)
    assert set(WANTS) == set(Want)
    assert set(REASONS) == set(Reason)
    assert set(OFFERS) == set(OfferState)
    assert set(DEADLINES) == set(Deadline)
    assert set(MAILS) == set(MailKind)
    assert set(FACTS) == {*FACT_KINDS, WAY}
    assert {move.value for move in Move} <= set(EVENTS)


def test_an_event_without_a_name_is_still_readable() -> None:
    assert say_event("told_by_letter") == "Told by letter"


def test_wants_are_said_newest_first() -> None:
    assert say_wants(["vent", "apology", "person"]) == "a person, before that an apology"
    assert say_wants([]) == ""
    assert say_wants(["a_refund"]) == "A refund"


def test_what_was_not_read_counts_as_angry() -> None:
    assert heat_level(None) is Level.ANGRY
    assert [heat_level(heat) for heat in (0.0, 0.3, 0.55, 0.8, 1.0)] == [
        Level.CALM, Level.IRRITATED, Level.ANGRY, Level.FURIOUS, Level.FURIOUS,
    ]  # fmt: skip
