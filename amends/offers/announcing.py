"""What the customer reads of an offer, with its two buttons, and of their answer (METHOD R7)."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy.orm import Session

from amends.messages.transcript import Choice
from amends.sending.send import Outgoing, send_as_system
from amends.sending.words import say, say_thing
from amends.store.tables import Agent, Case, Offer, OfferState, Speaker

PRESSED = "/offer"
"""The payload of a button under a person's offer: `/offer{"id": 12, "take": true}`."""


def announce_offer(session: Session, case: Case, offer: Offer, agent: Agent, *, now: datetime) -> None:
    """Tell the customer what `agent` offers, with the buttons Yes and No; again is the same message."""
    choices = tuple(
        Choice(title, f"{PRESSED}{json.dumps({'id': offer.id, 'take': take})}")
        for title, take in (("Yes", True), ("No", False))
    )
    text = say("offered", name=agent.name, thing=say_thing(offer))
    _send(session, case, Outgoing(text, f"offered:{offer.id}", choices), now=now)


def announce_answer(session: Session, case: Case, offer: Offer, *, late: bool, now: datetime) -> None:
    """Tell the customer what their answer comes to. `late`: the offer had been answered the other way, or replaced."""
    gone = late and offer.state is not OfferState.ACCEPTED
    text = say("offer_gone") if gone else _outcome(offer)
    outgoing = Outgoing(text, f"offer:{offer.id}:{offer.state.value}{':late' if late else ''}")
    _send(session, case, outgoing, now=now)


def read_press(payload: str) -> tuple[int, bool] | None:
    """Return which offer a button's payload answers, and whether it takes it; None for any other button."""
    intent, brace, rest = payload.partition("{")
    try:
        told = json.loads(brace + rest) if brace else {}
    except ValueError:
        return None
    if intent == PRESSED:
        return int(told["id"]), bool(told["take"])
    choice = str(told.get("choice", ""))
    if choice.startswith("offer:") and choice.removeprefix("offer:").isdigit():
        return int(choice.removeprefix("offer:")), True
    return None


def _outcome(offer: Offer) -> str:
    if offer.state is not OfferState.ACCEPTED:
        return say("offer_declined")
    follows = f" {offer.follows}" if offer.follows else ""
    if offer.voucher_code:
        thing = say_thing(offer).removeprefix("a ")
        return say("offer_taken_voucher", thing=thing, code=offer.voucher_code, follows=follows)
    return say("offer_taken", thing=say_thing(offer), follows=follows)


def _send(session: Session, case: Case, outgoing: Outgoing, *, now: datetime) -> None:
    send_as_system(session, case.conversation_id, outgoing, speaker=Speaker.SYSTEM, now=now)
