"""Judges how one message went: answered, lost, doubled, or answered against the apology contract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from amends.apology import check
from amends.tools.play.customer import Told
from amends.tools.play.heard import Frame
from amends.tools.play.lines import PlayLine

WITH_A_PERSON: Final = frozenset({"queued", "follow_up", "person"})
"""The phases in which a person has the conversation, or will."""

CLEAR_REFUSALS: Final = frozenset({"too_long", "empty"})
"""Refusals that are about the message itself; the customer is told, and nothing is lost."""


class FaultKind(StrEnum):
    """What may never happen to a message."""

    LOST = "lost"
    DOUBLED = "doubled"
    BREACH = "breach"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that went wrong; `what` says it in a few words of ours, `quote` in the conversation's."""

    kind: FaultKind
    what: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class PlayedTurn:
    """One message of the file and what became of it. `seconds`: from sending to the first answer."""

    line: PlayLine
    client_id: str
    answers: tuple[str, ...]
    answered: bool
    refused: str | None
    seconds: float | None
    phase: str
    case: str | None
    faults: tuple[Fault, ...]

    @property
    def handed_over(self) -> bool:
        """Whether a person has it now, or will."""
        return self.phase in WITH_A_PERSON

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "line": self.line.number,
            "text": self.line.text,
            "client_id": self.client_id,
            "answers": list(self.answers),
            "answered": self.answered,
            "refused": self.refused,
            "first_answer_seconds": None if self.seconds is None else round(self.seconds, 3),
            "phase": self.phase,
            "case": self.case,
            "faults": [asdict(fault) for fault in self.faults],
        }


def judge_turn(line: PlayLine, told: Told) -> PlayedTurn:
    """Return what became of `line`, with every fault there is."""
    answers = _answers(told)
    refused = told.heard.refused
    faults = [*_doubled(told, answers), *_breaches(answers)]
    if refused not in CLEAR_REFUSALS:
        faults = [*_lost(line, told, answers), *faults]
    status = told.heard.status
    return PlayedTurn(
        line=line,
        client_id=told.heard.client_id,
        answers=tuple(message["text"] for message in answers),
        answered=bool(told.heard.acknowledged & told.heard.answered) and bool(answers),
        refused=refused,
        seconds=told.seconds,
        phase=str(status.get("phase", "unknown")),
        case=status.get("case"),
        faults=tuple(faults),
    )


def _answers(told: Told) -> list[Frame]:
    """Everything that came from the other side after our message."""
    ours = min(told.heard.acknowledged, default=None)
    if ours is None:
        return []
    return [m for m in told.transcript if m["from"] != "customer" and m["id"] > ours]


def _lost(line: PlayLine, told: Told, answers: Sequence[Frame]) -> list[Fault]:
    heard = told.heard
    if not heard.acknowledged:
        return [
            Fault(FaultKind.LOST, f"not stored: {heard.refused or told.broken or 'no word from the server'}")
        ]
    if not heard.done:
        return [
            Fault(FaultKind.LOST, f"stored, but not answered: {told.broken or 'no word from the server'}")
        ]
    if told.broken:
        return [Fault(FaultKind.LOST, f"the record could not be read: {told.broken}")]
    faults = []
    kept = [message["text"] for message in told.transcript if message["client_id"] == heard.client_id]
    if not kept:
        faults.append(Fault(FaultKind.LOST, "stored by its word, but not on record"))
    elif any(text.strip() != line.text.strip() for text in kept):
        faults.append(Fault(FaultKind.LOST, "on record with other words"))
    if not answers:
        faults.append(Fault(FaultKind.LOST, "called answered, but nobody said anything"))
    missing = {message["id"] for message in told.transcript} - heard.delivered
    faults.extend(
        Fault(FaultKind.LOST, f"message {number} never reached the widget") for number in sorted(missing)
    )
    return faults


def _doubled(told: Told, answers: Sequence[Frame]) -> list[Fault]:
    heard = told.heard
    ids = Counter(message["id"] for message in told.transcript)
    ours = sum(message["client_id"] == heard.client_id for message in told.transcript)
    said = Counter(message["text"] for message in answers)
    faults = [Fault(FaultKind.DOUBLED, f"message {number} came twice") for number in sorted(heard.twice)]
    faults += [
        Fault(FaultKind.DOUBLED, f"id {number} is on record {n} times") for number, n in ids.items() if n > 1
    ]
    faults += [Fault(FaultKind.DOUBLED, "the same was said twice", text) for text, n in said.items() if n > 1]
    if ours > 1 or len(heard.acknowledged) > 1:
        faults.append(Fault(FaultKind.DOUBLED, "the customer's message was stored more than once"))
    return faults


def _breaches(answers: Sequence[Frame]) -> list[Fault]:
    """What the apology gate finds, each message read with those before it (METHOD M2, M3)."""
    faults = []
    for number, message in enumerate(answers):
        before = [earlier["text"] for earlier in answers[:number]]
        for breach in check(message["text"], before=before).breaches:
            faults.append(Fault(FaultKind.BREACH, f"{breach.verdict.value} ({breach.rule})", message["text"]))
    return faults
