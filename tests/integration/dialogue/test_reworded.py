"""The bot knows what it said by the names of its lines: in other words, it takes the same steps."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from amends.casework.handoff import ServiceLevels
from amends.dialogue.turn import Stage
from amends.languages.language import Language
from amends.languages.wording import Wording
from amends.messages.transcript import lines_said
from amends.store.store import Store
from tests.integration.dialogue.customers import CALM, Customer
from tests.languages import ENGLISH

Talk = Callable[[Customer], None]


def asked_for_a_fact(customer: Customer) -> None:
    """The number answers what was asked for, once it was asked for; who gives none twice gets a person."""
    customer.says("action_meet", "my parcel is late", topic="late_delivery")
    customer.says("action_ask_fair_solution", "you tell me", intent="want_compensation")
    customer.says("action_leave_it_to_us", "you tell me", intent="affirm")
    customer.says("action_take_fact", "what is that for?", intent="out_of_scope", complaint=0.1)
    customer.says("action_take_fact", "8821", intent="inform", complaint=0.1)


def asked_for_a_fact_in_vain(customer: Customer) -> None:
    customer.says("action_meet", "my parcel is late", topic="late_delivery")
    customer.says("action_ask_fair_solution", "you tell me", intent="want_compensation")
    customer.says("action_leave_it_to_us", "you tell me", intent="affirm")
    for text in ("the one with the blue ribbon on it", "the blue one, for my mother"):
        customer.says("action_take_fact", text, intent="inform", complaint=0.1, sure=0.3)


def an_offer_is_argued_about(customer: Customer) -> None:
    told = "my parcel is 9 days late. what will you give me"
    customer.says("action_meet", told, topic="late_delivery", facts={"order_number": "88213"})
    customer.says("action_take_no", "is that all?", intent="deny", complaint=0.2)
    customer.says("action_take_no", "no", intent="deny", complaint=0.2)
    customer.says("action_leave_it_to_us", "no", intent="deny", complaint=0.2)


def an_apology_and_an_offer(customer: Customer) -> None:
    """Whoever was asked how they would like to hear the apology is not asked once more after the offer."""
    order = {"order_number": "88213"}
    customer.says("action_meet", "my parcel is 9 days late", topic="late_delivery")
    customer.says("action_apologise", "say sorry to my wife", intent="want_apology", complaint=0.2)
    customer.says("action_take_idea", "10 euros", intent="want_compensation", facts=order, stage=Stage.IDEA)
    customer.says("action_give", "yes", intent="affirm", complaint=0.1)


def a_story(customer: Customer) -> None:
    """The choice comes each few messages, and nothing is said back twice."""
    customer.says("action_meet", "the vase arrived in pieces")
    for text in (
        "i waited 3 hours for your driver",
        "i waited 3 hours for your driver",
        "she is 84",
        "she cried",
    ):
        customer.says("action_hear_more", text)


def not_understood(customer: Customer) -> None:
    customer.says("action_meet", "the vase arrived in pieces")
    customer.says("action_not_understood", "asdf", intent="nlu_fallback", emotion=CALM, complaint=0.1)
    customer.says("action_settle_heard", "no", intent="done", emotion=CALM, complaint=0.1)


def a_person_offered(customer: Customer) -> None:
    customer.says("action_meet", "the vase arrived in pieces")
    customer.says("action_tell_status", "what about my case", intent="ask_case", complaint=0.1)
    customer.says("action_not_understood", "yes", intent="affirm", emotion=CALM, complaint=0.1)


def waiting(customer: Customer) -> None:
    customer.says("action_meet", "the vase arrived in pieces")
    customer.says("action_hand_over", "get me a human", intent="ask_person")
    customer.says("action_add_while_waiting", "ok", intent="thank", complaint=0.1)
    for text in ("what about my case", "who is handling it"):
        customer.says("action_tell_status", text, intent="ask_case", complaint=0.1)


TALKS = (
    asked_for_a_fact, asked_for_a_fact_in_vain, an_offer_is_argued_about, an_apology_and_an_offer, a_story,
    not_understood, a_person_offered, waiting,
)  # fmt: skip


PREFIXES = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight")


def reworded(text: str, turn: int) -> str:
    """Return other words that say nothing but what fills the slots of `text`, in every turn other ones."""
    return " ".join((f"{PREFIXES[turn]}.", *re.findall(r"\{\w+\}", text)))


class Reworded(Customer):
    """A customer who is told every line in other words in each turn, so that no text that was said comes again."""

    @property
    def language(self) -> Language:
        """Return English in other words than before."""
        turn = len(self.taken)
        dialogue = {name: _other(name, wording, turn) for name, wording in ENGLISH.dialogue.items()}
        system = {
            name: reworded(text, turn)
            if isinstance(text, str)
            else {key: reworded(text[key], turn) for key in text}
            for name, text in ENGLISH.system.items()
        }
        return replace(ENGLISH, dialogue=dialogue, system=system)


def _other(name: str, wording: Wording, turn: int) -> Wording:
    if name == "sorry":  # an apology stays one, so that the gate knows it
        return Wording(text=("I'm sorry.", "I am sorry.")[turn % 2])
    return Wording(texts=tuple(reworded(text, turn) for text in wording.variants), buttons=wording.buttons)


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk.__name__)
def test_in_other_words_the_same_steps_are_taken(store: Store, levels: ServiceLevels, talk: Talk) -> None:
    plain = Customer(store, levels)
    talk(plain)
    other = Reworded(store, levels)
    talk(other)
    assert other.taken == plain.taken
    with store.read() as session:
        own = {line.slots.get("reflection") for line in lines_said(session, plain.id)}
    assert set(plain.heard()) & set(other.heard()) <= {"I'm sorry.", *own}
