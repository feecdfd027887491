"""A visitor of a page with the widget: what they do there, and where to look."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.fake_front_desk import Answer, Conversation, FakeFrontDesk

ROOT = Path(__file__).parents[3]
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


def offering(front_desk: FakeFrontDesk, *titles: str) -> Answer:
    """An answer that offers buttons to the first message, and repeats every other."""

    def answer(conversation: Conversation, text: str) -> None:
        first = len(conversation.said()) == 1
        reply = conversation.add("bot", f"You said: {text}", buttons=list(titles) if first else None)
        front_desk.deliver(conversation, reply)

    return answer
