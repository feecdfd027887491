"""The facts customers give are found, validated and normalised; what is not clearly one is left alone."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.understanding.facts import find_facts
from amends.understanding.money import CURRENCIES, MOST, WHOLE

TODAY = date(2026, 11, 22)  # a Sunday


def found(text: str, kind: str) -> list[str]:
    return [fact.value for fact in find_facts(text, TODAY) if fact.kind == kind]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("at least give me the 6,95 € back", "6.95 EUR"),
        ("6.95 euros", "6.95 EUR"),
        ("i want 2000 euros or you hear from my lawyer", "2000.00 EUR"),
        ("2.000 euros", "2000.00 EUR"),
        ("EUR 2.000,50", "2000.50 EUR"),
        ("€2,000.50", "2000.50 EUR"),
        ("it cost $40.", "40.00 USD"),
        ("50 quid down the drain", "50.00 GBP"),
        ("3k dollars", "3000.00 USD"),
        ("¥500", "500 JPY"),
        ("a 50p coupon", "0.50 GBP"),
        ("twenty euros", "20.00 EUR"),
        ("two hundred and fifty pounds", "250.00 GBP"),
        ("thirty-five dollars short", "35.00 USD"),
        ("a thousand euros", "1000.00 EUR"),
        ("you owe me a tenner", "10.00 GBP"),
    ],
)
def test_an_amount_is_a_decimal_with_its_currency(text: str, value: str) -> None:
    assert found(text, "amount") == [value]


@pytest.mark.parametrize(
    "text", ["0 euros", "€0.00", "try 50 times", "100% off", "9 days late", "room 12 please"]
)
def test_what_is_no_money_is_no_amount(text: str) -> None:
    assert found(text, "amount") == []


written = st.sampled_from([(code, form) for code, forms in CURRENCIES.items() for form in forms])


@given(st.decimals("0.01", "9999999.99", places=2), written, st.sampled_from(["{n} {c}", "{n}{c}"]))
def test_any_amount_before_its_currency_is_read_exactly(
    number: Decimal, currency: tuple[str, str], shape: str
) -> None:
    code, form = currency
    if code in WHOLE:
        number = number.to_integral_value() + 1
    facts = find_facts("give me " + shape.format(n=number, c=form) + " now", TODAY)
    assert [(fact.kind, fact.value) for fact in facts] == [("amount", f"{number} {code}")]
    assert Decimal(facts[0].value.split()[0]) <= MOST + 1


@given(st.integers(1000, 9_999_999), st.sampled_from([(",", "."), (".", ",")]), st.integers(0, 99))
def test_grouped_amounts_are_read_in_both_conventions(whole: int, marks: tuple[str, str], cents: int) -> None:
    group, point = marks
    text = f"€{whole:,}".replace(",", group) + f"{point}{cents:02d}"
    assert found(text, "amount") == [f"{whole}.{cents:02d} EUR"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("parcel is 9 days late and i paid for next day. order 88213", "88213"),
        ("my order number is 55-20931", "55-20931"),
        ("Order no. ab-12345 never came", "AB-12345"),
        ("#A12-345 where is it", "A12-345"),
        ("88213", "88213"),
        ("its 88213", "88213"),
        ("tracking JD014600003828392", "JD014600003828392"),
    ],
)
def test_order_numbers_are_found(text: str, value: str) -> None:
    assert found(text, "order_number") == [value]


@pytest.mark.parametrize(
    "text",
    [
        "order it was 14 days",
        "order 2 pizzas",
        "i ordered 3 of them",
        "call 0151 2345678",
        "waited 10000 years",
    ],
)
def test_what_is_no_order_number_is_left_alone(text: str) -> None:
    assert found(text, "order_number") == []


@pytest.mark.parametrize("text", ["my case AM-20418", "am-20418 again", "AM20418", "AM 20418"])
def test_a_case_reference_is_normalised(text: str) -> None:
    assert [(fact.kind, fact.value) for fact in find_facts(text, TODAY)] == [("case_ref", "AM-20418")]


def test_a_place_in_the_line_is_no_case() -> None:
    assert find_facts("i am 20418th in line", TODAY) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on 2026-11-20", "2026-11-20"),
        ("bought 03.11.2026", "2026-11-03"),
        ("12/25/2025", "2025-12-25"),
        ("since 12 March", "2026-03-12"),
        ("the 3rd of december", "2025-12-03"),
        ("delivered on 4th dec'20", "2020-12-04"),
        ("the  day before   yesterday", "2026-11-20"),
        ("December 3rd, 2025", "2025-12-03"),
        ("he came last tuesday", "2026-11-17"),
        ("yesterday", "2026-11-21"),
        ("two weeks ago", "2026-11-08"),
        ("three months ago", "2026-08-22"),
        ("this morning", "2026-11-22"),
        ("last night", "2026-11-21"),
        ("ordered on the 5th", "2026-11-05"),
        ("it broke on the 29th", "2026-10-29"),
        ("on 12/11 he came", "2026-11-12"),
        ("order from 2026-11-03", "2026-11-03"),
    ],
)
def test_the_date_of_an_event_is_in_the_past(text: str, value: str) -> None:
    assert found(text, "date") == [value]


@pytest.mark.parametrize(
    "text",
    [
        "next tuesday",
        "by friday",
        "every monday",
        "31/12/2027",
        "31.02.2026",
        "may i speak",
        "you may 12 times",
        "10:30",
        "on the 3rd floor",
        "on the 2nd try",
        "on 45/2",
    ],
)
def test_a_date_to_come_or_none_is_no_event(text: str) -> None:
    assert found(text, "date") == []


@given(st.integers(0, 3000), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%b %d, %Y"]))
def test_any_past_day_is_read_back(days: int, shape: str) -> None:
    day = TODAY - timedelta(days=days)
    assert found(f"it was on {day.strftime(shape)} at noon", "date") == [day.isoformat()]


def test_an_address_for_mail_is_lower_case_and_without_the_full_stop() -> None:
    assert found("my mail is Sam.Brandt@Example.com.", "email") == ["sam.brandt@example.com"]
    assert found("sam@home and a..b@example.com", "email") == []
    assert found("o'leary@example.com, not müller@example.com", "email") == ["o'leary@example.com"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("call me on 0151 2345678", "01512345678"),
        ("+49 (30) 123-4567", "+49301234567"),
        ("555-123-4567", "5551234567"),
        ("my mobile number is 7700900123", "7700900123"),
    ],
)
def test_phone_numbers_are_digits(text: str, value: str) -> None:
    assert found(text, "phone") == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("my name is sam brandt and i want", "Sam Brandt"),
        ("I'm Sam Brandt, order 123456", "Sam Brandt"),
        ("call me Ms Brandt", "Brandt"),
        ("My name is Nguyễn Văn An.", "Nguyễn Văn An"),
        ("My name is Siobhán O'Brien-Walsh!", "Siobhán O'Brien-Walsh"),
    ],
)
def test_a_name_is_what_they_call_themselves(text: str, value: str) -> None:
    assert found(text, "name") == [value]


@pytest.mark.parametrize(
    "text", ["I'm Angry", "i'm done", "I'm Sick of this", "call me back", "call me when he is here", "im sam"]
)
def test_a_name_is_never_guessed(text: str) -> None:
    assert found(text, "name") == []


@given(st.text(max_size=300))
def test_facts_lie_in_the_text_in_order_and_apart(text: str) -> None:
    facts = find_facts(text, TODAY)
    assert all(0 <= fact.start < fact.end <= len(text) and fact.value for fact in facts)
    assert all(first.end <= second.start for first, second in pairwise(facts))


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("no, 6 May not 5 May", "date", "2026-05-06"),
        ("not 5 May, 6 May", "date", "2026-05-06"),
        ("order 88213, sorry 88214", "order_number", "88214"),
        ("its order 88213. i mean 88214", "order_number", "88214"),
        ("not order 88213, order 88214", "order_number", "88214"),
        ("it was 40 euros, not 30 euros", "amount", "40.00 EUR"),
    ],
)
def test_a_correction_replaces(text: str, kind: str, value: str) -> None:
    facts = {fact.kind: fact.value for fact in find_facts(text, TODAY)}
    assert facts[kind] == value


def test_not_alone_takes_nothing_back() -> None:
    assert found("that was not 20 euros worth of food", "amount") == ["20.00 EUR"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("this is Sarah Connor, from flat 4", "Sarah Connor"),
        ("Mrs Brandt speaking", "Brandt"),
        ("Sarah here", "Sarah"),
        ("name's Bob", "Bob"),
        ("my name is o'neill", "O'Neill"),
        ("Kind regards, Anna Keller", "Anna Keller"),
        ("Regards,\nAnna Keller.", "Anna Keller"),
        ("This is Dr. Anna  Keller again", "Anna Keller"),
    ],
)
def test_a_name_is_found_where_they_say_it_is_theirs(text: str, value: str) -> None:
    assert found(text, "name") == [value]


@pytest.mark.parametrize(
    "text", ["this is Outrageous", "Nobody here", "Thanks, Obama was right", "this is Black Friday"]
)
def test_what_is_no_name_of_theirs_is_left_alone(text: str) -> None:
    assert found(text, "name") == []
