"""A written customer answers what was asked, whenever it is asked."""

from __future__ import annotations

from typing import Any

from amends.dialogue.turn import Stage
from amends.tools.judge.customer import WrittenCustomer
from amends.tools.judge.written import WrittenConversation


def customer(**written: Any) -> WrittenCustomer:
    return WrittenCustomer(WrittenConversation.model_validate({"name": "one", "opening": "hi", **written}))


def said(one: WrittenCustomer, stage: Stage | None, *lines: str) -> str | None:
    reply = one.reply(stage, lines)
    return reply.say if reply else None


def test_the_stage_decides_and_not_the_turn() -> None:
    one = customer(when={"offer": "yes", "details": "order 12"})
    assert said(one, Stage.DETAILS, "ask_order_number") == "order 12"
    assert said(one, Stage.OFFER, "offer") == "yes"


def test_a_line_goes_before_its_stage_and_the_last_line_first() -> None:
    one = customer(when={"offer": "yes", "offer_stands": "I said yes", "asked_too": "what?"})
    assert said(one, Stage.OFFER, "asked_too", "offer_stands") == "I said yes"
    assert said(one, Stage.OFFER, "asked_too", "offer_stands") == "what?"
    assert said(one, Stage.OFFER, "asked_too", "offer_stands") == "yes"


def test_each_reply_is_said_once_and_then_they_say_no_more() -> None:
    one = customer(when={"offer": ["hm", "yes"]})
    assert [said(one, Stage.OFFER) for _ in range(3)] == ["hm", "yes", None]


def test_nothing_asked_yet_is_a_start() -> None:
    assert said(customer(when={"start": "hello"}), None) == "hello"


def test_anything_else_is_said_only_while_the_bot_has_the_conversation() -> None:
    one = customer(**{"else": ["well", "hm"]})
    assert said(one, Stage.ASKED) == "well"
    assert said(one, Stage.WAITING) is None
    assert said(one, Stage.SETTLED) is None
