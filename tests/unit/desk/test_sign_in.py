"""Sessions: kept as a hash, over when they are over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from amends.desk.accounts import add_agent, find_agent
from amends.desk.sign_in import is_theirs, purge_expired, sign_in, sign_out, who_is
from amends.store.store import Store
from amends.store.tables import DeskSession, Role
from tests.unit.desk.conftest import NOW

EMAIL, PASSWORD = "elena@shop.example", "a sentence nobody guesses"


@pytest.fixture
def staffed(store: Store) -> Store:
    """A store with Elena, a lead."""
    with store.write() as session:
        add_agent(session, email=EMAIL, name="Elena", role=Role.LEAD, password=PASSWORD)
    return store


def test_a_token_tells_who_it_is_and_is_kept_nowhere(staffed: Store) -> None:
    token = _enter(staffed)
    with staffed.read() as session:
        signed_in = who_is(session, token, now=NOW)
        assert signed_in is not None
        assert (signed_in.name, signed_in.is_lead) == ("Elena", True)
        kept = session.scalars(select(DeskSession)).one()
        assert token not in (kept.token_hash, kept.csrf)
        assert len(kept.token_hash) == 64
        assert who_is(session, kept.token_hash, now=NOW) is None


def test_no_token_and_a_made_up_one_are_nobody(staffed: Store) -> None:
    _enter(staffed)
    with staffed.read() as session:
        assert [who_is(session, token, now=NOW) for token in (None, "", "made-up")] == [None] * 3


def test_a_session_is_over_after_its_hours_and_is_then_deleted(staffed: Store) -> None:
    token = _enter(staffed)
    with staffed.write() as session:
        assert who_is(session, token, now=NOW + timedelta(hours=2, seconds=-1)) is not None
        assert who_is(session, token, now=NOW + timedelta(hours=2)) is None
        purge_expired(session, now=NOW + timedelta(hours=2))
        assert session.scalars(select(DeskSession)).all() == []


def test_signing_out_of_the_last_session_leaves_the_desk(staffed: Store) -> None:
    first, second = _enter(staffed), _enter(staffed)
    with staffed.write() as session:
        agent = find_agent(session, EMAIL)
        assert agent is not None
        agent.last_seen_at = NOW
        seen = []
        for token in (first, second, second):
            sign_out(session, token, now=NOW)
            seen.append(agent.last_seen_at)
        assert seen == [NOW, None, None]


def test_each_session_has_a_csrf_value_of_its_own(staffed: Store) -> None:
    one, other = _enter(staffed), _enter(staffed)
    with staffed.read() as session:
        first, second = who_is(session, one, now=NOW), who_is(session, other, now=NOW)
    assert first is not None
    assert second is not None
    assert is_theirs(first, first.csrf)
    assert not is_theirs(first, second.csrf)
    assert not is_theirs(first, "")
    assert not is_theirs(first, "ünreadable")


def test_a_weak_hash_is_renewed_by_signing_in(staffed: Store) -> None:
    with staffed.write() as session:
        agent = find_agent(session, EMAIL)
        assert agent is not None
        weak = agent.password_hash = PasswordHasher(time_cost=1, memory_cost=64).hash(PASSWORD)
    _enter(staffed)
    _enter(staffed)
    with staffed.read() as session:
        agent = find_agent(session, EMAIL)
        assert agent is not None
        assert agent.password_hash != weak


def _enter(store: Store) -> str:
    token = sign_in(store, EMAIL, PASSWORD, hours=2, now=NOW)
    assert token is not None
    return token
