"""A frame: what one message says, clause by clause, and what marks the whole of it. Plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Act(StrEnum):
    """What a clause does."""

    TELL = "tell"
    DEMAND = "demand"
    ASK = "ask"
    ANSWER = "answer"
    CORRECT = "correct"
    THANK = "thank"
    CHAT = "chat"
    """Greets, swears, laughs, says nothing to act on."""


class Demand(StrEnum):
    """What they want done. Of a kind we don't know it is still a demand: OTHER."""

    REFUND = "refund"
    REPLACEMENT = "replacement"
    DELIVERY = "delivery"
    WHEREABOUTS = "whereabouts"
    CANCEL = "cancel"
    STOP = "stop"
    REPAIR = "repair"
    CORRECTION = "correction"
    UNLOCK = "unlock"
    CALL = "call"
    WRITTEN_ANSWER = "written_answer"
    EXPLANATION = "explanation"
    CONSEQUENCE = "consequence"
    CHANGE = "change"
    APOLOGY = "apology"
    COMPENSATION = "compensation"
    PERSON = "person"
    LISTEN = "listen"
    OTHER = "other"


class Form(StrEnum):
    """What a question asks for."""

    YES_NO = "yes_no"
    WHEN = "when"
    WHERE = "where"
    WHO = "who"
    WHY = "why"
    HOW = "how"
    WHAT = "what"


class About(StrEnum):
    """What a question is about."""

    ORDER = "order"
    """Their business with the company: parcel, booking, bill, money."""
    CASE = "case"
    """Their complaint: who has it, what happens now."""
    OFFER = "offer"
    PROCESS = "process"
    BOT = "bot"
    COMPANY = "company"


class Given(StrEnum):
    """How a clause answers what was asked."""

    YES = "yes"
    NO = "no"
    NEITHER = "neither"
    COUNTER = "counter"
    YOU_DECIDE = "you_decide"
    DONT_KNOW = "dont_know"
    DONE = "done"
    FACT = "fact"


class Whose(StrEnum):
    """Whose words or wish a clause gives."""

    SELF = "self"
    OTHER = "other"
    COMPANY = "company"


class Hazard(StrEnum):
    """What endangers somebody."""

    FIRE = "fire"
    GAS = "gas"
    SHOCK = "shock"
    SCALD = "scald"
    COLD = "cold"
    TRAPPED = "trapped"
    FOOD = "food"
    ALLERGEN = "allergen"
    MEDICINE = "medicine"
    VEHICLE = "vehicle"
    SHARP = "sharp"
    WATER = "water"
    SELF_HARM = "self_harm"
    VIOLENCE = "violence"
    OTHER = "other"


class Tense(StrEnum):
    """When the danger is."""

    PRESENT = "present"
    PAST = "past"
    FEARED = "feared"


class Mark(StrEnum):
    """What is true of the whole message, beside its clauses."""

    PRIVACY = "privacy"
    CHILD = "child"
    AGE = "age"
    DISABILITY = "disability"
    ILLNESS = "illness"
    BEREAVEMENT = "bereavement"
    NO_CALL = "no_call"
    NO_MAIL = "no_mail"
    LEGAL = "legal"
    PUBLIC = "public"
    LEAVING = "leaving"


VULNERABLE = frozenset({Mark.CHILD, Mark.AGE, Mark.DISABILITY, Mark.ILLNESS, Mark.BEREAVEMENT})
"""The marks of somebody who needs more care."""


class Asked(StrEnum):
    """What the customer was asked last: the same words mean other things after other questions."""

    NOTHING = "nothing"
    OPEN = "open"
    FAIR = "fair"
    FACT = "fact"
    OFFER = "offer"
    WAY = "way"
    STORY = "story"
    ELSE = "else"
    WISH = "wish"
    LISTEN = "listen"
    WAITING = "waiting"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a message that does one thing.

    `words`: as they typed it, from code point `start` of the message. `object`: the words in it that say what is
    demanded, asked about, refused or corrected to. `confidence`: 0..1, of the act and its kind.
    """

    act: Act
    words: str
    start: int = 0
    demand: Demand | None = None
    form: Form | None = None
    about: About | None = None
    given: Given | None = None
    negative: bool = False
    whose: Whose = Whose.SELF
    object: str | None = None
    confidence: float = 1.0

    @property
    def refuses(self) -> bool:
        """Whether they do not want something: a demand all the same, and it binds (METHOD M27)."""
        return self.act is Act.DEMAND and self.negative

    def to_dict(self) -> dict[str, Any]:
        """The JSON form; what does not apply is left out."""
        plain = {
            "act": self.act.value,
            "words": self.words,
            "start": self.start,
            "demand": self.demand and self.demand.value,
            "form": self.form and self.form.value,
            "about": self.about and self.about.value,
            "given": self.given and self.given.value,
            "negative": self.negative or None,
            "whose": None if self.whose is Whose.SELF else self.whose.value,
            "object": self.object,
            "confidence": round(self.confidence, 4),
        }
        return {name: value for name, value in plain.items() if value is not None}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Clause:
        """The clause of its JSON form. Raises KeyError or ValueError where it is not one."""
        return cls(
            act=Act(plain["act"]),
            words=str(plain["words"]),
            start=int(plain.get("start", 0)),
            demand=Demand(plain["demand"]) if plain.get("demand") else None,
            form=Form(plain["form"]) if plain.get("form") else None,
            about=About(plain["about"]) if plain.get("about") else None,
            given=Given(plain["given"]) if plain.get("given") else None,
            negative=bool(plain.get("negative", False)),
            whose=Whose(plain.get("whose", Whose.SELF)),
            object=str(plain["object"]) if plain.get("object") else None,
            confidence=float(plain.get("confidence", 1.0)),
        )


@dataclass(frozen=True, slots=True)
class Frame:
    """What one message says. `danger`: the chance (0..1) that `hazard` threatens somebody now, as `tense` says."""

    clauses: tuple[Clause, ...] = ()
    hazard: Hazard | None = None
    tense: Tense | None = None
    danger: float = 0.0
    marks: frozenset[Mark] = frozenset()

    def doing(self, act: Act) -> Iterator[Clause]:
        """Yield the clauses that do this, in their order."""
        return (clause for clause in self.clauses if clause.act is act)

    @property
    def demands(self) -> tuple[Clause, ...]:
        """What they want done, and what they do not want."""
        return tuple(self.doing(Act.DEMAND))

    @property
    def questions(self) -> tuple[Clause, ...]:
        """What they ask."""
        return tuple(self.doing(Act.ASK))

    @property
    def answers(self) -> tuple[Clause, ...]:
        """What they answer to what was asked."""
        return tuple(self.doing(Act.ANSWER))

    def given(self, *kinds: Given) -> bool:
        """Say whether they answer in one of these ways."""
        return any(clause.given in kinds for clause in self.answers)

    def demanded(self, *kinds: Demand) -> tuple[Clause, ...]:
        """Return what they want of these kinds; what they do not want is none of it."""
        return tuple(clause for clause in self.demands if clause.demand in kinds and not clause.negative)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "clauses": [clause.to_dict() for clause in self.clauses],
            "hazard": self.hazard and self.hazard.value,
            "tense": self.tense and self.tense.value,
            "danger": round(self.danger, 4),
            "marks": sorted(mark.value for mark in self.marks),
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Frame:
        """The frame of its JSON form. Raises KeyError or ValueError where it is not one."""
        return cls(
            clauses=tuple(Clause.from_dict(clause) for clause in plain.get("clauses", ())),
            hazard=Hazard(plain["hazard"]) if plain.get("hazard") else None,
            tense=Tense(plain["tense"]) if plain.get("tense") else None,
            danger=float(plain.get("danger", 0.0)),
            marks=frozenset(Mark(mark) for mark in plain.get("marks", ())),
        )


NOTHING_HEARD = Frame()
"""Of a message that nobody heard: a pressed button, a reader that failed."""
