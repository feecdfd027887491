"""The composition root: everything is built here, from settings, and nowhere at import."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from amends.cases.handoff import Terms
from amends.clock import Clock, system_clock
from amends.redress.policy import Policy, load_policy
from amends.settings import Settings
from amends.store.store import Store, open_store
from amends.store.tables import Message, Speaker
from amends.understanding.reading import Reading


@dataclass(frozen=True, slots=True)
class Library:
    """What a process needs to work on the record."""

    settings: Settings
    store: Store
    terms: Terms
    policy: Policy
    clock: Clock


def build_library(settings: Settings, *, clock: Clock = system_clock) -> Library:
    """Build the library. Raises PolicyError for a policy that cannot be used."""
    return Library(
        settings=settings,
        store=open_store(settings.database),
        terms=terms_of(settings),
        policy=load_policy(settings.policy),
        clock=clock,
    )


def terms_of(settings: Settings) -> Terms:
    """Return what the operator promises."""
    return Terms(
        hours=settings.hours,
        minutes_each=settings.minutes_per_conversation,
        first_answer_minutes=settings.first_answer_minutes,
        resolve_days=settings.resolve_days,
    )


def readings(settings: Settings, conversation_ids: Iterable[str]) -> dict[str, list[Reading]]:
    """Return the readings of customers' messages by conversation, oldest first, for the operator's reports."""
    store = open_store(settings.database)
    found: dict[str, list[Reading]] = {conversation_id: [] for conversation_id in conversation_ids}
    try:
        with store.read() as session:
            query = select(Message).where(Message.speaker == Speaker.CUSTOMER).order_by(Message.id)
            for message in session.scalars(query):
                if message.conversation_id in found and message.reading is not None:
                    found[message.conversation_id].append(Reading.from_dict(message.reading))
    finally:
        store.close()
    return found
