"""A customer whose messages are heard as the test writes them: what the dialogue answers is proved without a model.

A message is written in the notation of docs/hearing.md: `[tell] it broke. [demand.refund] I want <my money back>`.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from amends.casework.customer_requests import requests_of
from amends.casework.handoff import ServiceLevels
from amends.casework.record import find_case
from amends.dialogue.answering import Received, answer_turn
from amends.dialogue.memory import stage_of
from amends.dialogue.turn import Stage
from amends.hearing.frame import Act, Frame, Given, Hazard, Mark
from amends.hearing.labelled import parse_labelled
from amends.languages.loading import Languages
from amends.languages.wording import OfferedButton, Spoken
from amends.messages.transcript import start_conversation, store_message
from amends.redress.loading import load_policies
from amends.store.store import Store
from amends.store.tables import Button, Case, CustomerRequest, Message, Speaker
from amends.turns.answering import deliver, next_turn
from amends.turns.bot import BotTurn, Utterance
from amends.understanding.facts import find_facts
from amends.understanding.reading import Emotion, Level, Reading
from tests.conftest import MONDAY_NOON
from tests.languages import LANGUAGES

POLICY = Path(__file__).parents[3] / "data" / "policy" / "shop.yml"
IRRITATED = Emotion("frustration", 0.4, Level.IRRITATED, 0.9)
FURIOUS = Emotion("anger", 0.9, Level.FURIOUS, 0.9)

INTENT_OF_ACT = {Act.TELL: "complaint", Act.THANK: "thank", Act.CORRECT: "correct", Act.CHAT: "greet"}
INTENT_OF_GIVEN = {Given.YES: "affirm", Given.NO: "deny", Given.DONE: "done", Given.FACT: "inform"}
INTENT_OF_MARK = {Mark.LEGAL: "threat_legal", Mark.PUBLIC: "threat_public", Mark.LEAVING: "threat_leave"}


class Customer:
    """A customer, and what the bot answers them; everything is on the record, through the front desk's own turns."""

    def __init__(self, store: Store, levels: ServiceLevels, *, now: datetime = MONDAY_NOON) -> None:
        self.store, self.levels, self.now = store, levels, now
        self.languages: Languages = LANGUAGES
        self.lines: list[str] = []
        """The names of the lines that were said last, in their order."""
        self.heard: list[str] = []
        """The messages that were said last."""
        self.buttons: list[OfferedButton] = []
        with store.write() as session:
            self.id = start_conversation(session, now=now).id

    def says(
        self,
        labelled: str,
        *,
        intent: str | None = None,
        complaint: float | None = None,
        emotion: Emotion = IRRITATED,
        topic: str | None = "late_delivery",
    ) -> list[str]:
        """Type a message; return the names of the lines it is answered with, an echo of their words left out."""
        message = parse_labelled(labelled)
        read = intent or _intent_of(message.frame)
        facts = tuple(find_facts(message.text, self.now.date()))
        tells = any(message.frame.doing(Act.TELL))
        chance = complaint if complaint is not None else (0.9 if tells else 0.2)
        reading = Reading(read, 0.9, emotion, topic, 0.9, facts, complaint=chance, frame=message.frame)
        return self._turn(message.text, reading, payload=None)

    def presses(self, title: str) -> list[str]:
        """Press the newest button of a title; return the names of the lines of the answer."""
        with self.store.read() as session:
            query = session.query(Button).join(Message, Button.message_id == Message.id)
            found = query.filter(Message.conversation_id == self.id, Button.title == title)
            payload = found.order_by(Button.message_id.desc()).limit(1).one().payload
        intent = re.match(r"/(\w+)", payload)
        assert intent is not None
        reading = Reading.from_parse({"intent": {"name": intent[1], "confidence": 1.0}})
        return self._turn(title, reading, payload=payload)

    def _turn(self, text: str, reading: Reading, *, payload: str | None) -> list[str]:
        self.now += timedelta(seconds=20)
        policy = load_policies(POLICY).at(self.now)
        with self.store.write() as session:
            store_message(session, self.id, str(uuid.uuid4()), text, now=self.now)
            if payload:
                newest = session.query(Message).filter_by(conversation_id=self.id).order_by(Message.id.desc())
                newest.limit(1).one().payload = payload
        with self.store.write() as session:
            turn = next_turn(session, self.id, by="test", now=self.now, lasts=timedelta(minutes=1))
        assert turn is not None
        choice = json.loads(payload[payload.index("{") :])["choice"] if payload and "{" in payload else None
        received = Received(
            self.id, text, reading, turn.question.message_id, choice=choice, pressed=payload is not None
        )
        with self.store.write() as session:
            spoken = answer_turn(
                session, received, languages=self.languages, levels=self.levels, policy=policy, country="DE",
                now=self.now,
            )  # fmt: skip
        answer = BotTurn(tuple(Utterance.of(one) for one in spoken), replace(reading))
        with self.store.write() as session:
            deliver(session, turn, answer, levels=self.levels, languages=self.languages, now=self.now)
        return self._keep(spoken)

    def _keep(self, spoken: Sequence[Spoken]) -> list[str]:
        lines = [line for said in spoken for line in (*said.before, said.line)]
        self.heard = [said.text for said in spoken]
        self.lines = [line.name for line in lines if line.name != "reflection"]
        self.buttons = [button for said in spoken for button in said.buttons]
        return self.lines

    @property
    def said(self) -> str:
        """All that was said last, as one text."""
        return " ".join(self.heard)

    @property
    def stage(self) -> Stage | None:
        """What was asked last."""
        with self.store.read() as session:
            return stage_of(session, self.id, find_case(session, self.id))

    def case(self) -> Case:
        """Return their case, to read."""
        with self.store.read() as session:
            case = find_case(session, self.id)
            assert case is not None
            return case

    def has_case(self) -> bool:
        """Say whether they have a case."""
        with self.store.read() as session:
            return find_case(session, self.id) is not None

    def offers(self) -> list[str]:
        """Return what they were offered, and what became of it."""
        with self.store.read() as session:
            case = find_case(session, self.id)
            return [f"{offer.kind} {offer.amount} {offer.state}" for offer in case.offers] if case else []

    def requests(self) -> list[CustomerRequest]:
        """Return all that they demanded and asked, oldest first."""
        with self.store.read() as session:
            return requests_of(session, self.id)

    def ledger(self) -> list[tuple[str, str]]:
        """Return what they demanded and asked by its name, and what became of each."""
        return [(request.named, request.state.value) for request in self.requests()]

    def apologies(self) -> int:
        """Return how often the bot said sorry."""
        with self.store.read() as session:
            query = session.query(Message).filter_by(conversation_id=self.id, speaker=Speaker.BOT)
            return sum(message.text.count("I'm sorry.") for message in query)


def _intent_of(frame: Frame) -> str:
    if frame.hazard is Hazard.VIOLENCE:
        return "threat_violence"
    marked = next((INTENT_OF_MARK[mark] for mark in frame.marks if mark in INTENT_OF_MARK), None)
    acts = [clause.act for clause in frame.clauses]
    if marked:
        return marked
    if Act.TELL in acts:
        return "complaint"
    if frame.demands:
        return "want_compensation"
    if Act.ASK in acts:
        return "out_of_scope"
    if frame.answers and frame.answers[0].given is not None:
        return INTENT_OF_GIVEN.get(frame.answers[0].given, "nlu_fallback")
    return INTENT_OF_ACT[acts[0]]
