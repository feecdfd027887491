"""What the customer reads of an offer, with its two buttons, and of their answer (METHOD R7)."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy.orm import Session

from amends.languages.language import Language
from amends.languages.line import Line
from amends.languages.loading import Languages
from amends.messages.transcript import Choice
from amends.sending.send import Outgoing, send_on_case
from amends.sending.words import say_thing, say_voucher
from amends.store.tables import Agent, Case, Offer, OfferState, Speaker

PRESSED = "/offer"
"""The payload of a button under a person's offer: `/offer{"id": 12, "take": true}`."""


def announce_offer(
    session: Session, case: Case, offer: Offer, agent: Agent, *, languages: Languages, now: datetime
) -> None:
    """Tell the customer what `agent` offers, with the buttons Yes and No; again is the same message."""
    language = languages.of(case.conversation.language)
    choices = tuple(
        Choice(language.say(title), f"{PRESSED}{json.dumps({'id': offer.id, 'take': take})}")
        for title, take in (("button_yes", True), ("button_no", False))
    )
    line = Line("offered", {"name": agent.name, "thing": say_thing(offer, language)})
    _send(session, case, Outgoing.of(language, line, f"offered:{offer.id}", choices), now=now)


def announce_answer(
    session: Session, case: Case, offer: Offer, *, late: bool, languages: Languages, now: datetime
) -> None:
    """Tell the customer what their answer comes to. `late`: the offer had been answered the other way, or replaced."""
    gone = late and offer.state is not OfferState.ACCEPTED
    language = languages.of(case.conversation.language)
    line = Line("offer_gone") if gone else _outcome(offer, language)
    key = f"offer:{offer.id}:{offer.state.value}{':late' if late else ''}"
    _send(session, case, Outgoing.of(language, line, key), now=now)


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


def _outcome(offer: Offer, language: Language) -> Line:
    if offer.state is not OfferState.ACCEPTED:
        return Line("offer_declined")
    follows = {"follows": f" {offer.follows}" if offer.follows else ""}
    if offer.voucher_code:
        thing = say_voucher(offer, language)
        return Line("offer_taken_voucher", {"thing": thing, "code": offer.voucher_code, **follows})
    return Line("offer_taken", {"thing": say_thing(offer, language), **follows})


def _send(session: Session, case: Case, outgoing: Outgoing, *, now: datetime) -> None:
    send_on_case(session, case, outgoing, speaker=Speaker.SYSTEM, now=now)
