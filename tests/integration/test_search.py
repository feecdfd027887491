"""Search finds what was said, on both databases, and reads nothing that is typed as syntax."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete

from amends.casework.record import open_case
from amends.messages.transcript import start_conversation, store_message
from amends.records.search import Narrowing, search
from amends.store.store import Store
from amends.store.tables import Case, Message
from tests.conftest import MONDAY_NOON

ALL = Narrowing()
TEXTS = {
    "Ms Brandt": ("three times i stayed home", "THREE TIMES. the courier lied"),
    "José Núñez": ("der Kühlschrank ist kaputt", "und niemand antwortet"),
    "Linh": ("đơn hàng của tôi bị trễ", "xin lỗi"),
    "Mean": ('100% "quoted" AND OR NOT NEAR(x) * : ^ \' -- drop', "it is over"),
}


@pytest.fixture
def shop(store: Store) -> Store:
    """Four customers."""
    with store.write() as session:
        for number, (name, texts) in enumerate(TEXTS.items()):
            now = MONDAY_NOON + timedelta(days=number)
            conversation = start_conversation(session, now=now)
            for at, text in enumerate(texts):
                store_message(session, conversation.id, f"c{at}", text, now=now)
            case = open_case(session, conversation.id, concern=texts[0], resolve_days=10, now=now)
            case.customer_name, case.topic = name, "refund" if number % 2 else "damaged"
            case.customer_email = f"{name.split()[0].lower()}@mail.example" if name.isascii() else None
    return store


def _names(store: Store, query: str, narrowing: Narrowing = ALL) -> list[str]:
    with store.read() as session:
        return [found.case.customer_name or "" for found in search(session, query, narrowing).found]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("stayed home", "Ms Brandt"),
        ("cour", "Ms Brandt"),
        ("KUHLSCHRANK kaputt", "José Núñez"),
        ("jose nunez", "José Núñez"),
        ("Núñ", "José Núñez"),
        ("don hang", ""),
        ("đơn hang", "Linh"),
        ("am-20001", "Ms Brandt"),
        ("AM 20003", "Linh"),
        ('quoted" OR "x', "Mean"),
        ('quoted" OR "brandt', ""),
        ("near(", "Mean"),
        ('"quoted"', "Mean"),
    ],
)
def test_a_customer_is_found_by_their_words_accents_or_not(shop: Store, query: str, name: str) -> None:
    assert _names(shop, query) == ([name] if name else [])


@pytest.mark.parametrize(
    "query", ["", "   ", '"', "*", "':*", "&|!", "%", "\\", "'; DROP TABLE cases", "a" * 500]
)
def test_nothing_typed_is_syntax(shop: Store, query: str) -> None:
    assert _names(shop, query) == []


def test_each_case_once_with_the_words_marked(shop: Store) -> None:
    with shop.read() as session:
        (found,) = search(session, "three", ALL).found
    assert found.message_id is not None
    assert {found.excerpt[a:b].lower() for a, b in found.marks} == {"three"}


def test_a_search_can_be_narrowed(shop: Store) -> None:
    assert _names(shop, "it is", Narrowing(topic="refund")) == ["Mean"]
    assert _names(shop, "it is", Narrowing(topic="damaged")) == []
    assert _names(shop, "it is", Narrowing(until=MONDAY_NOON + timedelta(days=2))) == []
    assert _names(shop, "it is", Narrowing(since=MONDAY_NOON, open_only=True)) == ["Mean"]


def test_what_is_changed_or_gone_is_found_no_more(shop: Store) -> None:
    with shop.write() as session:
        case = session.get_one(Case, 1)
        case.customer_name = "Nobody"
        session.execute(delete(Message).where(Message.conversation_id == case.conversation_id))
    assert _names(shop, "brandt stayed") == []
    assert _names(shop, "stayed home") == []
    assert _names(shop, "nobody") == ["Nobody"]
