"""What was played: plain values, for the checks and the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from amends.dialogue.turn import Stage
from amends.hearing.frame import Frame
from amends.tools.judge.written import CustomerLine, Kind, WrittenConversation


@dataclass(frozen=True, slots=True)
class SaidByBot:
    """One message of the bot, and the names of the lines in it."""

    text: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JudgedTurn:
    """One line of the customer's and what came of it.

    `text`: as they typed it. `asked`: the stage before, `stage`: the stage after it. `facts`: the kinds of fact found
    in it. `given`: what was accepted in this turn; `settled`: whether the bot settled the case in it. `stopped`: what
    the bot meant to say and the apology gate let through otherwise or not at all. `broken`: why there was no answer.
    """

    line: CustomerLine
    text: str
    asked: Stage | None
    frame: Frame
    answer: tuple[SaidByBot, ...]
    stage: Stage | None
    intent: str = ""
    facts: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    settled: bool = False
    stopped: tuple[str, ...] = ()
    broken: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The names of the lines that were said to it, in their order."""
        return tuple(name for said in self.answer for name in said.lines)

    @property
    def texts(self) -> str:
        """The whole answer."""
        return " ".join(said.text for said in self.answer)


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What the record holds. `ledger`: (label, state) of each demand and question; `given`: what was taken."""

    case: bool = False
    settled: bool = False
    reason: str | None = None
    waiting: bool = False
    topic: str | None = None
    given: tuple[str, ...] = ()
    ledger: tuple[tuple[str, str], ...] = ()
    facts: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Played:
    """A conversation as it went."""

    kind: Kind
    written: WrittenConversation
    turns: tuple[JudgedTurn, ...]
    record: OnRecord
