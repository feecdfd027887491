"""What the checks come to: by kind and in all, and whether any figure is below its floor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from amends.tools.judge.checks import (
    Expected,
    Layer,
    check_conversation,
    danger_words,
    given_without_a_yes,
    right_danger_words,
    settled_without_a_yes,
    yeses,
)
from amends.tools.judge.played import Played
from amends.tools.judge.written import NotWritten


class Floors(BaseModel):
    """Below which a build is not accepted. Shares in percent: `layers` of their checks, `clean` of the conversations.

    `most_*`: how many conversations with that harm are let pass.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    layers: dict[Layer, float]
    clean: float
    yeses: float
    danger: float
    most_given_without_a_yes: int
    most_settled_without_a_yes: int
    most_danger_words_to_lookalikes: int


@dataclass(frozen=True, slots=True)
class JudgedConversation:
    """A conversation with its checks."""

    played: Played
    checks: tuple[Expected, ...]

    @property
    def failing(self) -> list[Expected]:
        """The checks that did not pass."""
        return [check for check in self.checks if not check.passed]


@dataclass(slots=True)
class Count:
    """So many of so many."""

    right: int = 0
    of: int = 0

    def add(self, right: bool) -> None:
        """Count one more."""
        self.right += right
        self.of += 1

    @property
    def share(self) -> float:
        """In percent; of none 100."""
        return 100 * self.right / self.of if self.of else 100.0


@dataclass(slots=True)
class JudgeFigures:
    """Of some conversations: their checks by layer, those in which none failed, and what must never happen."""

    layers: dict[Layer, Count] = field(default_factory=lambda: {layer: Count() for layer in Layer})
    clean: Count = field(default_factory=Count)
    yeses: Count = field(default_factory=Count)
    danger: Count = field(default_factory=Count)
    given_without_a_yes: int = 0
    settled_without_a_yes: int = 0
    danger_words_to_lookalikes: int = 0

    def add(self, judged: JudgedConversation) -> None:
        """Count a conversation."""
        played = judged.played
        for check in judged.checks:
            self.layers[check.layer].add(check.passed)
        self.clean.add(not judged.failing)
        for taken in yeses(played):
            self.yeses.add(taken)
        self.given_without_a_yes += bool(given_without_a_yes(played))
        self.settled_without_a_yes += bool(settled_without_a_yes(played))
        if played.kind.danger:
            self.danger.add(right_danger_words(played))
        elif played.kind.danger is False:
            self.danger_words_to_lookalikes += danger_words(played)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form: shares in percent, and counts."""
        return {
            "conversations": self.clean.of,
            "layers": {layer.value: round(count.share, 1) for layer, count in self.layers.items()},
            "clean": round(self.clean.share, 1),
            "yeses": round(self.yeses.share, 1),
            "danger": round(self.danger.share, 1),
            "given_without_a_yes": self.given_without_a_yes,
            "settled_without_a_yes": self.settled_without_a_yes,
            "danger_words_to_lookalikes": self.danger_words_to_lookalikes,
        }


def judge_all(played: Played) -> JudgedConversation:
    """Return a played conversation with its checks."""
    return JudgedConversation(played, tuple(check_conversation(played)))


def figures_by_kind(judged: Iterable[JudgedConversation]) -> tuple[dict[str, JudgeFigures], JudgeFigures]:
    """Return the figures of each kind, and of all."""
    kinds: dict[str, JudgeFigures] = {}
    everything = JudgeFigures()
    for one in judged:
        kinds.setdefault(one.played.kind.kind, JudgeFigures()).add(one)
        everything.add(one)
    return kinds, everything


def read_floors(file: Path) -> Floors:
    """Return the floors of a file. Raises NotWritten."""
    try:
        return Floors.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, ValidationError, yaml.YAMLError) as wrong:
        raise NotWritten(f"{file}: {wrong}") from wrong


def below(figures: JudgeFigures, floors: Floors) -> list[str]:
    """Return in plain words what is worse than its floor."""
    shares: Mapping[str, tuple[float, float]] = {
        **{layer.value: (figures.layers[layer].share, floor) for layer, floor in floors.layers.items()},
        "clean": (figures.clean.share, floors.clean),
        "yeses": (figures.yeses.share, floors.yeses),
        "danger": (figures.danger.share, floors.danger),
    }
    counts = {
        "given without a yes": (figures.given_without_a_yes, floors.most_given_without_a_yes),
        "settled without a yes": (figures.settled_without_a_yes, floors.most_settled_without_a_yes),
        "danger words to lookalikes": (
            figures.danger_words_to_lookalikes,
            floors.most_danger_words_to_lookalikes,
        ),
    }
    return [
        *(
            f"{name}: {got:.1f} %, the floor is {floor:.1f} %"
            for name, (got, floor) in shares.items()
            if got < floor
        ),
        *(f"{name}: {got}, at most {most}" for name, (got, most) in counts.items() if got > most),
    ]


def transcript(judged: JudgedConversation) -> list[str]:
    """Return a conversation as lines of text, each failing check below the turn it is of."""
    lines = [f"## {judged.played.written.name} ({judged.played.kind.kind})"]
    for number, turn in enumerate(judged.played.turns):
        asked = turn.asked.value if turn.asked else "start"
        pressed = f"[{turn.text}]" if turn.line.press else turn.text
        lines.append(f"  C {pressed}   <{asked}>")
        lines += [f"  B {said.text}   ({', '.join(said.lines)})" for said in turn.answer]
        lines += _failing(check for check in judged.checks if check.turn == number)
    return lines + _failing(check for check in judged.checks if check.turn is None)


def _failing(checks: Iterable[Expected]) -> list[str]:
    return [f"    ✗ {check.layer.value}: {check.what}" for check in checks if not check.passed]


def table(kinds: Mapping[str, JudgeFigures], everything: JudgeFigures) -> list[Sequence[str]]:
    """Return the rows of the report: a kind each, and all; shares in percent."""
    head = ["kind", "played", "clean", *(layer.value for layer in Layer)]
    rows = [*kinds.items(), ("all", everything)]
    return [
        head,
        *(
            [
                name,
                str(f.clean.of),
                f"{f.clean.share:.0f}",
                *(f"{f.layers[layer].share:.0f}" for layer in Layer),
            ]
            for name, f in rows
        ),
    ]
