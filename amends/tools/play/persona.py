"""Simulated customers: they wrote a real message, and then answer what the bot asks, each after their own kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from amends.tools.play.heard import Frame


@dataclass(frozen=True, slots=True)
class Persona:
    """How a simulated customer answers. `presses`: titles of buttons they take, the dearest first.

    `story`: what they still have to tell; `idea`: what they think fair, None for who wants something else;
    `order`: what they say of the order, with its `{number}`; `price`: what they paid for it; `instead`: what they
    would rather have than an offer.
    """

    name: str
    presses: tuple[str, ...]
    story: tuple[str, ...] = ()
    idea: str | None = None
    order: str = "order {number}"
    price: str = "i paid 39.90 for it"
    instead: str = "my money back, all of it"

    def with_order(self, number: int) -> Persona:
        """Return this kind of customer with an order of their own: what one may be given a year is counted by it."""
        return replace(self, order=self.order.format(number=number))


PERSONAS: Final = (
    Persona(
        "wants to be heard",
        ("Just listen", "Nothing. I wanted you to know", "Yes"),
        ("i sat on hold for 40 minutes as well", "and then the line went dead", "thats all"),
    ),
    Persona("takes what is offered", ("Make it right", "Yes", "This is enough"), idea="you tell me"),
    Persona("wants the fee back", ("Make it right", "Yes"), idea="give me the delivery fee back"),
    Persona("wants a lot", ("Make it right", "Yes"), idea="i want 2000 euros for this"),
    Persona(
        "refuses what is offered",
        ("Make it right", "No, something else", "No", "Yes"),
        idea="a voucher of 5 euros",
    ),
    Persona(
        "has no number",
        ("Make it right", "I don't have it", "Yes"),
        idea="you tell me",
        order="i dont have the number",
    ),
    Persona("wants an apology", ("I want an apology", "This is enough", "Yes")),
    Persona("wants it in writing", ("I want an apology", "In writing", "Yes")),
    Persona("wants a person", ("A person, please", "Yes")),
    Persona("never presses", (), ("it has been like this for weeks", "i want my money back", "thats all")),
)

ASKS_FOR_AN_IDEA: Final = re.compile(r"\bfair\b", re.IGNORECASE)
ASKS_FOR_THE_ORDER: Final = re.compile(r"\bwhich order\b|number is enough", re.IGNORECASE)
ASKS_FOR_THE_PRICE: Final = re.compile(r"\bwhat did (?:you pay|that one thing cost)\b", re.IGNORECASE)
INVITES: Final = re.compile(r"\?|\b(go on|tell me|write here|listening|take your time)\b", re.IGNORECASE)

ASKS_WHAT_INSTEAD: Final = re.compile(r"\brather have\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the customer does next: they type `text`, or press the button with this id."""

    text: str = ""
    button: str | None = None


def answer_bot(
    persona: Persona, heard: Sequence[Frame], said: Sequence[str], *, listened_to: bool = False
) -> Reply | None:
    """Return how the customer answers the bot's newest messages, or None when they have nothing more to say.

    `heard`: the bot's messages since they last wrote; `said`: everything they typed so far; `listened_to`: they go on
    with their story without being asked.
    """
    asked = " ".join(message["text"] for message in heard)
    for question, answer in (
        (ASKS_FOR_THE_ORDER, persona.order),
        (ASKS_FOR_THE_PRICE, persona.price),
        (ASKS_FOR_AN_IDEA, persona.idea),
        (ASKS_WHAT_INSTEAD, persona.instead),
    ):
        if answer is not None and answer not in said and question.search(asked):
            return Reply(answer)
    buttons = {button["title"]: button["id"] for message in heard for button in message["buttons"]}
    pressed = next((buttons[title] for title in persona.presses if title in buttons), None)
    if pressed is not None:
        return Reply(button=pressed)
    untold = next((part for part in persona.story if part not in said), None)
    return Reply(untold) if untold is not None and (listened_to or invites(heard)) else None


def invites(heard: Sequence[Frame]) -> bool:
    """Say whether the bot's messages leave the customer something to do: a question, a button, or an open ear."""
    return any(message["buttons"] or INVITES.search(message["text"]) for message in heard)
