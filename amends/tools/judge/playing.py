"""Plays a written conversation against the real dialogue, in process: one record, a clock that stands still.

What a turn does is what the front desk does (amends.turns): the message is stored, leased, read, answered, and sent
through the gate.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.bootstrap import Services, build_services
from amends.cases.state import SETTLED, WAITING
from amends.casework.customer_requests import requests_of
from amends.casework.record import find_case
from amends.dialogue.answering import Received, answer_turn
from amends.dialogue.memory import stage_of
from amends.dialogue.turn import Stage
from amends.follow_through.returning import code_of
from amends.hearing.frame import Asked
from amends.hearing.hearer import Hearer
from amends.messages.transcript import (
    UnknownButton,
    messages_after,
    start_conversation,
    store_message,
    store_press,
)
from amends.settings import Settings
from amends.store.migrate import upgrade
from amends.store.tables import Button, Message, OfferState, RequestKind, ReturnAttempt, Speaker
from amends.tools.judge.customer import WrittenCustomer
from amends.tools.judge.played import JudgedTurn, OnRecord, Played, SaidByBot
from amends.tools.judge.written import CustomerLine, Kind, WrittenConversation
from amends.turns.answering import deliver, next_turn
from amends.turns.bot import BotTurn, Utterance
from amends.understanding.reading import UNREAD, Reading
from amends.understanding.understander import Understander

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""A Monday, when people are at work: every conversation is held then."""

MOST_TURNS = 14
LEASE = timedelta(seconds=30)
_PAYLOAD = re.compile(r"/(\w+)(\{.*\})?")


class TurnReader(Protocol):
    """Reads what a customer typed, as an answer to what was asked."""

    def read(self, text: str, asked: Asked) -> Reading: ...


@dataclass(frozen=True, slots=True)
class RealReader:
    """The heads of a trained model, and the hearer of frames: what the bot's own pipeline reads."""

    understander: Understander
    hearer: Hearer

    def read(self, text: str, asked: Asked) -> Reading:
        """Return the reading of a message."""
        reading = self.understander.read([text], NOON.date())[0]
        return replace(reading, frame=self.hearer.hear(text, asked))


class House:
    """Where conversations are held: a new record for each, copied from an empty one."""

    def __init__(self, reader: TurnReader, folder: Path) -> None:
        self._reader = reader
        self._folder = folder
        self._empty = folder / "empty.db"
        upgrade(f"sqlite:///{self._empty}")

    def play(self, kind: Kind, written: WrittenConversation) -> Played:
        """Play a conversation until the customer says no more."""
        with self._services(kind, written) as services:
            slots: dict[str, str] = {}
            if written.before:
                earlier = _Window(services, self._reader)
                for text in written.before:
                    earlier.turn(CustomerLine(say=text), slots)
                slots["case"] = earlier.reference() or "AM-20001"
            window, customer = _Window(services, self._reader), WrittenCustomer(written)
            turns: list[JudgedTurn] = []
            line: CustomerLine | None = written.opening
            while line is not None and len(turns) < MOST_TURNS:
                turns.append(window.turn(line, slots))
                line = None if turns[-1].broken else customer.reply(turns[-1].stage, turns[-1].lines)
            return Played(kind, written, tuple(turns), window.record())

    @contextmanager
    def _services(self, kind: Kind, written: WrittenConversation) -> Iterator[Services]:
        with tempfile.TemporaryDirectory(dir=self._folder) as own:
            database = Path(own) / "amends.db"
            shutil.copyfile(self._empty, database)
            services = build_services(
                _settings(Path(own), database, kind, mail=written.mail), clock=lambda: NOON
            )
            try:
                yield services
            finally:
                services.store.close()


def _settings(var: Path, database: Path, kind: Kind, *, mail: bool) -> Settings:
    """The same for everybody who judges, whatever the machine's own settings are."""
    return Settings(
        var=var,
        environment="development",
        database_url=f"sqlite:///{database}",
        policy=kind.policy,
        company="Example Shop",
        timezone="UTC",
        opening_hours="Mon-Fri 08:00-18:00",
        country="DE",
        smtp_host="127.0.0.1" if mail else "",
        smtp_security="none" if mail else "starttls",
        smtp_from="care@shop.example" if mail else "",
    )


class _Window:
    """A customer's window: one conversation on the record."""

    def __init__(self, services: Services, reader: TurnReader) -> None:
        self._services, self._reader, self._count = services, reader, 0
        with services.store.write() as session:
            self._id = start_conversation(session, now=NOON).id

    def turn(self, line: CustomerLine, slots: dict[str, str]) -> JudgedTurn:
        """Say or press a line; return what came of it. What breaks stands in the result."""
        self._count += 1
        text = self._filled(line.say, slots) or line.press
        before = self.record()
        asked = self._stage()
        try:
            reading, meant, answer = self._answered(line, text)
        except Exception as error:  # a bot that breaks is a finding of the judge's, not the judge's end
            return JudgedTurn(
                line, text, asked, UNREAD_FRAME, (), asked, broken=f"{type(error).__name__}: {error}"
            )
        after = self.record()
        return JudgedTurn(
            line=line,
            text=text,
            asked=asked,
            frame=reading.frame,
            answer=answer,
            stage=self._stage(),
            intent=reading.intent,
            facts=tuple(reading.facts_by_kind()),
            given=after.given[len(before.given) :],
            settled=after.settled and not before.settled,
            stopped=tuple(words for words in meant if words not in {said.text for said in answer}),
        )

    def record(self) -> OnRecord:
        """Return what the record holds now."""
        with self._services.store.read() as session:
            case = find_case(session, self._id)
            ledger = tuple(
                (_label_of(request.kind, request.what, negative=request.negative), request.state.value)
                for request in requests_of(session, self._id)
            )
            if case is None:
                return OnRecord(ledger=ledger)
            taken = (offer for offer in case.offers if offer.state is OfferState.ACCEPTED)
            return OnRecord(
                case=True,
                settled=case.state in SETTLED,
                reason=case.escalation_reason.value if case.escalation_reason else None,
                waiting=case.state in WAITING,
                topic=case.topic,
                given=tuple(f"{offer.kind} {offer.amount}" for offer in taken),
                ledger=ledger,
                facts={str(kind): str(value) for kind, value in case.facts.items()},
            )

    def reference(self) -> str | None:
        """Return the number of the conversation's case."""
        with self._services.store.read() as session:
            case = find_case(session, self._id)
            return case.reference if case else None

    def _stage(self) -> Stage | None:
        with self._services.store.read() as session:
            return stage_of(session, self._id, find_case(session, self._id))

    def _filled(self, text: str, slots: dict[str, str]) -> str:
        """The text with the earlier case's number and the code that was sent for it."""
        if "{code}" in text:
            with self._services.store.read() as session:
                query = select(ReturnAttempt).where(ReturnAttempt.conversation_id == self._id)
                attempts = list(session.scalars(query))
                slots["code"] = code_of(attempts[-1]) if attempts else "000000"
        for slot, value in slots.items():
            text = text.replace(f"{{{slot}}}", value)
        return text

    def _answered(self, line: CustomerLine, text: str) -> tuple[Reading, list[str], tuple[SaidByBot, ...]]:
        """The reading of a line, what the bot meant to say to it, and what the customer saw."""
        services = self._services
        with services.store.write() as session:
            if line.press:
                stored = store_press(
                    session, self._id, f"c{self._count}", self._button(session, line.press), now=NOON
                )
            else:
                stored = store_message(session, self._id, f"c{self._count}", text, now=NOON)
        with services.store.write() as session:
            turn = next_turn(session, self._id, by="judge", now=NOON, lasts=LEASE)
        if turn is None:
            raise LookupError("a person has the conversation")
        asked, payload = Asked(turn.question.asked), turn.question.payload
        reading, choice = _pressed(payload) if payload else (self._reader.read(text, asked), None)
        received = Received(self._id, text, reading, stored.message_id, choice, pressed=payload is not None)
        with services.store.write() as session:
            spoken = answer_turn(
                session,
                received,
                languages=services.languages,
                levels=services.levels,
                policy=services.policies.at(NOON),
                country=services.settings.country,
                now=NOON,
            )
        answer = BotTurn(tuple(Utterance.of(said) for said in spoken), reading)
        with services.store.write() as session:
            deliver(session, turn, answer, levels=services.levels, languages=services.languages, now=NOON)
        with services.store.read() as session:
            said = messages_after(session, self._id, stored.message_id)
            seen = tuple(_said(message) for message in said if message.speaker is not Speaker.CUSTOMER)
            return reading, [one.text for one in spoken], seen

    def _button(self, session: Session, title: str) -> str:
        query = select(Button).join(Message, Button.message_id == Message.id)
        query = query.where(Message.conversation_id == self._id, Button.title == title)
        found = session.scalars(query.order_by(Message.id.desc())).first()
        if found is None:
            raise UnknownButton(title)
        return found.id


UNREAD_FRAME = Reading("", 0.0, UNREAD).frame


def _pressed(payload: str) -> tuple[Reading, str | None]:
    """What Rasa reads in a button's payload: its intent, and what it stands for."""
    matched = _PAYLOAD.fullmatch(payload)
    if matched is None:
        raise ValueError(f"a button with an unknown payload: {payload}")
    entities = json.loads(matched[2]) if matched[2] else {}
    return Reading(matched[1], 1.0, UNREAD), entities.get("choice")


def _said(message: Message) -> SaidByBot:
    before = tuple(str(line["name"]) for line in message.lines_before or ())
    return SaidByBot(message.text, (*before, message.line or ""))


def _label_of(kind: RequestKind, what: str, *, negative: bool) -> str:
    return f"{'ask' if kind is RequestKind.QUESTION else 'demand'}.{what}{'-' if negative else ''}"
