"""A message that may tell of danger is kept for a person, once, and the customer notices nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from amends.cases.escalation import Reason
from amends.casework.handoff import ServiceLevels, hand_off
from amends.casework.record import find_case, open_case
from amends.desk.handling import return_to_bot, take_over
from amends.messages.transcript import Choice, start_conversation
from amends.realtime.hub import Hub
from amends.store.store import Store
from amends.store.tables import Agent, AuditEntry, Button, DangerReview, Message, Speaker
from amends.turns.bot import BotTurn, Utterance
from amends.turns.turns import Turns
from amends.understanding.danger import Danger
from amends.understanding.reading import Reading
from tests.conftest import StillClock
from tests.fakes import ANGRY, CALM, FakeBot
from tests.languages import LANGUAGES

PERHAPS = replace(ANGRY, danger=Danger(0.12, "danger_product", noticed=True))
UNLIKELY = replace(ANGRY, danger=Danger(0.02, "danger_product", noticed=False))
PLAIN = replace(ANGRY, intent="danger_product", danger=Danger(0.6, "danger_product", noticed=True))


class Talk:
    """A customer and a bot that reads as it is told; there is a case from the start."""

    def __init__(self, store: Store, levels: ServiceLevels, clock: StillClock) -> None:
        self.store, self.levels, self.clock = store, levels, clock
        self.bot = FakeBot("What can I do?", reading=PERHAPS)
        self.turns = Turns(store, self.bot, Hub(), clock, levels, LANGUAGES)
        with store.write() as session:
            self.id = start_conversation(session, now=clock()).id
            open_case(session, self.id, concern="", resolve_days=10, now=clock())
            self.elena = Agent(email="elena@example.com", name="Elena", password_hash="-")
            session.add(self.elena)

    async def say(self, text: str, key: str | None = None) -> None:
        await self.turns.take(self.id, key or text, text=text)
        await self.turns.settle()

    def hand_over(self, reason: Reason) -> None:
        with self.store.write() as session:
            case = find_case(session, self.id)
            assert case is not None
            hand_off(session, case, reason, levels=self.levels, now=self.clock())

    def reviews(self) -> list[tuple[str, str, float]]:
        with self.store.read() as session:
            return [
                (review.message.text, review.kind, review.chance) for review in session.query(DangerReview)
            ]

    def queued(self) -> list[dict[str, object]]:
        with self.store.read() as session:
            return [
                entry.detail for entry in session.query(AuditEntry).filter_by(event="danger_review_queued")
            ]


@pytest.fixture
def talk(sqlite_store: Store, levels: ServiceLevels, clock: StillClock) -> Talk:
    return Talk(sqlite_store, levels, clock)


async def test_it_is_kept_with_kind_and_chance_and_stands_on_the_audit_trail(talk: Talk) -> None:
    await talk.say("it hums and smells odd")
    assert talk.reviews() == [("it hums and smells odd", "danger_product", 0.12)]
    assert talk.queued() == [{"message": 1, "kind": "danger_product", "chance": 0.12}]


async def test_the_customer_is_answered_as_if_nothing_was_noticed(talk: Talk) -> None:
    await talk.say("it hums and smells odd")
    with talk.store.read() as session:
        assert [m.text for m in session.query(Message) if m.speaker is not Speaker.CUSTOMER] == [
            "What can I do?"
        ]
        case = find_case(session, talk.id)
        assert case is not None
        assert case.waiting_since is None


async def test_a_retry_makes_no_second_one(talk: Talk) -> None:
    for _ in range(3):
        await talk.say("it hums", key="same")
    assert len(talk.reviews()) == len(talk.queued()) == 1


async def test_a_conversation_without_a_record_is_kept_too(talk: Talk) -> None:
    with talk.store.write() as session:
        talk.id = start_conversation(session, now=talk.clock()).id
    await talk.say("it hums")
    assert len(talk.reviews()) == 1
    assert talk.queued() == []


@pytest.mark.parametrize("reading", [UNLIKELY, CALM])
async def test_what_is_unlikely_is_not_kept(talk: Talk, reading: Reading) -> None:
    talk.bot.reading = reading
    await talk.say("it hums")
    assert talk.reviews() == []


async def test_what_one_reader_alone_takes_for_danger_is_kept_and_the_customer_told_nothing(
    talk: Talk,
) -> None:
    talk.bot.reading = PLAIN
    await talk.say("it hums")
    assert talk.reviews() == [("it hums", "danger_product", 0.6)]


@pytest.mark.parametrize(("reason", "kept"), [(Reason.ASKED, 1), (Reason.SAFETY, 0)])
async def test_in_the_line_it_is_kept_unless_danger_comes_first_anyway(
    talk: Talk, reason: Reason, kept: int
) -> None:
    talk.hand_over(reason)
    await talk.say("it hums")
    assert len(talk.reviews()) == kept


async def test_what_is_written_to_a_person_is_read_by_them_until_they_hand_back(talk: Talk) -> None:
    talk.hand_over(Reason.ASKED)
    with talk.store.write() as session:
        take_over(session, talk.id, talk.elena, now=talk.clock(), languages=LANGUAGES)
    await talk.say("it hums")
    assert talk.reviews() == []
    with talk.store.write() as session:
        return_to_bot(session, talk.id, talk.elena, now=talk.clock(), languages=LANGUAGES)
    talk.turns.answer_soon(talk.id)
    await talk.turns.settle()
    assert len(talk.reviews()) == 1


async def test_a_pressed_button_tells_nothing(talk: Talk) -> None:
    talk.bot.reading = CALM
    talk.bot.script = lambda question: BotTurn((Utterance("And?", (Choice("Yes", "/affirm"),)),), PERHAPS)
    await talk.say("hello")
    with talk.store.read() as session:
        button = session.query(Button).first()
        assert button is not None
        pressed = button.id
    await talk.turns.take(talk.id, "b", button_id=pressed)
    await talk.turns.settle()
    assert [text for text, _, _ in talk.reviews()] == ["hello"]
