"""Reloads, lost networks, second tabs: nothing is lost and nothing doubles."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.fake_front_desk import FakeFrontDesk
from tests.e2e.widget.visiting import message, offering, state_of, visit, write

pytestmark = pytest.mark.e2e


def test_a_reload_keeps_the_transcript_the_draft_and_the_open_chat(
    front_desk: FakeFrontDesk, page: Page
) -> None:
    write(page, "before the reload")
    expect(message(page, "You said: before the reload")).to_be_visible()
    page.locator(".box").press_sequentially("half a sent")
    page.reload()
    expect(message(page, "before the reload")).to_have_count(1)
    expect(message(page, "You said: before the reload")).to_have_count(1)
    expect(page.locator(".box")).to_have_value("half a sent")
    assert front_desk.latest.said() == ["before the reload"]
    assert len(front_desk.conversations) == 1


def test_what_is_written_offline_says_so_and_is_sent_once_when_the_network_is_back(
    front_desk: FakeFrontDesk, page: Page, context: BrowserContext
) -> None:
    context.set_offline(True)
    write(page, "first")
    write(page, "second")
    expect(state_of(page, "second")).to_contain_text("It goes out when you are back online.")
    expect(page.locator(".banner")).to_contain_text("You are offline.")
    context.set_offline(False)
    expect(state_of(page, "second")).to_contain_text("Answered")
    expect(page.locator(".banner")).to_be_hidden()
    assert front_desk.latest.said() == ["first", "second"]
    expect(page.locator(".message.own")).to_have_count(2)


def test_what_waits_in_the_outbox_survives_a_reload(front_desk: FakeFrontDesk, page: Page) -> None:
    front_desk.down = True
    front_desk.cut()
    write(page, "while the desk was down")
    expect(state_of(page, "while the desk was down")).to_contain_text("Not sent yet. Trying again.")
    page.reload()
    expect(page.locator(".message.own")).to_have_count(1)
    front_desk.down = False
    expect(state_of(page, "while the desk was down")).to_contain_text("Answered", timeout=20_000)
    assert front_desk.latest.said() == ["while the desk was down"]


def test_retry_sends_at_once(front_desk: FakeFrontDesk, page: Page) -> None:
    front_desk.down = True
    front_desk.cut()
    write(page, "again")
    page.get_by_role("button", name="Retry now").wait_for()
    front_desk.down = False
    page.get_by_role("button", name="Retry now").click()
    expect(state_of(page, "again")).to_contain_text("Answered")
    assert front_desk.latest.said() == ["again"]


def test_a_message_whose_answer_got_lost_is_stored_and_shown_once(
    front_desk: FakeFrontDesk, page: Page
) -> None:
    front_desk.lose_acks = True
    write(page, "only once")
    expect(state_of(page, "only once")).to_contain_text("Answered")
    front_desk.lose_acks = False
    write(page, "the next")
    expect(state_of(page, "the next")).to_contain_text("Answered")
    assert front_desk.latest.said() == ["only once", "the next"]
    expect(message(page, "only once")).to_have_count(1)


def test_a_second_tab_shows_the_same_conversation_and_both_may_write(
    front_desk: FakeFrontDesk, page: Page, context: BrowserContext, address: str
) -> None:
    write(page, "from the first")
    expect(message(page, "You said: from the first")).to_be_visible()
    second = visit(context, address)
    expect(message(second, "from the first")).to_be_visible()
    write(second, "from the second")
    for tab in (page, second):
        expect(message(tab, "You said: from the second")).to_be_visible()
        expect(message(tab, "from the second")).to_have_count(1)
        expect(state_of(tab, "from the second")).to_contain_text("Answered")
    assert front_desk.latest.said() == ["from the first", "from the second"]
    assert len(front_desk.conversations) == 1


def test_an_expired_session_begins_anew_and_what_waited_is_sent_there(
    front_desk: FakeFrontDesk, page: Page
) -> None:
    write(page, "in the old session")
    expect(state_of(page, "in the old session")).to_contain_text("Answered")
    front_desk.expire_sessions()
    write(page, "in the new session")
    expect(page.get_by_text("A new conversation starts here")).to_be_visible()
    expect(state_of(page, "in the new session")).to_contain_text("Answered")
    expect(message(page, "in the old session")).to_be_visible()
    assert [one.said() for one in front_desk.conversations] == [
        ["in the old session"],
        ["in the new session"],
    ]


def test_a_button_pressed_in_a_session_that_is_gone_is_said_in_words(
    front_desk: FakeFrontDesk, page: Page
) -> None:
    front_desk.answer = offering(front_desk, "Just listen")
    write(page, "three times")
    page.get_by_role("button", name="Just listen").wait_for()
    front_desk.down = True
    front_desk.expire_sessions()
    page.get_by_role("button", name="Just listen").click()
    front_desk.down = False
    expect(page.get_by_text("A new conversation starts here")).to_be_visible()
    expect(state_of(page, "Just listen")).to_contain_text("Answered")
    assert front_desk.latest.said() == ["Just listen"]


def test_what_was_seen_while_the_connection_was_gone_is_told_later(
    front_desk: FakeFrontDesk, page: Page
) -> None:
    front_desk.write("bot", "A long answer. " * 200)
    expect(page.locator(".message.bot")).to_have_count(2)
    page.locator(".scroll").evaluate("node => { node.scrollTop = 0; }")
    page.wait_for_function(
        "document.querySelector('amends-chat').shadowRoot.querySelector('.scroll').scrollTop === 0"
    )
    front_desk.write("bot", "One thing more.")
    expect(page.locator(".jump")).to_be_visible()
    front_desk.down = True
    front_desk.cut()
    expect(page.locator(".banner")).to_be_visible()
    page.locator(".jump").click()
    expect(page.locator(".jump")).to_be_hidden()
    assert front_desk.latest.seen == 2
    front_desk.down = False
    expect(page.locator(".banner")).to_be_hidden(timeout=20_000)
    write(page, "back")
    expect(state_of(page, "back")).to_contain_text("Answered")
    assert front_desk.latest.seen >= 3


def test_an_answer_given_while_the_connection_was_gone_arrives_and_settles_the_message(
    front_desk: FakeFrontDesk, page: Page
) -> None:
    front_desk.hold = True
    write(page, "are you there")
    expect(state_of(page, "are you there")).to_contain_text("Received")
    front_desk.down = True
    front_desk.cut()
    expect(page.locator(".banner")).to_be_visible()
    front_desk.do(lambda: front_desk.reply(front_desk.latest, front_desk.latest.messages[-1]))
    front_desk.down = False
    expect(message(page, "You said: are you there")).to_have_count(1)
    expect(state_of(page, "are you there")).to_contain_text("Answered")


def test_plain_http_takes_over_when_no_websocket_gets_through(
    front_desk: FakeFrontDesk, address: str, context: BrowserContext
) -> None:
    front_desk.refuse_sockets = True
    page = visit(context, address)
    write(page, "over plain http")
    expect(state_of(page, "over plain http")).to_contain_text("Answered")
    expect(message(page, "You said: over plain http")).to_have_count(1)
    front_desk.write("agent", "I see you.", name="Elena")
    expect(message(page, "I see you.")).to_be_visible()
    assert front_desk.latest.said() == ["over plain http"]
    assert "GET /widget/messages" in front_desk.requests


def test_a_refusal_over_plain_http_gives_the_text_back(
    front_desk: FakeFrontDesk, address: str, context: BrowserContext
) -> None:
    front_desk.refuse_sockets = True
    front_desk.refusal = ("too_fast", "Please send this again in a moment.")
    page = visit(context, address)
    write(page, "quick")
    expect(page.locator(".notice")).to_contain_text("Please send this again in a moment.")
    expect(page.locator(".box")).to_have_value("quick")
    expect(page.locator(".message.own")).to_have_count(0)
