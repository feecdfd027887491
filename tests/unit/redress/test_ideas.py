"""Their own idea of fair is read as they mean it, and never guessed (METHOD M14)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.redress.formula import MoneyFact
from amends.redress.ideas import LEFT_TO_US, NOT_READ, Idea, asks_is_that_all, names_an_idea, read_idea
from amends.redress.policy import OfferKind
from tests.languages import ENGLISH

TOTAL, DELIVERY, MONTH = MoneyFact.ORDER_TOTAL, MoneyFact.DELIVERY_FEE, MoneyFact.MONTHLY_FEE


@pytest.mark.parametrize(
    ("words", "kinds", "thing", "percent"),
    [
        ("at least give me the delivery fee back", "refund", DELIVERY, None),
        ("just refund the postage and well call it quits", "refund", DELIVERY, None),
        (
            "at minimum i want the express fee returned since nothing about it was express",
            "refund",
            DELIVERY,
            None,
        ),
        ("i want my money back", "refund", TOTAL, None),
        ("REFUND NOW", "refund", TOTAL, None),
        ("full refund, nothing less", "refund", TOTAL, None),
        ("half of it back", "refund", TOTAL, 50),
        ("half the price back and i keep the table", "refund", TOTAL, 50),
        ("i want 30% back", "refund", TOTAL, 30),
        ("send me a new one", "replacement", None, None),
        ("just send a replacement, today, no charge", "replacement", None, None),
        ("i want a new phone not a repaired one", "replacement", None, None),
        ("a free replacement by friday or my money back, you choose", "replacement refund", TOTAL, None),
        ("a month free would be fair i think", "free_month", None, None),
        ("a free month", "free_month", None, None),
        ("one month free", "free_month", None, None),
        ("a voucher would do", "voucher", None, None),
        ("id take store credit", "credit voucher", None, None),
        ("credit my account", "credit voucher", None, None),
        ("take this months charge off and im happy", "waived_fee credit refund", MONTH, None),
        ("waive the monthly fee", "waived_fee credit refund", MONTH, None),
        ("some discount maybe?", "voucher credit waived_fee", None, None),
        ("a free sample", "sample", None, None),
    ],
)
def test_kinds_and_parts_are_read(
    words: str, kinds: str, thing: MoneyFact | None, percent: int | None
) -> None:
    idea = read_idea(words, ENGLISH.ideas)
    assert idea.kinds == tuple(OfferKind(kind) for kind in kinds.split())
    assert (idea.thing, idea.percent) == (thing, percent)
    assert not idea.several
    assert names_an_idea(words, ENGLISH.ideas)


@pytest.mark.parametrize(
    ("words", "amount", "currency"),
    [
        ("i want 2000 euros", "2000", "EUR"),
        ("i was thinking 15 euro", "15", "EUR"),
        ("fifty euros", "50", "EUR"),
        ("knock fifty quid off the bill", "50", "GBP"),
        ("a 5 euro voucher would be ok", "5", "EUR"),
        ("i paid 80 euros, give me 10 euros back", "10", "EUR"),
        ("5 euros? no. 20 euros", "20", "EUR"),
        ("25 would be ok", "25", None),
        ("make it 30", "30", None),
        ("fifty", "50", None),
        ("6.95 back", "6.95", None),
    ],
)
def test_a_sum_is_read(words: str, amount: str, currency: str | None) -> None:
    idea = read_idea(words, ENGLISH.ideas)
    assert (idea.amount, idea.currency) == (Decimal(amount), currency)


def test_two_things_at_once_are_two_things() -> None:
    assert read_idea("a new one and my money back", ENGLISH.ideas).several
    assert read_idea("a voucher plus a replacement", ENGLISH.ideas).several
    assert not read_idea("a voucher or a replacement", ENGLISH.ideas).several


@pytest.mark.parametrize(
    "words",
    ["you tell me", "no idea, you decide", "just make it right", "surprise me", "compensation please", "idk", "",
     "what are you going to do to make up for this", "what do i get for my trouble"],
)  # fmt: skip
def test_who_leaves_it_to_us_names_nothing(words: str) -> None:
    assert read_idea(words, ENGLISH.ideas) == LEFT_TO_US
    assert not names_an_idea(words, ENGLISH.ideas)


@pytest.mark.parametrize(
    "words",
    [
        "i want the driver fired",
        "he threw it over the fence",
        "i paid 80 euros for it",
        "bring it tomorrow",
        "88213",
    ],
)
def test_what_is_no_idea_of_ours_is_not_guessed(words: str) -> None:
    assert read_idea(words, ENGLISH.ideas) == NOT_READ
    assert not names_an_idea(words, ENGLISH.ideas)


def test_a_number_alone_is_an_idea_only_where_it_was_asked_for() -> None:
    assert read_idea("25", ENGLISH.ideas).amount == 25
    assert not names_an_idea("25", ENGLISH.ideas)


@pytest.mark.parametrize(
    "words",
    ["is that all?", "is that it?", "thats it?", "only 5 euros?", "can't you do better", "nothing else?",
     "is that the best you can do", "is that all youve got"],
)  # fmt: skip
def test_is_that_all_is_a_question_and_no_yes(words: str) -> None:
    assert asks_is_that_all(words, ENGLISH.ideas)


@pytest.mark.parametrize(
    "words", ["thats all", "that's it, thank you", "yes please", "all good", "no, my money back"]
)
def test_a_yes_is_no_such_question(words: str) -> None:
    assert not asks_is_that_all(words, ENGLISH.ideas)


@given(st.text(max_size=200))
def test_any_text_is_read_without_harm(text: str) -> None:
    idea = read_idea(text, ENGLISH.ideas)
    assert isinstance(idea, Idea)
    assert idea.amount is None or idea.amount > 0
    assert idea.percent is None or 0 < idea.percent <= 100
