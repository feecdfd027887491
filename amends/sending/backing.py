"""What stands behind a message's promises: the offers on its case, and what was said before (METHOD R7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.apology import Breach, Check, Verdict
from amends.casework.record import find_case, write_audit
from amends.languages.language import Language
from amends.languages.line import Line
from amends.languages.policy_words import PromiseWords
from amends.redress.backing import SENTENCE, Backing, unbacked
from amends.redress.backing import UnbackedPlace as Place
from amends.redress.policy import OfferKind
from amends.store.tables import LIVE, Case, Message, Speaker

log = structlog.get_logger(__name__)

NEWEST = 200
"""How many of the newest messages are read as what was said before."""


class Unbacked(Exception):
    """A message names compensation that no offer backs; `places` are where."""

    def __init__(self, text: str, places: Sequence[Place]) -> None:
        super().__init__("; ".join(place.text for place in places))
        self.text = text
        self.places = tuple(places)


def unbacked_in(
    session: Session, conversation_id: str, text: str, *, words: PromiseWords, figures_only: bool = False
) -> tuple[Place, ...]:
    """Return what a message promises or names without an offer on the case that backs it. `words`: of its language.

    The record is read only where the text speaks of compensation at all. What people wrote before, and what the
    customer was told of the case's end, may be repeated word for word.
    """
    if not unbacked(text, words=words, figures_only=figures_only):
        return ()
    case = find_case(session, conversation_id)
    told = select(Message.speaker, Message.text).where(Message.conversation_id == conversation_id)
    said = session.execute(told.order_by(Message.id.desc()).limit(NEWEST)).all()
    heard = [words for speaker, words in said if speaker is Speaker.CUSTOMER]
    allowed = [words for speaker, words in said if speaker is Speaker.AGENT]
    if case is not None and case.told_text:
        allowed.append(case.told_text)
    offers = _offers(case) if case else ()
    return unbacked(text, offers, words=words, heard=heard, allowed=allowed, figures_only=figures_only)


def record_unbacked(session: Session, case: Case, stopped: Unbacked, *, actor: str, now: datetime) -> None:
    """Put a stopped promise on the record, and alert."""
    spans = [[place.start, place.end] for place in stopped.places]
    write_audit(session, case, "unbacked_promise", actor=actor, now=now, text=stopped.text, spans=spans)
    log.error("unbacked_promise", case=case.reference, speaker=actor, places=len(spans))


def with_unbacked(verdict: Check, text: str, places: Sequence[Place], language: Language) -> Check:
    """Return the gate's verdict with what no offer backs among its breaches: for a person that is like an excuse."""
    if not places:
        return verdict
    breaches = (
        Breach(
            Verdict.EXCUSE, place.start, place.end, place.text,
            f"No offer on the record backs “{place.text}”. Make the offer first; then it is theirs.", "R7",
        )
        for place in places
    )  # fmt: skip
    worst = verdict.verdict if verdict.verdict is Verdict.QUALIFIED else Verdict.EXCUSE
    merged = sorted((*verdict.breaches, *breaches), key=lambda breach: breach.start)
    return replace(
        verdict, verdict=worst, breaches=tuple(merged), rewrite=_rewrite(verdict, text, places, language)
    )


def _rewrite(verdict: Check, text: str, places: Sequence[Place], language: Language) -> str:
    """Return the message without the sentences that promise; a question where nothing is left."""
    promised = [place.text for place in places]
    sentences = (match[0] for match in SENTENCE.finditer(verdict.rewrite or text))
    kept = "".join(words for words in sentences if not any(promise in words for promise in promised))
    return kept.strip() or language.speak(Line("ask_fair")).text


def _offers(case: Case) -> list[Backing]:
    return [
        Backing(OfferKind(offer.kind), offer.amount, offer.currency, offer.voucher_code)
        for offer in case.offers
        if offer.state in LIVE
    ]
