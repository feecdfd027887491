"""Somebody who pours it out is heard, and not questioned and not told the same twice (METHOD M5, R2, R6)."""

from __future__ import annotations

import pytest

from amends.cases.escalation import Reason
from amends.dialogue.turn import Stage
from amends.understanding.reading import Emotion, Level
from tests.integration.dialogue.customers import Customer, said

STORY = (
    "three times i stayed home and nobody came",
    "your hotline kept me on hold for 48 minutes",
    "he loved the yellow ones",
    "the driver left it in the rain",
    "i lost a days pay",
    "my sister says you always do that",
    "the box was open",
    "and then the line went dead",
    "we were married 41 years",
    "my rent bounced",
    "i wrote four e-mails",
    "you never wrote back",
)


def angry(intensity: float) -> Emotion:
    return Emotion("anger", intensity, Level.ANGRY, 0.9)


@pytest.fixture
def listened_to(customer: Customer) -> Customer:
    customer.says("action_meet", "the vase arrived in pieces", emotion=angry(0.6))
    customer.says(
        "action_start_listening", "just listen", intent="want_vent", complaint=0.2, emotion=angry(0.6)
    )
    return customer


def test_nothing_is_said_twice_nothing_is_asked_and_sorry_is_not_said_again(listened_to: Customer) -> None:
    before = len(listened_to.heard())
    for number, told in enumerate(STORY):
        listened_to.says("action_listen_on", told, emotion=angry(0.6 if number % 2 else 0.55))
    heard = listened_to.heard()[before:]
    assert listened_to.stage is Stage.LISTENING
    assert len(heard) == len(set(heard)) == len(STORY)
    assert not [text for text in heard if "?" in text or "sorry" in text.lower()]


def test_heat_that_rises_for_three_messages_offers_a_person_and_the_next_rise_brings_one(
    listened_to: Customer,
) -> None:
    rising = [
        listened_to.says("action_listen_on", told, emotion=angry(heat))
        for told, heat in zip(STORY, (0.64, 0.68, 0.72, 0.76), strict=False)
    ]
    assert not [answer for answer in rising[:2] if "person_if_wanted" in said(answer)]
    assert said(rising[2])[-1] == "person_if_wanted"
    assert (rising[3].stage, listened_to.case().escalation_reason) == (Stage.WAITING, Reason.HEAT)


def test_heat_that_falls_brings_the_story_back_to_them_once(listened_to: Customer) -> None:
    cool = [
        listened_to.says("action_listen_on", told, emotion=Emotion("none", 0.2, Level.CALM, 0.9))
        for told in STORY[:3]
    ]
    assert said(cool[-1]) == ["thank_for_telling", "story", "story_right"]
    listened_to.says("action_put_story_right", STORY[3])
    later = [listened_to.says("action_listen_on", told, emotion=angry(0.2)) for told in STORY[4:8]]
    assert not [answer for answer in later if "story" in said(answer)]


def test_who_says_the_same_again_is_told_that_it_is_known(listened_to: Customer) -> None:
    listened_to.says("action_listen_on", STORY[0])
    again = listened_to.says("action_listen_on", "I stayed home three times, three!!")
    assert said(again) == ["thank_for_telling", "story", "story_right"]
