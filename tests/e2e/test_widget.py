"""The widget in a real browser, against a front desk that breaks on demand."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.e2e.accessibility import need_the_checker, violations
from tests.e2e.fake_front_desk import Answer, Conversation, FakeFrontDesk, serving

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).parents[2]
WIDGET = ROOT / "widget"
BUDGET = 25_000  # bytes of all modules and one language, each gzipped
GREETING = "Tell me what happened."
WANTS = ["Just listen", "Make it right", "I want an apology", "A person, please"]

PAGE = """<!doctype html><html lang="en"><head><title>A shop</title></head>
<body>{extra}<script type="module" src="{src}"></script></body></html>"""
EXAMPLES = {"https://bank.example@elsewhere.example"}

# Notes what is added to the live region while it is live: what a screen reader would read out.
LISTEN = """
window.announced = [];
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (init) {
  const root = attach.call(this, init);
  new MutationObserver((records) => {
    for (const { target, addedNodes } of records) {
      if (target.closest("[aria-live]")?.getAttribute("aria-live") !== "polite") continue;
      for (const node of addedNodes) {
        const off = node.closest?.("[aria-live]")?.getAttribute("aria-live") === "off";
        if (node.matches?.(".message") && !off) window.announced.push(node.querySelector(".text").textContent);
      }
    }
  }).observe(root, { childList: true, subtree: true });
  return root;
};
"""


@pytest.fixture
def desk() -> FakeFrontDesk:
    """A front desk that greets and repeats what it was told."""
    fake = FakeFrontDesk()
    fake.greeting = [GREETING]
    return fake


@pytest.fixture
def address(desk: FakeFrontDesk) -> Iterator[str]:
    """Where the front desk is served."""
    with serving(desk) as url:
        yield url


@pytest.fixture
def page(address: str, context: BrowserContext) -> Page:
    """The demo page with the chat opened and the greeting read."""
    return visit(context, address)


def visit(context: BrowserContext, address: str) -> Page:
    """Open the page in a new tab and the chat on it."""
    page = context.new_page()
    page.goto(address)
    if not page.locator("dialog[open]").count():
        page.locator(".launcher").click()
    expect(message(page, GREETING)).to_be_visible()
    return page


def message(page: Page, text: str) -> Locator:
    """The bubbles with exactly this text."""
    return page.locator(".text", has_text=re.compile(rf"^{re.escape(text)}$"))


def write(page: Page, text: str) -> None:
    """Type a message and send it with Enter."""
    page.locator(".box").fill(text)
    page.locator(".box").press("Enter")


def state_of(page: Page, text: str) -> Locator:
    """The line under an own message that tells what became of it."""
    return page.locator(".message.own", has=message(page, text)).locator(".foot")


def offering(desk: FakeFrontDesk, *titles: str) -> Answer:
    """An answer that offers buttons to the first message, and repeats every other."""

    def answer(conversation: Conversation, text: str) -> None:
        first = len(conversation.said()) == 1
        reply = conversation.add("bot", f"You said: {text}", buttons=list(titles) if first else None)
        desk.deliver(conversation, reply)

    return answer


# One tag.


def test_one_script_tag_inserts_the_chat_and_says_that_it_is_an_automated_assistant(page: Page) -> None:
    expect(page.locator("amends-chat")).to_have_count(1)
    expect(page.get_by_role("dialog", name="Chat with Example Shop")).to_be_visible()
    expect(page.get_by_role("heading", name="Automated assistant")).to_be_visible()
    expect(page.locator(".intro")).to_contain_text("automated assistant")


def test_nothing_is_contacted_before_a_visitor_opens_the_chat(
    desk: FakeFrontDesk, address: str, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_role("button", name="Talk to us")).to_be_visible()
    assert desk.requests == []


def test_a_page_that_has_its_own_element_gets_no_second_one(
    desk: FakeFrontDesk, address: str, context: BrowserContext
) -> None:
    desk.page = PAGE.format(src="/widget/amends-chat.js", extra='<amends-chat theme="dark"></amends-chat>')
    page = context.new_page()
    page.goto(address)
    expect(page.locator(".launcher")).to_have_count(1)


def test_a_shop_on_another_origin_with_a_strict_policy_can_embed_it(
    desk: FakeFrontDesk, address: str, context: BrowserContext
) -> None:
    shop = FakeFrontDesk()
    policy = (
        f"<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; script-src {address}; "
        f'connect-src {address} {address.replace("http", "ws")}">'
    )
    shop.page = PAGE.format(src=f"{address}/widget/amends-chat.js", extra=policy)
    with serving(shop) as elsewhere:
        page = visit(context, elsewhere)
        write(page, "from another origin")
        expect(state_of(page, "from another origin")).to_contain_text("Answered")
    expect(page.locator(".launcher")).to_have_css("position", "fixed")
    assert desk.latest.said() == ["from another origin"]


# Sent, stored, answered.


def test_a_message_is_shown_as_sent_stored_and_answered(desk: FakeFrontDesk, page: Page) -> None:
    desk.hold = True
    write(page, "nobody came")
    expect(state_of(page, "nobody came")).to_contain_text("Received")
    first = desk.latest.messages[-1]
    desk.do(lambda: desk.reply(desk.latest, first))
    expect(state_of(page, "nobody came")).to_contain_text("Answered")
    expect(message(page, "You said: nobody came")).to_be_visible()
    expect(page.locator(".box")).to_be_focused()
    expect(page.locator(".box")).to_have_value("")


def test_shift_enter_starts_a_line_and_a_word_being_composed_is_not_sent(
    desk: FakeFrontDesk, page: Page
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
    assert desk.latest.said() == ["one\ntwo"]


# Nothing is lost, nothing doubles.


def test_a_reload_keeps_the_transcript_the_draft_and_the_open_chat(desk: FakeFrontDesk, page: Page) -> None:
    write(page, "before the reload")
    expect(message(page, "You said: before the reload")).to_be_visible()
    page.locator(".box").press_sequentially("half a sent")
    page.reload()
    expect(message(page, "before the reload")).to_have_count(1)
    expect(message(page, "You said: before the reload")).to_have_count(1)
    expect(page.locator(".box")).to_have_value("half a sent")
    assert desk.latest.said() == ["before the reload"]
    assert len(desk.conversations) == 1


def test_what_is_written_offline_says_so_and_is_sent_once_when_the_network_is_back(
    desk: FakeFrontDesk, page: Page, context: BrowserContext
) -> None:
    context.set_offline(True)
    write(page, "first")
    write(page, "second")
    expect(state_of(page, "second")).to_contain_text("It goes out when you are back online.")
    expect(page.locator(".banner")).to_contain_text("You are offline.")
    context.set_offline(False)
    expect(state_of(page, "second")).to_contain_text("Answered")
    expect(page.locator(".banner")).to_be_hidden()
    assert desk.latest.said() == ["first", "second"]
    expect(page.locator(".message.own")).to_have_count(2)


def test_what_waits_in_the_outbox_survives_a_reload(desk: FakeFrontDesk, page: Page) -> None:
    desk.down = True
    desk.cut()
    write(page, "while the desk was down")
    expect(state_of(page, "while the desk was down")).to_contain_text("Not sent yet. Trying again.")
    page.reload()
    expect(page.locator(".message.own")).to_have_count(1)
    desk.down = False
    expect(state_of(page, "while the desk was down")).to_contain_text("Answered", timeout=20_000)
    assert desk.latest.said() == ["while the desk was down"]


def test_retry_sends_at_once(desk: FakeFrontDesk, page: Page) -> None:
    desk.down = True
    desk.cut()
    write(page, "again")
    page.get_by_role("button", name="Retry now").wait_for()
    desk.down = False
    page.get_by_role("button", name="Retry now").click()
    expect(state_of(page, "again")).to_contain_text("Answered")
    assert desk.latest.said() == ["again"]


def test_a_message_whose_answer_got_lost_is_stored_and_shown_once(desk: FakeFrontDesk, page: Page) -> None:
    desk.lose_acks = True
    write(page, "only once")
    expect(state_of(page, "only once")).to_contain_text("Answered")
    desk.lose_acks = False
    write(page, "the next")
    expect(state_of(page, "the next")).to_contain_text("Answered")
    assert desk.latest.said() == ["only once", "the next"]
    expect(message(page, "only once")).to_have_count(1)


def test_a_second_tab_shows_the_same_conversation_and_both_may_write(
    desk: FakeFrontDesk, page: Page, context: BrowserContext, address: str
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
    assert desk.latest.said() == ["from the first", "from the second"]
    assert len(desk.conversations) == 1


def test_an_expired_session_begins_anew_and_what_waited_is_sent_there(
    desk: FakeFrontDesk, page: Page
) -> None:
    write(page, "in the old session")
    expect(state_of(page, "in the old session")).to_contain_text("Answered")
    desk.expire_sessions()
    write(page, "in the new session")
    expect(page.get_by_text("A new conversation starts here")).to_be_visible()
    expect(state_of(page, "in the new session")).to_contain_text("Answered")
    expect(message(page, "in the old session")).to_be_visible()
    assert [one.said() for one in desk.conversations] == [["in the old session"], ["in the new session"]]


def test_a_button_pressed_in_a_session_that_is_gone_is_said_in_words(desk: FakeFrontDesk, page: Page) -> None:
    desk.answer = offering(desk, "Just listen")
    write(page, "three times")
    page.get_by_role("button", name="Just listen").wait_for()
    desk.down = True
    desk.expire_sessions()
    page.get_by_role("button", name="Just listen").click()
    desk.down = False
    expect(page.get_by_text("A new conversation starts here")).to_be_visible()
    expect(state_of(page, "Just listen")).to_contain_text("Answered")
    assert desk.latest.said() == ["Just listen"]


def test_what_was_seen_while_the_connection_was_gone_is_told_later(desk: FakeFrontDesk, page: Page) -> None:
    desk.write("bot", "A long answer. " * 200)
    expect(page.locator(".message.bot")).to_have_count(2)
    page.locator(".scroll").evaluate("node => { node.scrollTop = 0; }")
    page.wait_for_function(
        "document.querySelector('amends-chat').shadowRoot.querySelector('.scroll').scrollTop === 0"
    )
    desk.write("bot", "One thing more.")
    expect(page.locator(".jump")).to_be_visible()
    desk.down = True
    desk.cut()
    expect(page.locator(".banner")).to_be_visible()
    page.locator(".jump").click()
    expect(page.locator(".jump")).to_be_hidden()
    assert desk.latest.seen == 2
    desk.down = False
    expect(page.locator(".banner")).to_be_hidden(timeout=20_000)
    write(page, "back")
    expect(state_of(page, "back")).to_contain_text("Answered")
    assert desk.latest.seen >= 3


def test_an_answer_given_while_the_connection_was_gone_arrives_and_settles_the_message(
    desk: FakeFrontDesk, page: Page
) -> None:
    desk.hold = True
    write(page, "are you there")
    expect(state_of(page, "are you there")).to_contain_text("Received")
    desk.down = True
    desk.cut()
    expect(page.locator(".banner")).to_be_visible()
    desk.do(lambda: desk.reply(desk.latest, desk.latest.messages[-1]))
    desk.down = False
    expect(message(page, "You said: are you there")).to_have_count(1)
    expect(state_of(page, "are you there")).to_contain_text("Answered")


# A network without WebSocket.


def test_plain_http_takes_over_when_no_websocket_gets_through(
    desk: FakeFrontDesk, address: str, context: BrowserContext
) -> None:
    desk.refuse_sockets = True
    page = visit(context, address)
    write(page, "over plain http")
    expect(state_of(page, "over plain http")).to_contain_text("Answered")
    expect(message(page, "You said: over plain http")).to_have_count(1)
    desk.write("agent", "I see you.", name="Elena")
    expect(message(page, "I see you.")).to_be_visible()
    assert desk.latest.said() == ["over plain http"]
    assert "GET /widget/messages" in desk.requests


def test_a_refusal_over_plain_http_gives_the_text_back(
    desk: FakeFrontDesk, address: str, context: BrowserContext
) -> None:
    desk.refuse_sockets = True
    desk.refusal = ("too_fast", "Please send this again in a moment.")
    page = visit(context, address)
    write(page, "quick")
    expect(page.locator(".notice")).to_contain_text("Please send this again in a moment.")
    expect(page.locator(".box")).to_have_value("quick")
    expect(page.locator(".message.own")).to_have_count(0)


# Refused.


def test_a_message_the_record_cannot_take_now_waits_and_is_sent_by_itself(
    desk: FakeFrontDesk, page: Page
) -> None:
    desk.refusal = ("unavailable", "Not sent yet. Trying again.")
    write(page, "keep this")
    expect(state_of(page, "keep this")).to_contain_text("Not sent yet. Trying again.")
    desk.refusal = None
    expect(state_of(page, "keep this")).to_contain_text("Answered")
    assert desk.latest.said() == ["keep this"]


def test_a_refused_message_shows_the_sentence_and_gives_the_text_back(
    desk: FakeFrontDesk, page: Page
) -> None:
    desk.refusal = ("too_fast", "Please send this again in a moment.")
    write(page, "quick")
    expect(page.locator(".notice")).to_contain_text("Please send this again in a moment.")
    expect(page.locator(".box")).to_have_value("quick")
    expect(page.locator(".message.own")).to_have_count(0)
    desk.refusal = None
    page.locator(".box").press("Enter")
    expect(state_of(page, "quick")).to_contain_text("Answered")
    expect(page.locator(".notice")).to_be_hidden()


def test_a_refused_message_waits_for_editing_while_another_is_being_written(
    desk: FakeFrontDesk, page: Page
) -> None:
    desk.refusal = ("too_fast", "Please send this again in a moment.")
    desk.down = True
    desk.cut()
    write(page, "refused")
    page.locator(".box").press_sequentially("being written")
    desk.down = False
    expect(state_of(page, "refused")).to_contain_text("Please send this again in a moment.")
    expect(page.locator(".box")).to_have_value("being written")
    page.get_by_role("button", name="Edit").click()
    expect(page.locator(".box")).to_have_value("refused\nbeing written")
    expect(page.locator(".message.own")).to_have_count(0)


def test_a_text_that_is_too_long_is_counted_kept_and_not_sent(desk: FakeFrontDesk, page: Page) -> None:
    page.locator(".box").fill("a" * 3_900)
    expect(page.locator(".count")).to_have_text("100 characters left")
    page.locator(".box").fill("\N{WAVING HAND SIGN}" * 4_001)
    expect(page.locator(".count")).to_have_text("1 character too many")
    page.locator(".box").press("Enter")
    expect(page.locator(".notice")).to_contain_text("A message can have 4000 characters.")
    expect(page.locator(".count")).to_have_text("1 character too many")
    assert desk.latest.said() == []


# Buttons.


def test_buttons_stand_under_the_last_bot_message_and_a_pressed_one_is_said_once(
    desk: FakeFrontDesk, page: Page
) -> None:
    desk.answer = offering(desk, *WANTS)
    write(page, "three times")
    choices = page.get_by_role("group", name="Choose an answer")
    expect(choices.get_by_role("button")).to_have_text(WANTS)
    desk.hold = True
    choices.get_by_role("button", name="Just listen").click()
    for title in WANTS:
        expect(choices.get_by_role("button", name=title)).to_be_disabled()
    expect(state_of(page, "Just listen")).to_contain_text("Received")
    desk.write("bot", "I'm listening.")
    expect(choices).to_have_count(0)
    assert desk.latest.said() == ["three times", "Just listen"]
    assert [frame["button"] for frame in desk.frames if frame["type"] == "press"] == ["b3.0"]


def test_a_button_that_is_gone_shows_the_sentence(desk: FakeFrontDesk, page: Page) -> None:
    desk.answer = offering(desk, "Make it right")
    write(page, "three times")
    button = page.get_by_role("button", name="Make it right")
    button.wait_for()
    desk.latest.messages[-1]["pressed"] = True
    button.click()
    expect(page.locator(".notice")).to_contain_text("That choice is no longer open.")
    expect(message(page, "Make it right")).to_have_count(0)


# Keyboard and screen reader.


def test_everything_works_by_keyboard_alone(
    desk: FakeFrontDesk, address: str, context: BrowserContext
) -> None:
    desk.answer = offering(desk, *WANTS)
    page = context.new_page()
    page.goto(address)
    launcher = page.get_by_role("button", name="Talk to us")
    launcher.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".box")).to_be_focused()
    page.keyboard.type("nobody came")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="A person, please")).to_be_visible()
    expect(page.locator(".box")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="A person, please")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".box")).to_be_focused()
    expect(message(page, "You said: A person, please")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    expect(launcher).to_be_focused()


def test_only_new_messages_are_read_out(desk: FakeFrontDesk, address: str, context: BrowserContext) -> None:
    context.add_init_script(LISTEN)
    page = visit(context, address)
    write(page, "nobody came")
    expect(message(page, "You said: nobody came")).to_be_visible()
    assert page.evaluate("announced") == ["You said: nobody came"]
    page.reload()
    expect(message(page, "You said: nobody came")).to_be_visible()
    log = page.get_by_role("log", name="Messages")
    expect(log).to_have_attribute("aria-live", "polite")
    assert page.evaluate("announced") == []
    desk.write("agent", "I am Elena.", name="Elena")
    expect(message(page, "I am Elena.")).to_be_visible()
    assert page.evaluate("announced") == ["I am Elena."]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_checker_of_accessibility_rules_finds_nothing(
    desk: FakeFrontDesk, address: str, browser: Browser, scheme: str, width: int
) -> None:
    need_the_checker()
    visitor = browser.new_context(
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        viewport={"width": width, "height": 800},
    )
    desk.answer = offering(desk, *WANTS)
    page = visit(visitor, address)
    write(page, "three times")
    page.get_by_role("button", name="Just listen").wait_for()
    assert violations(page) == []
    desk.refusal = ("too_fast", "Please send this again in a moment.")
    write(page, "quick")
    expect(page.locator(".notice")).to_be_visible()
    desk.set_status(phase="person", case="AM-20418", speaker={"kind": "person", "name": "Elena"})
    desk.write("agent", "See https://shop.example.", name="Elena")
    desk.set_typing("person", True)
    expect(page.locator(".indicator")).to_be_visible()
    assert violations(page) == []
    visitor.close()


def test_new_messages_are_counted_while_the_chat_is_closed(desk: FakeFrontDesk, page: Page) -> None:
    page.get_by_role("button", name="Close the chat").click()
    desk.write("bot", "One thing more.")
    desk.write("bot", "And another.")
    launcher = page.get_by_role("button", name="Talk to us")
    expect(page.locator(".badge")).to_have_text("2")
    expect(launcher).to_have_accessible_name(re.compile("2 new messages$"))
    launcher.click()
    expect(message(page, "And another.")).to_be_visible()
    page.get_by_role("button", name="Close the chat").click()
    expect(page.locator(".badge")).to_be_hidden()
    assert desk.latest.seen == 3


# Who speaks, and where the customer stands.


def test_it_always_says_whether_a_person_or_the_assistant_speaks(desk: FakeFrontDesk, page: Page) -> None:
    desk.set_status(phase="person", case="AM-20418", speaker={"kind": "person", "name": "Elena"})
    expect(page.get_by_role("heading", name="Elena, a person")).to_be_visible()
    expect(page.locator(".strip")).to_contain_text("Case AM-20418")
    desk.write("agent", "I've read all of it.", name="Elena")
    expect(page.locator(".message.agent .name")).to_have_text("Elena, a person")
    desk.set_typing("person", True)
    expect(page.locator(".indicator")).to_have_text("Elena is writing")
    desk.set_typing("person", False)
    expect(page.locator(".indicator")).to_be_hidden()
    desk.set_status(phase="bot", speaker={"kind": "bot", "name": None})
    expect(page.get_by_role("heading", name="Automated assistant")).to_be_visible()


def test_the_line_says_how_long_it_takes(desk: FakeFrontDesk, page: Page) -> None:
    line = page.locator(".strip .line")
    desk.set_status(phase="queued", case="AM-20418", ahead=0, wait_minutes=4)
    expect(line).to_have_text("You are next. A person is usually here within 4 minutes.")
    desk.set_status(ahead=1, wait_minutes=1)
    expect(line).to_have_text("1 person is ahead of you. A person is usually here within 1 minute.")
    desk.set_status(ahead=None, wait_minutes=None)
    expect(line).to_have_text("A person was asked to join you here.")
    desk.set_status(phase="resolved")
    expect(line).to_have_text("Resolved. If anything is still open, write here.")


def test_a_promise_is_shown_in_the_customers_time_zone_and_stays_when_it_is_broken(
    desk: FakeFrontDesk, page: Page
) -> None:
    line = page.locator(".strip .line")
    page.clock.set_fixed_time(datetime(2026, 11, 23, 18, 0, tzinfo=UTC))
    desk.set_status(phase="follow_up", promised_by="2026-11-24T07:30:00Z")
    expect(line).to_have_text("A person writes to you here by 8:30 tomorrow.")
    desk.set_status(promised_by="2026-11-26T07:30:00Z")
    expect(line).to_have_text("A person writes to you here by 8:30 on Thursday 26 November.")
    desk.set_status(promised_by="2026-11-23T17:30:00Z")
    late = "You were promised an answer by 18:30, and that time has passed. Your case is still open."
    expect(line).to_have_text(late)


def test_days_are_separated(desk: FakeFrontDesk, page: Page) -> None:
    desk.do(lambda: desk.latest.messages.clear())
    yesterday = datetime.now(UTC) - timedelta(days=1)
    desk.do(lambda: desk.latest.add("bot", GREETING, at=yesterday))
    page.reload()
    expect(page.locator(".day:visible")).to_have_text(["Yesterday"])
    write(page, "good morning")
    expect(page.locator(".day:visible")).to_have_text(["Yesterday", "Today"])


def test_the_bot_is_said_to_read_only_when_it_takes_long(desk: FakeFrontDesk, page: Page) -> None:
    desk.hold = True
    write(page, "a hard one")
    expect(page.locator(".indicator")).to_have_text("Reading…")
    desk.write("bot", "Here it is.")
    expect(page.locator(".indicator")).to_be_hidden()


def test_a_person_sees_the_customer_type_and_the_bot_does_not(desk: FakeFrontDesk, page: Page) -> None:
    write(page, "to the bot")
    expect(state_of(page, "to the bot")).to_contain_text("Answered")
    assert desk.latest.writing == []
    desk.set_status(phase="person", speaker={"kind": "person", "name": "Elena"})
    expect(page.get_by_role("heading", name="Elena, a person")).to_be_visible()
    write(page, "to Elena")
    expect(state_of(page, "to Elena")).to_contain_text("Answered")
    assert desk.latest.writing == [True, False]


# What others write is text.


@pytest.mark.parametrize("sender", ["bot", "agent", "system"])
def test_markup_is_shown_and_never_run(desk: FakeFrontDesk, page: Page, sender: str) -> None:
    evil = "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"
    desk.write(sender, evil, name=evil)
    expect(message(page, evil)).to_be_visible()
    assert page.locator(".log img, .log script, [role=log] img, [role=log] script").count() == 0
    assert page.evaluate("window.ran") is None


def test_only_plain_https_addresses_become_links(desk: FakeFrontDesk, page: Page) -> None:
    desk.write(
        "agent",
        "See https://shop.example/a_(b). Not http://shop.example, javascript:alert(1) or "
        "https://bank.example@elsewhere.example/x",
    )
    links = page.locator("[role=log] a")
    expect(links).to_have_count(1)
    expect(links).to_have_attribute("href", "https://shop.example/a_(b)")
    expect(links).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(links).to_have_attribute("target", "_blank")


# Phone, dark, size.


def test_on_a_phone_it_takes_the_whole_screen_with_room_for_a_finger(
    desk: FakeFrontDesk, address: str, browser: Browser
) -> None:
    desk.answer = offering(desk, *WANTS)
    phone = browser.new_context(
        viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    page = visit(phone, address)
    assert page.locator("dialog").bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 780}
    assert page.locator("dialog").evaluate("(node) => node.matches(':modal')")
    write(page, "nobody came")
    page.get_by_role("button", name="Just listen").wait_for()
    for button in page.locator("dialog button:visible").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["height"], box["width"]) >= 44, button
    assert page.evaluate("document.scrollingElement.scrollWidth") == 390
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    phone.close()


@pytest.mark.parametrize(
    ("scheme", "theme", "background"),
    [
        ("light", "auto", "rgb(255, 255, 255)"),
        ("dark", "auto", "rgb(23, 27, 33)"),
        ("light", "dark", "rgb(23, 27, 33)"),
        ("dark", "light", "rgb(255, 255, 255)"),
    ],
)
def test_it_follows_the_visitors_scheme_unless_the_page_names_one(
    desk: FakeFrontDesk, address: str, browser: Browser, scheme: str, theme: str, background: str
) -> None:
    visitor = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    desk.page = PAGE.format(
        src="/widget/amends-chat.js", extra=f'<amends-chat theme="{theme}"></amends-chat>'
    )
    page = visit(visitor, address)
    expect(page.locator("dialog")).to_have_css("background-color", background)
    visitor.close()


def test_a_page_sets_it_up_by_its_script_tag_and_themes_it_by_custom_properties(
    desk: FakeFrontDesk, address: str, context: BrowserContext
) -> None:
    page_style = "<style>amends-chat { --amends-accent: rgb(1, 2, 3); }</style>"
    desk.page = PAGE.format(src='/widget/amends-chat.js" data-position="left', extra=page_style)
    page = context.new_page()
    page.goto(address)
    expect(page.locator(".launcher")).to_have_css("background-color", "rgb(1, 2, 3)")
    expect(page.locator(".launcher")).to_have_css("left", "20px")


def test_the_page_can_open_and_close_it_by_its_attribute(page: Page) -> None:
    page.evaluate("document.querySelector('amends-chat').removeAttribute('open')")
    expect(page.locator("dialog")).to_be_hidden()
    page.evaluate("document.querySelector('amends-chat').setAttribute('open', '')")
    expect(page.locator("dialog")).to_be_visible()


def test_all_modules_together_stay_within_the_budget() -> None:
    modules = [*WIDGET.glob("*.js"), WIDGET / "words" / "en.js"]
    size = sum(len(gzip.compress(module.read_bytes(), 9)) for module in modules)
    assert size <= BUDGET, f"{size} bytes gzipped: take something out, or find out what grew"


def test_every_custom_property_and_attribute_is_documented() -> None:
    readme = (WIDGET / "README.md").read_text(encoding="utf-8")
    used = set(re.findall(r"--amends-[a-z-]+", (WIDGET / "style.js").read_text(encoding="utf-8")))
    assert used == set(re.findall(r"--amends-[a-z-]+", readme))


def test_no_module_loads_anything_from_elsewhere_or_parses_markup() -> None:
    for module in [*WIDGET.rglob("*.js"), WIDGET / "demo.html", WIDGET / "demo.css"]:
        source = module.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|insertAdjacentHTML|outerHTML|eval\(|new Function", source), module
        assert (
            set(re.findall(r"https?://[^\s\"'`)]+", source)) <= {"http://www.w3.org/2000/svg"} | EXAMPLES
        ), module
