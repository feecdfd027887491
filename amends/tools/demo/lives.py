"""One customer's life with the shop, from the first angry line to the last answer; each yields how long it waits."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.cases.state import SETTLED, WAITING, State
from amends.casework.customer_requests import open_requests
from amends.casework.record import find_case
from amends.desk.handling import reply_to_customer, settle_case, take_over
from amends.desk.request_ends import RequestEnd
from amends.dialogue.turn import Stage
from amends.sending.send import Stopped
from amends.store.tables import Agent, CustomerRequest, Progress, ReportCard, RequestKind, Stay
from amends.tools.demo.plan import Customer, Way
from amends.tools.demo.readings import read_marked
from amends.tools.demo.stories import Stories, TopicStory
from amends.tools.demo.world import Member, World

Life = AsyncIterator[timedelta]


@dataclass
class Living:
    """A customer in the middle of it. `heat`: how they feel now, 0..1."""

    world: World
    stories: Stories
    customer: Customer
    conversation_id: str
    dice: Random
    heat: float

    @property
    def story(self) -> TopicStory:
        """The texts of their topic."""
        return self.stories.topics[self.customer.topic]

    def minutes(self, low: float, high: float) -> timedelta:
        """Return a time between so many minutes."""
        return timedelta(minutes=self.dice.uniform(low, high))

    def pick(self, texts: tuple[str, ...], **more: str) -> str:
        """Choose one of the texts and fill it in."""
        return self.customer.fill(self.dice.choice(texts), **more)

    def cool(self, by: float) -> None:
        """Feel so much calmer (or, below 0, angrier)."""
        self.heat = min(max(self.heat - by + self.dice.gauss(0, 0.04), 0.03), 0.99)

    async def say(self, text: str, intent: str, *, label: str | None = None) -> None:
        """Write something; it is answered."""
        topic = self.customer.topic if intent == "complaint" else None
        plain, reading = read_marked(text, intent=intent, heat=self.heat, topic=topic, label=label)
        await self.world.say(self.conversation_id, plain, reading)

    async def press(self, payload: str, choice: str | None = None) -> bool:
        """Press a button, where it was offered."""
        intent = payload.removeprefix("/").partition("{")[0]
        _, reading = read_marked("", intent=intent, heat=self.heat)
        return await self.world.press(self.conversation_id, payload, reading, choice)

    @property
    def state(self) -> State:
        """Where their case stands."""
        with self.world.store.read() as session:
            case = find_case(session, self.conversation_id)
            return case.state if case else State.BOT

    @property
    def stage(self) -> Stage | None:
        """Where the bot's side stands."""
        return self.world.stage(self.conversation_id)


async def live(world: World, stories: Stories, customer: Customer) -> Life:
    """Play one customer from their first message to the end of their case."""
    dice = Random(customer.seed)  # noqa: S311
    me = Living(world, stories, customer, world.start(), dice, customer.heat)
    if customer.way is Way.PRAISE:
        me.heat = 0.05
        text = me.pick(stories.praise, agent=dice.choice(world.team).name)
        await me.say(text, "praise", label="gratitude")
        return
    await me.say(me.pick(me.story.openings), "complaint")
    _introduce(me)
    yield me.minutes(0.5, 2)
    me.cool(0.08)
    async for wait in WAYS[customer.way](me):
        yield wait
    if me.state is State.BOT:
        yield me.minutes(0.5, 2)
        await me.say(me.pick(me.stories.asks_person), "ask_person")
    async for wait in _to_the_end(me):
        yield wait


def _introduce(me: Living) -> None:
    with me.world.store.write() as session:
        case = me.world.case(session, me.conversation_id)
        case.customer_name = case.customer_name or me.customer.name


async def _be_heard(me: Living) -> Life:
    """Pour it out, see it on the record, and want nothing more (METHOD M5)."""
    await me.press("/want_vent")
    yield me.minutes(0.5, 2)
    for text in me.story.more:
        await me.say(me.customer.fill(text), "complaint")
        me.cool(0.1)
        yield me.minutes(0.5, 3)
    await me.say("thats all of it", "done")
    yield me.minutes(0.5, 2)
    me.cool(0.1)
    await me.press("/affirm")
    yield me.minutes(0.3, 1)
    if me.dice.random() < 0.75:
        await me.press("/done")
    else:
        await me.press("/ask_person")


async def _be_compensated(me: Living) -> Life:
    """Say what would be fair, and get it where the policy allows it (METHOD M6, M14)."""
    await me.press("/want_compensation")
    yield me.minutes(0.5, 2)
    texts = me.story.beyond if me.customer.way is Way.BEYOND else me.story.fair
    await me.say(me.pick(texts), "inform")
    yield me.minutes(0.5, 2)
    if me.stage is Stage.DETAILS:
        await me.say(me.customer.fill("order {order}"), "inform")
        yield me.minutes(0.3, 1)
    if me.stage is Stage.OFFER:
        if me.dice.random() < 0.85:
            me.cool(0.3)
            await me.press("/affirm")
        else:
            me.cool(-0.05)
            await me.press("/deny")


async def _be_apologised_to(me: Living) -> Life:
    """An apology is what they want; where it must be a person's, by letter (METHOD M7)."""
    await me.press("/want_apology")
    yield me.minutes(0.5, 2)
    way = "enough" if me.customer.way is Way.SORRY else me.dice.choice(("writing", "phone"))
    me.cool(0.15)
    await me.press(f'/choose{{"choice": "{way}"}}', way)


async def _ask_for_a_person(me: Living) -> Life:
    """They ask for a person, at once or after some more."""
    if me.dice.random() < 0.4:
        await me.say(me.pick(me.story.more), "complaint")
        yield me.minutes(0.5, 2)
    await me.say(me.pick(me.stories.asks_person), "ask_person")


async def _threaten(me: Living) -> Life:
    """They threaten: with a lawyer, with the public, with leaving."""
    intent = me.dice.choice(sorted(me.stories.threats))
    me.cool(-0.15)
    yield me.minutes(0.2, 1)
    await me.say(me.pick(me.stories.threats[intent]), intent)


WAYS: Mapping[Way, Callable[[Living], Life]] = {
    Way.HEARD: _be_heard,
    Way.FAIR: _be_compensated,
    Way.BEYOND: _be_compensated,
    Way.SORRY: _be_apologised_to,
    Way.LETTER: _be_apologised_to,
    Way.ASKED: _ask_for_a_person,
    Way.THREAT: _threaten,
}


async def _to_the_end(me: Living) -> Life:
    """Until it is settled for good: by a person where one is waited for, and again where it was not settled."""
    for again in range(3):
        if me.state in WAITING:
            async for wait in _with_a_person(me):
                yield wait
        if me.state not in SETTLED:
            return
        yield me.minutes(0.5, 240 if me.dice.random() < 0.3 else 5)
        me.world.see(me.conversation_id)
        if me.dice.random() > 0.13 / (again + 1):
            await _be_content(me)
            break
        yield me.minutes(60, 3 * 24 * 60)
        me.cool(-0.25)
        await me.say(me.pick(me.stories.not_settled), "complaint")
        if me.state not in WAITING and me.state not in SETTLED:
            yield me.minutes(0.5, 2)
            await me.say(me.pick(me.stories.asks_person), "ask_person")
    yield me.minutes(2, 90)
    _answer_the_card(me)


async def _be_content(me: Living) -> None:
    """Most say that it is settled; the rest say nothing, which closes the case three days later."""
    if me.dice.random() < 0.7:
        me.cool(0.2)
        said = me.stories.customer_content if me.heat < 0.45 else me.stories.customer_cold
        label = "gratitude" if me.heat < 0.3 else None
        await me.say(me.pick(said, agent=_who_had_it(me)), "thank", label=label)


async def _with_a_person(me: Living) -> Life:
    """Somebody at the desk takes it, writes, and resolves it: soon, or after days."""
    while (member := me.world.free_member()) is None:
        yield me.world.until_open() + me.minutes(4, 12)
    yield me.minutes(1, 6)
    member.busy_until = me.world.now + me.minutes(8, 25)
    _take_over(me, member)
    yield me.minutes(0.5, 3)
    opens = me.stories.agent_opens[-1:] if _said_sorry(me) else me.stories.agent_opens
    _write(me, member, me.pick(opens, agent=member.name))
    yield me.minutes(1, 6)
    me.cool(0.05 + 0.15 * member.skill)
    await me.say(me.pick(me.stories.customer_tells_agent), "inform")
    yield me.minutes(1, 5)
    if me.dice.random() < 0.4:
        _write(me, member, me.pick(me.stories.agent_goes_on))
    yield _time_to_resolve(me, member)
    _resolve(me, member)
    me.cool(0.1 + 0.3 * member.skill)


def _time_to_resolve(me: Living, member: Member) -> timedelta:
    """Most within the same conversation; some take days, and a few longer than they may (METHOD M8, M9)."""
    drawn = me.dice.random() + (member.skill - 0.7) * 0.2
    if drawn > 0.12:
        return me.minutes(4, 25)
    days = me.dice.uniform(1, 3) if drawn > 0.0 else me.dice.uniform(11, 16)
    return timedelta(days=days)


def _take_over(me: Living, member: Member) -> None:
    """Claim it; whoever was silent for too long has lost it meanwhile, and takes it again."""
    with me.world.store.write() as session:
        take_over(
            session,
            me.conversation_id,
            session.get_one(Agent, member.id),
            languages=me.world.services.languages,
            now=me.world.now,
        )


def _write(me: Living, member: Member, text: str) -> None:
    """Write; where the gate stops it (sorry was said already), without the apology, as a person would."""
    _take_over(me, member)
    try:
        _reply(me, member, text)
    except Stopped:
        _reply(me, member, me.stories.agent_opens[-1].format(agent=member.name))


def _said_sorry(me: Living) -> bool:
    """Whether a person said sorry on this case already: once is enough (METHOD R2)."""
    with me.world.store.read() as session:
        case = me.world.case(session, me.conversation_id)
        return any(apology.said_by != "bot" for apology in case.apologies)


def _reply(me: Living, member: Member, text: str) -> None:
    with me.world.store.write() as session:
        agent = session.get_one(Agent, member.id)
        reply_to_customer(
            session, me.conversation_id, agent, text, client_id=_form(me),
            languages=me.world.services.languages, now=me.world.now,
        )  # fmt: skip


def _resolve(me: Living, member: Member) -> None:
    _take_over(me, member)
    outcome, told = me.dice.choice(me.story.fixes)
    with me.world.store.write() as session:
        case = settle_case(
            session,
            me.conversation_id,
            session.get_one(Agent, member.id),
            outcome=me.customer.fill(outcome),
            told=me.customer.fill(told),
            client_id=_form(me),
            languages=me.world.services.languages,
            now=me.world.now,
            ends=_ends(session, me),
        )
        if me.story.causes:
            case.root_cause = me.dice.choices(list(me.story.causes), list(me.story.causes.values()))[0]


def _ends(session: Session, me: Living) -> dict[int, RequestEnd]:
    """What became of everything they demanded and asked: it was done, and they are told the answer.

    A sum that is still open is one that no offer gave them.
    """
    wanted = (one for one in open_requests(session, me.conversation_id) if not one.negative)
    return {request.id: _end_of(request) for request in wanted}


def _end_of(request: CustomerRequest) -> RequestEnd:
    if request.kind is RequestKind.QUESTION:
        return RequestEnd(Progress.ANSWERED.value)
    if any(letter.isdigit() for letter in request.named):
        return RequestEnd(Progress.REFUSED.value, "What I could do instead stands above.")
    return RequestEnd(Progress.DONE.value)


def _answer_the_card(me: Living) -> None:
    """Two of five answer the report card; how, follows from how they feel at the end (METHOD M18)."""
    if me.dice.random() > 0.4:
        return
    with me.world.store.write() as session:
        case = me.world.case(session, me.conversation_id)
        mood = 4.7 - 4 * me.heat - min(case.reopened, 2) * 0.6
        stays = Stay.YES if mood > 3.2 else Stay.UNSURE if mood > 2.4 else Stay.NO
        card = session.scalars(select(ReportCard).where(ReportCard.case_id == case.id)).one_or_none()
        if card is None:
            card = ReportCard(case_id=case.id, asked_at=me.world.now)
            session.add(card)
        card.heard, card.apology = _grade(me, mood + 0.3), _grade(me, mood + 0.1)
        card.outcome = _grade(me, mood)
        card.effort = _grade(me, mood - 0.2) if me.dice.random() < 0.9 else None
        card.stay = stays if me.dice.random() < 0.85 else None
        card.answered_at = me.world.now


def _grade(me: Living, mood: float) -> int:
    return round(min(max(me.dice.gauss(mood, 0.7), 1), 5))


def _who_had_it(me: Living) -> str:
    with me.world.store.read() as session:
        assignee = me.world.case(session, me.conversation_id).assignee
        return assignee.name if assignee else ""


def _form(me: Living) -> str:
    return f"{me.dice.getrandbits(64):016x}"
