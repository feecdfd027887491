"""Who writes in the demo, when, about what and how it will go: decided before anything is played. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from zoneinfo import ZoneInfo

from amends.tools.demo.stories import Stories, TopicStory

DAYS_A_MONTH = 30.44
RISE = timedelta(weeks=3)
WEEKDAYS = (1.3, 1.15, 1.0, 1.0, 1.05, 0.75, 0.75)
HOURS = (1, 1, 0, 0, 0, 1, 2, 4, 8, 10, 10, 9, 8, 8, 9, 9, 9, 10, 10, 9, 8, 6, 4, 2)
"""How busy each day of the week and each hour of the day is."""


class Way(StrEnum):
    """What a customer is after; what comes of it is for the services to decide."""

    HEARD = "heard"
    FAIR = "fair"
    BEYOND = "beyond"
    SORRY = "sorry"
    LETTER = "letter"
    ASKED = "asked"
    THREAT = "threat"
    PRAISE = "praise"


WAYS: Mapping[Way, int] = {
    Way.HEARD: 16, Way.FAIR: 30, Way.BEYOND: 9, Way.SORRY: 7, Way.LETTER: 5, Way.ASKED: 18, Way.THREAT: 8,
    Way.PRAISE: 7,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Customer:
    """One made-up customer. `heat`: the intensity (0..1) of their first message; `seed`: of their own dice."""

    number: int
    arrives: datetime
    topic: str
    way: Way
    name: str | None
    email: str
    heat: float
    slots: Mapping[str, str]
    seed: int

    def fill(self, text: str, **more: str) -> str:
        """Fill a text's places with what is theirs."""
        return text.format(**self.slots, email=self.email, **more)


def plan_customers(
    stories: Stories, *, months: int, now: datetime, zone: ZoneInfo, seed: int
) -> list[Customer]:
    """Plan `months` months of customers up to `now`, oldest first. The same seed and moment give the same people."""
    dice = Random(seed)  # noqa: S311 - made-up people, not secrets
    start = (now - timedelta(days=DAYS_A_MONTH * months)).astimezone(zone).replace(hour=0, minute=0, second=0)
    arrivals = [
        (moment, topic, dice.choices(list(WAYS), list(WAYS.values()))[0])
        for topic, story in stories.topics.items()
        for moment in _arrivals(story, start, now, dice)
        if moment < now
    ]
    arrivals += [(now - timedelta(minutes=minutes), topic, way) for minutes, topic, way in LATELY]
    return [_customer(stories, number, arrival, dice) for number, arrival in enumerate(sorted(arrivals), 1)]


LATELY = (
    (2900, "broken_promise", Way.THREAT), (1500, "damaged", Way.LETTER), (170, "late_delivery", Way.BEYOND),
    (95, "refund", Way.ASKED), (64, "damaged", Way.FAIR), (38, "refund", Way.THREAT), (21, "billing", Way.ASKED),
    (9, "wrong_item", Way.HEARD),
)  # fmt: skip
"""Minutes ago, the topic and what they are after: so that there is somebody in the line."""


def _arrivals(story: TopicStory, start: datetime, now: datetime, dice: Random) -> Iterator[datetime]:
    day = start
    while day < now:
        rate = story.weekly / 7 * WEEKDAYS[day.weekday()] * story.months.get(day.month, 1.0)
        grown = max(0.0, 1 - (now - day) / RISE)
        for _ in range(_poisson(rate * (1 + (story.rising - 1) * grown), dice)):
            hour = dice.choices(range(24), HOURS)[0]
            yield day.replace(hour=hour, minute=dice.randrange(60), second=dice.randrange(60))
        day += timedelta(days=1)


def _poisson(mean: float, dice: Random) -> int:
    """Draw a count by counting exponential gaps."""
    count, passed = 0, dice.expovariate(1.0)
    while passed < mean:
        count, passed = count + 1, passed + dice.expovariate(1.0)
    return count


def _customer(stories: Stories, number: int, arrival: tuple[datetime, str, Way], dice: Random) -> Customer:
    arrives, topic, way = arrival
    given, family = dice.choice(stories.given), dice.choice(stories.family)
    heat = min(max(dice.gauss(stories.topics[topic].heat, 0.13), 0.05), 0.98)
    slots = {
        "order": str(dice.randrange(70000, 99999)),
        "days": str(dice.randint(4, 19)),
        "sum": str(dice.choice((25, 40, 60, 80, 120, 200))),
        "item": dice.choice(stories.items),
    }
    return Customer(
        number=number,
        arrives=arrives,
        topic=topic,
        way=way,
        name=f"{given} {family}" if dice.random() < 0.7 else None,
        email=f"{given}.{family}.{number}@mail.example".lower(),
        heat=heat,
        slots=slots,
        seed=dice.randrange(2**31),
    )
