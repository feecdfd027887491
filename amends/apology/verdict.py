"""What the gate says of a message, and who may send it all the same."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a message stands to the apology contract (METHOD M2, M3)."""

    SINCERE = "sincere"
    """It apologises, and nothing else stands in that sentence."""
    BURDENED = "burdened"
    """Something hangs on the apology: "for the delay", "that we lost it"."""
    QUALIFIED = "qualified"
    """The apology is taken back: "but", "if", "you feel", "any inconvenience"."""
    EXCUSE = "excuse"
    """It explains, defends, blames, minimises, commands, or hides behind a policy."""
    REPEATED = "repeated"
    """It was said for this failure already (R2), or earlier in the same message."""
    NONE = "none"
    """It does not apologise, and nothing is wrong with it."""


class Sender(StrEnum):
    """Who wants to send a message."""

    BOT = "bot"
    SYSTEM = "system"
    AGENT = "agent"
    LEAD = "lead"


WORST_FIRST = (Verdict.QUALIFIED, Verdict.EXCUSE, Verdict.BURDENED, Verdict.REPEATED)
"""The breaches, the worst first: a message's verdict is the worst of its breaches."""

_CLEAN = frozenset({Verdict.SINCERE, Verdict.NONE})


@dataclass(frozen=True, slots=True)
class Breach:
    """One place in a message that breaks the contract.

    `start` and `end` count code points of the text as it was given, half-open. `reason` is one friendly
    sentence for the person who wrote it; `rule` is the rule of METHOD behind it, such as "M3".
    """

    verdict: Verdict
    start: int
    end: int
    text: str
    reason: str
    rule: str


@dataclass(frozen=True, slots=True)
class Check:
    """What the gate found in one message.

    `rewrite` is None where nothing is wrong; otherwise a message that passes the gate itself. `has_apology`
    tells whether the message apologises in its own voice. `lang` is the message's language, or `und` where we
    have no rules for the one asked for; then `note` says how it was read. `read_by` are the languages whose
    rules counted: the message's own first, and others that have an apology in it. `version` is kept with the
    case record.
    """

    verdict: Verdict
    breaches: tuple[Breach, ...]
    rewrite: str | None
    has_apology: bool
    lang: str
    version: str
    read_by: tuple[str, ...] = ()
    note: str | None = None


def may_send(check: Check, sender: Sender) -> bool:
    """Tell whether `sender` may send the message as it stands.

    A qualified apology never leaves, whoever writes it (METHOD M3). A burdened or repeated one or an excuse
    leaves only when a lead decides so, and the caller records it.
    """
    if sender is Sender.LEAD:
        return check.verdict is not Verdict.QUALIFIED
    return check.verdict in _CLEAN
