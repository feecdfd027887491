"""Only policy speaks of compensation: nothing is promised that no offer backs (METHOD R7)."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.offers.record import new_voucher_code
from amends.redress.backing import Backing, unbacked
from amends.redress.currency import minor_unit
from amends.redress.policy import IN_MONEY, OfferKind
from amends.sending.words import say_money, say_thing
from amends.store.tables import Offer
from tests.languages import ENGLISH

COLLECTION = [
    json.loads(line) for line in (Path(__file__).parent / "backing_en.jsonl").read_text().splitlines()
]
PROMISES = [entry["text"] for entry in COLLECTION if entry["stopped"] and not entry["offers"]]
AMOUNTS = st.decimals(min_value="0.01", max_value=9999, places=2)


def offers_of(written: list[str]) -> list[Backing]:
    """Read `voucher 10 EUR CODE`."""
    parts = (entry.split() for entry in written)
    return [Backing(OfferKind(p[0]), Decimal(p[1]), p[2], p[3] if len(p) > 3 else None) for p in parts]


def test_the_collection_is_large_enough() -> None:
    assert len(COLLECTION) >= 80
    assert 40 <= sum(entry["stopped"] for entry in COLLECTION) <= len(COLLECTION) - 40


@pytest.mark.parametrize("entry", COLLECTION, ids=lambda entry: entry["text"][:60])
def test_what_no_offer_backs_is_found_and_nothing_else(entry: dict[str, Any]) -> None:
    found = unbacked(entry["text"], offers_of(entry["offers"]), heard=entry["heard"], words=ENGLISH.promises)
    assert bool(found) is entry["stopped"], found
    for place in found:
        assert entry["text"][place.start : place.end] == place.text != ""


@given(AMOUNTS, st.sampled_from(["EUR", "GBP", "USD", "CHF"]), st.sampled_from(sorted(IN_MONEY)))
def test_an_offers_own_words_are_always_backed_and_by_no_other_sum(
    amount: Decimal, currency: str, kind: OfferKind
) -> None:
    code = new_voucher_code()
    offer = Offer(kind=kind.value, amount=amount, currency=currency, what="your delivery fee")
    text = f"I can do this now: {say_thing(offer, ENGLISH)}, for order 88213. Shall I?"
    assert unbacked(text, [Backing(kind, amount, currency, code)], words=ENGLISH.promises) == ()
    assert unbacked(
        text, [Backing(kind, amount + minor_unit(currency), currency, code)], words=ENGLISH.promises
    )
    assert unbacked(text, words=ENGLISH.promises)
    assert unbacked(
        f"Done. Your voucher is {code}.",
        [Backing(OfferKind.VOUCHER, amount, currency)],
        words=ENGLISH.promises,
    )


@given(AMOUNTS)
def test_a_sum_they_named_may_be_said_back_and_never_promised(amount: Decimal) -> None:
    named = say_money(amount, "EUR", ENGLISH)
    heard = [f"i want {named}"]
    assert (
        unbacked(f"They get your {named} request word for word.", heard=heard, words=ENGLISH.promises) == ()
    )
    assert unbacked(f"You will get {named}.", heard=heard, words=ENGLISH.promises)
    assert unbacked(f"We'll pay {named} back to you.", heard=heard, words=ENGLISH.promises)


@given(
    st.sampled_from(PROMISES),
    st.text(alphabet="abc .,", max_size=40),
    st.text(alphabet="abc .,", max_size=40),
)
def test_a_promise_is_found_wherever_it_stands(promise: str, before: str, after: str) -> None:
    heard = next(entry["heard"] for entry in COLLECTION if entry["text"] == promise)
    assert unbacked(f"{before}. {promise} {after}", heard=heard, words=ENGLISH.promises)


@given(st.text(max_size=300), st.lists(st.text(max_size=50), max_size=3))
def test_any_text_is_read_without_harm_and_places_are_in_it(text: str, heard: list[str]) -> None:
    for place in unbacked(text, heard=heard, words=ENGLISH.promises):
        assert text[place.start : place.end] == place.text


def test_what_a_person_told_before_may_be_repeated() -> None:
    told = "We have refunded 20 euros to your card."
    assert unbacked(f"This is how it was settled: {told}", words=ENGLISH.promises)
    assert unbacked(f"This is how it was settled: {told}", allowed=[told], words=ENGLISH.promises) == ()


THINGS = ("thing_", "your_")
"""What is said of an offer that is on the record: it stands in other sentences."""


@pytest.mark.parametrize("lines", ["bot", "front desk"])
def test_no_line_of_ours_promises_by_itself(lines: str) -> None:
    texts = {
        "bot": [variant for wording in ENGLISH.dialogue.values() for variant in wording.variants],
        "front desk": [
            text
            for name, text in ENGLISH.system.items()
            if isinstance(text, str) and not name.startswith(THINGS)
        ],
    }[lines]
    assert [text for text in texts if unbacked(text, words=ENGLISH.promises)] == []
