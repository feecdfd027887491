"""Writing, pressing, being refused: a message is sent, stored and answered once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.fake_front_desk import FakeFrontDesk
from tests.e2e.widget.visiting import WANTS, message, offering, state_of, write

pytestmark = pytest.mark.e2e


def test_a_message_is_shown_as_sent_stored_and_answered(front_desk: FakeFrontDesk, page: Page) -> None:
    front_desk.hold = True
    write(page, "nobody came")
    expect(state_of(page, "nobody came")).to_contain_text("Received")
    first = front_desk.latest.messages[-1]
    front_desk.do(lambda: front_desk.reply(front_desk.latest, first))
    expect(state_of(page, "nobody came")).to_contain_text("Answered")
    expect(message(page, "You said: nobody came")).to_be_visible()
    expect(page.locator(".box")).to_be_focused()
    expect(page.locator(".box")).to_have_value("")


def test_shift_enter_starts_a_line_and_a_word_being_composed_is_not_sent(
    front_desk: FakeFrontDesk, page: Page
) -> None:
    box = page.locator(".box")
    box.press_sequentially("one")
    box.press("Shift+Enter")
    box.press_sequentially("two")
    box.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    expect(box).to_have_value("one\ntwo")
    box.press("Enter")
    expect(message(page, "one\ntwo")).to_be_visible()
    expect(state_of(page, "one\ntwo")).to_contain_text("Answered")
    assert front_desk.latest.said() == ["one\ntwo"]


def test_a_message_the_record_cannot_take_now_waits_and_is_sent_by_itself(
    front_desk: FakeFrontDesk, page: Page
) -> None:
    front_desk.refusal = ("unavailable", "Not sent yet. Trying again.")
    write(page, "keep this")
    expect(state_of(page, "keep this")).to_contain_text("Not sent yet. Trying again.")
    front_desk.refusal = None
    expect(state_of(page, "keep this")).to_contain_text("Answered")
    assert front_desk.latest.said() == ["keep this"]


def test_a_refused_message_shows_the_sentence_and_gives_the_text_back(
    front_desk: FakeFrontDesk, page: Page
) -> None:
    front_desk.refusal = ("too_fast", "Please send this again in a moment.")
    write(page, "quick")
    expect(page.locator(".notice")).to_contain_text("Please send this again in a moment.")
    expect(page.locator(".box")).to_have_value("quick")
    expect(page.locator(".message.own")).to_have_count(0)
    front_desk.refusal = None
    page.locator(".box").press("Enter")
    expect(state_of(page, "quick")).to_contain_text("Answered")
    expect(page.locator(".notice")).to_be_hidden()


def test_a_refused_message_waits_for_editing_while_another_is_being_written(
    front_desk: FakeFrontDesk, page: Page
) -> None:
    front_desk.refusal = ("too_fast", "Please send this again in a moment.")
    front_desk.down = True
    front_desk.cut()
    write(page, "refused")
    page.locator(".box").press_sequentially("being written")
    front_desk.down = False
    expect(state_of(page, "refused")).to_contain_text("Please send this again in a moment.")
    expect(page.locator(".box")).to_have_value("being written")
    page.get_by_role("button", name="Edit").click()
    expect(page.locator(".box")).to_have_value("refused\nbeing written")
    expect(page.locator(".message.own")).to_have_count(0)


def test_a_text_that_is_too_long_is_counted_kept_and_not_sent(front_desk: FakeFrontDesk, page: Page) -> None:
    page.locator(".box").fill("a" * 3_900)
    expect(page.locator(".count")).to_have_text("100 characters left")
    page.locator(".box").fill("\N{WAVING HAND SIGN}" * 4_001)
    expect(page.locator(".count")).to_have_text("1 character too many")
    page.locator(".box").press("Enter")
    expect(page.locator(".notice")).to_contain_text("A message can have 4000 characters.")
    expect(page.locator(".count")).to_have_text("1 character too many")
    assert front_desk.latest.said() == []


def test_buttons_stand_under_the_last_bot_message_and_a_pressed_one_is_said_once(
    front_desk: FakeFrontDesk, page: Page
) -> None:
    front_desk.answer = offering(front_desk, *WANTS)
    write(page, "three times")
    choices = page.get_by_role("group", name="Choose an answer")
    expect(choices.get_by_role("button")).to_have_text(WANTS)
    front_desk.hold = True
    choices.get_by_role("button", name="Just listen").click()
    for title in WANTS:
        expect(choices.get_by_role("button", name=title)).to_be_disabled()
    expect(state_of(page, "Just listen")).to_contain_text("Received")
    front_desk.write("bot", "I'm listening.")
    expect(choices).to_have_count(0)
    assert front_desk.latest.said() == ["three times", "Just listen"]
    assert [frame["button"] for frame in front_desk.frames if frame["type"] == "press"] == ["b3.0"]


def test_a_button_that_is_gone_shows_the_sentence(front_desk: FakeFrontDesk, page: Page) -> None:
    front_desk.answer = offering(front_desk, "Make it right")
    write(page, "three times")
    button = page.get_by_role("button", name="Make it right")
    button.wait_for()
    front_desk.latest.messages[-1]["pressed"] = True
    button.click()
    expect(page.locator(".notice")).to_contain_text("That choice is no longer open.")
    expect(message(page, "Make it right")).to_have_count(0)
