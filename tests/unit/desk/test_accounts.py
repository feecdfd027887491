"""Accounts: what is refused, and what a password check gives away (nothing)."""

from __future__ import annotations

from typing import Literal

import pytest
from argon2 import PasswordHasher

from amends.desk.accounts import (
    AccountError,
    add_agent,
    disable_agent,
    find_agent,
    hash_password,
    is_right,
    list_agents,
    renewed_hash,
)
from amends.store.store import Store
from amends.store.tables import Role

PASSWORD = "a sentence nobody guesses"


def test_an_account_is_found_by_its_address_in_any_case(store: Store) -> None:
    with store.write() as session:
        add_agent(session, email=" Elena@Shop.Example ", name=" Elena ", role=Role.LEAD, password=PASSWORD)
    with store.read() as session:
        agent = find_agent(session, "ELENA@shop.example")
        assert agent is not None
        assert (agent.email, agent.name, agent.role) == ("elena@shop.example", "Elena", Role.LEAD)
        assert PASSWORD not in agent.password_hash
        assert agent.password_hash.startswith("$argon2id$")


@pytest.mark.parametrize(
    ("email", "name", "password", "code"),
    [
        ("elena", "Elena", PASSWORD, "account_email_invalid"),
        ("elena@shop", "Elena", PASSWORD, "account_email_invalid"),
        ("a b@shop.example", "Elena", PASSWORD, "account_email_invalid"),
        ("elena@shop.example", "  ", PASSWORD, "account_name_invalid"),
        ("elena@shop.example", "E" * 81, PASSWORD, "account_name_invalid"),
        ("elena@shop.example", "Elena", "eleven char", "password_length"),
        ("elena@shop.example", "Elena", "x" * 257, "password_length"),
    ],
)
def test_an_account_that_cannot_be_is_refused_with_why(
    store: Store, email: str, name: str, password: str, code: str
) -> None:
    with store.write() as session, pytest.raises(AccountError, match=code):
        add_agent(session, email=email, name=name, role=Role.AGENT, password=password)
    with store.read() as session:
        assert list_agents(session) == []


def test_an_address_has_one_account(store: Store) -> None:
    with store.write() as session:
        add_agent(session, email="e@shop.example", name="Elena", role=Role.AGENT, password=PASSWORD)
        with pytest.raises(AccountError, match="account_exists"):
            add_agent(session, email="E@shop.example", name="Eve", role=Role.AGENT, password=PASSWORD)


def test_a_disabled_account_stays_on_record(store: Store) -> None:
    with store.write() as session:
        add_agent(session, email="e@shop.example", name="Elena", role=Role.AGENT, password=PASSWORD)
        assert disable_agent(session, "e@shop.example").disabled
        with pytest.raises(AccountError, match="account_unknown"):
            disable_agent(session, "nobody@shop.example")
    with store.read() as session:
        assert [agent.disabled for agent in list_agents(session)] == [True]


def test_only_the_right_password_is_right() -> None:
    kept = hash_password(PASSWORD)
    assert is_right(kept, PASSWORD)
    assert not is_right(kept, PASSWORD + " ")
    assert not is_right(kept, "")
    assert not is_right("no hash at all", PASSWORD)
    assert not is_right(kept, "x" * 10_000)


def test_nobodys_account_has_no_right_password() -> None:
    assert not is_right(None, "nobody's password")
    assert not is_right(None, PASSWORD)


def test_an_account_that_does_not_exist_costs_a_hash_too(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - argon2's own name
            hashed.append(str(hash))
            return super().verify(hash, password)

    monkeypatch.setattr("amends.desk.accounts._HASHER", Counting())
    is_right(None, PASSWORD)
    is_right(hash_password(PASSWORD), PASSWORD)
    assert [kept.split("$")[1:4] for kept in hashed] == [hashed[0].split("$")[1:4]] * 2


def test_a_hash_of_weaker_settings_is_renewed() -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=64).hash(PASSWORD)
    better = renewed_hash(weak, PASSWORD)
    assert better is not None
    assert is_right(better, PASSWORD)
    assert renewed_hash(better, PASSWORD) is None
