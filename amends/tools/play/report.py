"""Sums up what was played: counts and times, and never a customer's words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from amends.tools.play.turn import FaultKind, PlayedTurn
from amends.understanding.reading import Level, Reading


@dataclass(frozen=True, slots=True)
class Report:
    """The sum of a run. Times in seconds; `p50` and `p95` are of the first answers, None where there is none.

    `levels` and `intents` count readings; `unread` counts stored messages that have none. `lost`, `doubled`
    and `breaches` count messages, and must be 0.
    """

    played: int
    answered: int
    refused: dict[str, int]
    handed_over: int
    p50: float | None
    p95: float | None
    seconds: float
    levels: dict[str, int]
    intents: dict[str, int]
    unread: int | None
    lost: int
    doubled: int
    breaches: int

    @property
    def clean(self) -> bool:
        """Whether nothing was lost or doubled and no answer broke the apology contract."""
        return not (self.lost or self.doubled or self.breaches)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return asdict(self)


def summarise_turns(
    turns: Sequence[PlayedTurn], readings: Mapping[str, Reading] | None, *, seconds: float
) -> Report:
    """Sum up `turns`. `readings` are by client id; None where the record could not be read."""
    times = [turn.seconds for turn in turns if turn.seconds is not None]
    known = [readings[turn.client_id] for turn in turns if turn.client_id in readings] if readings else []
    levels = Counter(reading.emotion.level for reading in known)
    return Report(
        played=len(turns),
        answered=sum(turn.answered for turn in turns),
        refused=_by_count(Counter(turn.refused for turn in turns if turn.refused)),
        handed_over=sum(turn.handed_over for turn in turns),
        p50=percentile(times, 50),
        p95=percentile(times, 95),
        seconds=round(seconds, 1),
        levels={level.value: levels[level] for level in Level} if known else {},
        intents=_by_count(Counter(reading.intent for reading in known)),
        unread=None if readings is None else sum(not turn.refused for turn in turns) - len(known),
        lost=_with(turns, FaultKind.LOST),
        doubled=_with(turns, FaultKind.DOUBLED),
        breaches=_with(turns, FaultKind.BREACH),
    )


def percentile(values: Sequence[float], percent: float) -> float | None:
    """Return the nearest-rank percentile (0 < percent <= 100) of `values`, None of nothing."""
    if not values:
        return None
    return round(sorted(values)[math.ceil(len(values) * percent / 100) - 1], 3)


def rows(report: Report) -> list[tuple[str, str]]:
    """Return the report as pairs of what and how much, in reading order."""
    return [
        ("Messages played", str(report.played)),
        ("Answered", share(report.answered, report.played)),
        ("Refused with a reason", _counts(report.refused)),
        ("Handed over to a person", share(report.handed_over, report.played)),
        ("First answer, p50", _seconds(report.p50)),
        ("First answer, p95", _seconds(report.p95)),
        ("The whole run", f"{report.seconds:.0f} s"),
        ("Without a reading", "unknown" if report.unread is None else str(report.unread)),
        ("Lost (must be 0)", str(report.lost)),
        ("Doubled (must be 0)", str(report.doubled)),
        ("Apology broken (must be 0)", str(report.breaches)),
    ]


def to_markdown(report: Report, turns: Sequence[PlayedTurn], *, source: str) -> str:
    """Return the report as Markdown; `source` names the file that was played."""
    parts = [
        f"# Played: {source}\n",
        f"`amends play {source}`\n",
        "Each message is a conversation of its own. `Apology broken` counts messages with an answer that breaks the",
        "apology contract (docs/apology-gate.md). A message is lost if it was not stored, not answered, or if what is",
        "on record did not reach the widget; it is doubled if anything came or was stored twice.\n",
        markdown_table(("", ""), rows(report)),
        "## Emotion\n",
        markdown_table(("level", "messages"), _shares(report.levels)),
        "## Intent\n",
        markdown_table(("intent", "messages"), _shares(report.intents)),
    ]
    wrong = [
        (str(turn.line.number), f"{fault.kind}: {fault.what}") for turn in turns for fault in turn.faults
    ]
    if wrong:
        parts += ["## What went wrong\n", markdown_table(("line", "what"), wrong)]
    return "\n".join(parts)


def _shares(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    whole = sum(counts.values())
    return [(name, share(count, whole)) for name, count in counts.items()]


def markdown_table(head: tuple[str, str], body: Sequence[tuple[str, str]]) -> str:
    lines = [f"| {head[0]} | {head[1]} |", "|---|---:|"]
    lines += [f"| {left.replace('|', '/')} | {right.replace('|', '/')} |" for left, right in body]
    return "\n".join(lines) + "\n"


def _by_count(counter: Counter[Any]) -> dict[str, int]:
    return {str(name): count for name, count in sorted(counter.items(), key=lambda item: (-item[1], item[0]))}


def _with(turns: Sequence[PlayedTurn], kind: FaultKind) -> int:
    return sum(any(fault.kind is kind for fault in turn.faults) for turn in turns)


def share(part: int, whole: int) -> str:
    return f"{part} ({part / whole:.1%})" if whole else "0"


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items()) or "0"


def _seconds(value: float | None) -> str:
    return "no answer" if value is None else f"{value:.2f} s"
