"""A customer whose messages are read as the test says: what the dialogue answers is proved without Rasa."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from amends.casework.handoff import ServiceLevels
from amends.casework.record import find_case
from amends.dialogue.scene import Scene
from amends.dialogue.steps import take_step
from amends.dialogue.turn import Answer, Stage, Turn
from amends.languages.language import Language
from amends.languages.wording import Spoken
from amends.messages.transcript import start_conversation, store_message
from amends.redress.loading import load_policies
from amends.sending.send import Outgoing, send_as_system
from amends.store.store import Store
from amends.store.tables import Case, Message, Speaker
from amends.understanding.reading import Emotion, Fact, Level, Reading
from tests.conftest import MONDAY_NOON
from tests.languages import ENGLISH

POLICY = Path(__file__).parents[3] / "data" / "policy" / "shop.yml"
CALM = Emotion("none", 0.1, Level.CALM, 0.9)
IRRITATED = Emotion("frustration", 0.4, Level.IRRITATED, 0.9)
FURIOUS = Emotion("anger", 0.9, Level.FURIOUS, 0.9)


class Customer:
    """A customer, and where the dialogue stands with them; what the bot says is on the record."""

    def __init__(self, store: Store, levels: ServiceLevels, *, now: datetime = MONDAY_NOON) -> None:
        self.store, self.levels, self.now = store, levels, now
        self.stage: Stage | None = None
        self.misunderstood = 0
        self.heat: list[float] = []
        self.taken: list[tuple[list[str], Stage | None]] = []
        """The lines of each answer by name, and the stage that it led to."""
        with store.write() as session:
            self.id = start_conversation(session, now=now).id

    @property
    def language(self) -> Language:
        """Return the language that they are spoken to in."""
        return ENGLISH

    def says(
        self,
        action: str,
        text: str,
        *,
        intent: str = "complaint",
        sure: float = 0.9,
        complaint: float = 0.8,
        emotion: Emotion = IRRITATED,
        topic: str | None = "damaged",
        stage: Stage | None = None,
        wants: Mapping[str, float] | None = None,
        facts: Mapping[str, str] | None = None,
        pressed: bool = False,
    ) -> Answer:
        """Take the step of an action with this message; `stage`: where it stands, if not where the last answer led."""
        self.heat += [] if pressed else [emotion.intensity]
        given = tuple(Fact(kind, value, 0, len(text)) for kind, value in (facts or {}).items())
        reading = Reading(intent, sure, emotion, topic, 0.9, given, wants=wants or {}, complaint=complaint)
        turn = Turn(
            self.id,
            text,
            reading,
            stage=stage or self.stage,
            heat=tuple(self.heat),
            misunderstood=self.misunderstood,
            pressed=pressed,
        )
        with self.store.write() as session:
            store_message(session, self.id, str(uuid.uuid4()), text, now=self.now)
            policy = load_policies(POLICY).at(self.now)
            scene = Scene(session, turn, self.language, self.levels, policy, self.now)
            answer = take_step(action, scene)
            spoken = scene.in_words(answer)
        self._keep(answer, spoken)
        return answer

    def wants(self) -> list[str]:
        """Return what the record says that they want."""
        with self.store.read() as session:
            case = find_case(session, self.id)
            return list(case.wants) if case else []

    def case(self) -> Case:
        """Return their case, to read."""
        with self.store.read() as session:
            case = find_case(session, self.id)
            assert case is not None
            return case

    def offers(self) -> list[str]:
        """Return what they were offered, and what became of it."""
        with self.store.read() as session:
            case = find_case(session, self.id)
            return [f"{offer.amount} {offer.currency} {offer.state}" for offer in case.offers] if case else []

    def heard(self) -> list[str]:
        """Return what the bot said so far, oldest first."""
        with self.store.read() as session:
            query = session.query(Message).filter_by(conversation_id=self.id, speaker=Speaker.BOT)
            return [message.text for message in query.order_by(Message.id)]

    def _keep(self, answer: Answer, spoken: Sequence[Spoken]) -> None:
        self.stage, self.misunderstood = answer.stage, answer.misunderstood
        self.taken.append(([said.line.name for said in spoken], answer.stage))
        with self.store.write() as session:
            for said in spoken:
                outgoing = Outgoing(said.text, str(uuid.uuid4()), ENGLISH, line=said.line)
                send_as_system(session, self.id, outgoing, speaker=Speaker.BOT, resolve_days=10, now=self.now)
            for message in session.query(Message).filter_by(
                conversation_id=self.id, speaker=Speaker.CUSTOMER
            ):
                message.answered_at = self.now


def said(answer: Answer) -> list[str]:
    """Return the names of the lines of an answer, the customer's own words left out."""
    return [line.name for line in answer.lines if line.name != "reflection"]
