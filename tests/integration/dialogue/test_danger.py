"""Danger: its words where it is plain, nothing where it only sounds so (METHOD M29, M30)."""

from __future__ import annotations

import pytest

from amends.cases.escalation import Reason, Severity
from amends.dialogue.danger import numbers_of
from amends.hearing.frame import Hazard
from tests.integration.dialogue.customers import Customer

PLAIN = [hazard for hazard in Hazard if hazard is not Hazard.VIOLENCE]


@pytest.mark.parametrize("hazard", PLAIN)
def test_plain_danger_comes_first_with_the_words_of_its_hazard(customer: Customer, hazard: Hazard) -> None:
    lines = customer.says(f"[tell] it is happening now ## hazard={hazard.value}:present")
    assert lines == [f"danger_{hazard.value}", "sorry", "person_writes"]
    assert customer.heard[0].startswith(
        customer.languages.default.dialogue[f"danger_{hazard.value}"].variants[0][:12]
    )
    assert customer.case().severity == Severity.DANGER


@pytest.mark.parametrize("tense", ["past", "feared"])
@pytest.mark.parametrize("hazard", PLAIN)
def test_what_is_over_or_only_feared_gets_no_such_words(
    customer: Customer, hazard: Hazard, tense: str
) -> None:
    lines = customer.says(f"[tell] it was bad ## hazard={hazard.value}:{tense}")
    assert not any(line.startswith("danger_") for line in lines)


def test_what_they_want_is_named_after_the_words(customer: Customer) -> None:
    lines = customer.says(
        "[tell] the charger is burning. [demand.refund] i want <my money back> ## hazard=fire:present"
    )
    assert lines == ["danger_fire", "sorry", "what_you_want", "person_writes"]


def test_self_harm_is_told_whom_to_talk_to(customer: Customer) -> None:
    customer.says("[tell] i don't want to live any more ## hazard=self_harm:present")
    assert numbers_of("DE").crisis in customer.said
    assert customer.case().escalation_reason is Reason.SELF_HARM


def test_a_threat_brings_a_person_without_such_words(customer: Customer) -> None:
    lines = customer.says("[tell] i will come over and break his arm ## hazard=violence:present")
    assert not any(line.startswith("danger_") for line in lines)
    assert customer.case().escalation_reason is Reason.VIOLENCE


@pytest.mark.parametrize("intent", ["threat_violence", "danger_self_harm", "danger_product", "threat_legal"])
def test_one_reading_alone_puts_no_threat_on_record(customer: Customer, intent: str) -> None:
    lines = customer.says("[tell] i could kill that driver, three hours late", intent=intent)
    assert lines == ["sorry", "what_can_i_do"]
    assert customer.case().escalation_reason is None


@pytest.mark.parametrize(
    ("mark", "reason"), [("legal", Reason.LEGAL), ("public", Reason.PUBLIC), ("leaving", Reason.LEAVING)]
)
def test_a_threat_that_two_readings_find_brings_a_person_after_the_apology(
    customer: Customer, mark: str, reason: Reason
) -> None:
    lines = customer.says(f"[tell] it never came and now you hear from others ## {mark}")
    assert lines == ["sorry", "person_writes"]
    assert customer.case().escalation_reason is reason


def test_every_country_of_the_file_has_its_numbers_and_others_have_some() -> None:
    assert numbers_of("GB").emergency == "999"
    assert numbers_of("gb").gas == "0800 111 999"
    assert numbers_of("XX") == numbers_of("")
