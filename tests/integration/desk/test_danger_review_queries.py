"""What waits to be read is found by its small index, and answered, on each database that we support."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from amends.casework.danger_review import AlreadyReviewed, queue_danger_review
from amends.casework.handoff import ServiceLevels
from amends.casework.record import open_case
from amends.desk.danger_review import (
    UNDO_FOR,
    count_danger_reviews,
    find_nobody_in_danger,
    open_danger_reviews,
    take_over_danger,
    undo_danger_review,
    undoable_danger_reviews,
)
from amends.messages.transcript import start_conversation, store_message
from amends.store.store import Store
from amends.store.tables import Agent, DangerReview, Message
from amends.understanding.danger import Danger
from tests.conftest import MONDAY_NOON
from tests.fakes import ANGRY
from tests.languages import LANGUAGES
from tests.plans import plans_of

INDEX = "ix_danger_reviews_open"


@pytest.fixture
def elena(store: Store) -> Agent:
    """An agent, and three customers who may be in danger."""
    elena = Agent(email="elena@example.com", name="Elena", password_hash="-")
    with store.write() as session:
        session.add(elena)
        for number, chance in enumerate((0.1, 0.3, 0.2)):
            conversation = start_conversation(session, now=MONDAY_NOON)
            case = open_case(session, conversation.id, concern="it hums", resolve_days=10, now=MONDAY_NOON)
            stored = store_message(session, conversation.id, "c", f"it hums {number}", now=MONDAY_NOON)
            reading = replace(ANGRY, danger=Danger(chance, "danger_product", noticed=True))
            message = session.get_one(Message, stored.message_id)
            queue_danger_review(session, message, reading, case, now=MONDAY_NOON)
    return elena


def test_what_waits_is_read_and_counted_by_the_small_index(store: Store, elena: Agent) -> None:
    with plans_of(store) as plans, store.read() as session:
        assert count_danger_reviews(session) == 3
        assert [one.chance for one in open_danger_reviews(session)] == [0.3, 0.2, 0.1]
    reading = [plan for plan in plans if "danger_reviews" in plan]
    assert len(reading) == 2
    assert all(INDEX in plan for plan in reading), reading


def test_answers_are_kept_and_taken_back(store: Store, elena: Agent, levels: ServiceLevels) -> None:
    with store.write() as session:
        first, second, _ = session.query(DangerReview.id).order_by(DangerReview.id)
        elena = session.get_one(Agent, elena.id)
        find_nobody_in_danger(session, first.id, elena, now=MONDAY_NOON)
        take_over_danger(session, second.id, elena, levels=levels, now=MONDAY_NOON, languages=LANGUAGES)
    with store.read() as session:
        assert [one.chance for one in open_danger_reviews(session)] == [0.2]
        assert [one.reviewed_by for one in undoable_danger_reviews(session, now=MONDAY_NOON)] == ["Elena"]
    with store.write() as session:
        undo_danger_review(session, first.id, session.get_one(Agent, elena.id), now=MONDAY_NOON)
    with store.write() as session, pytest.raises(AlreadyReviewed, match="danger_already_reviewed"):
        undo_danger_review(session, second.id, session.get_one(Agent, elena.id), now=MONDAY_NOON)
    with store.read() as session:
        assert count_danger_reviews(session) == 2


def test_what_was_read_long_ago_leaves_the_page(store: Store, elena: Agent) -> None:
    with store.write() as session:
        review = session.query(DangerReview.id).order_by(DangerReview.id).first()
        assert review is not None
        find_nobody_in_danger(session, review.id, session.get_one(Agent, elena.id), now=MONDAY_NOON)
    with store.read() as session:
        assert undoable_danger_reviews(session, now=MONDAY_NOON + UNDO_FOR)
        assert not undoable_danger_reviews(session, now=MONDAY_NOON + UNDO_FOR + timedelta(minutes=1))
