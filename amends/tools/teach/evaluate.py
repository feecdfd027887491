"""How well frames are heard on a labelled file: `python -m amends.tools.teach.evaluate FILE ...`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from amends.dialogue.danger import PLAIN
from amends.hearing.frame import Act, Clause, Frame, Tense
from amends.hearing.hearer import Hearer, load_hearer
from amends.hearing.labelled import LabelledMessage, read_labelled


@dataclass
class Score:
    """Right ones of all, and of how many."""

    right: int = 0
    count: int = 0

    def add(self, right: bool) -> None:
        """Count one more."""
        self.right += right
        self.count += 1

    @property
    def share(self) -> float:
        """0..1; 1 of none."""
        return self.right / self.count if self.count else 1.0

    def __str__(self) -> str:
        return f"{self.share:.3f} ({self.right} of {self.count})"


@dataclass
class HearingFigures:
    """What is told of one file. Every clause that a person labelled is looked up where its middle stands."""

    act: Score = field(default_factory=Score)
    demand_found: Score = field(default_factory=Score)
    """Of what they demand: heard as a demand, of whatever kind."""
    demand_kind: Score = field(default_factory=Score)
    question_found: Score = field(default_factory=Score)
    question_kind: Score = field(default_factory=Score)
    answer_kind: Score = field(default_factory=Score)
    negative: Score = field(default_factory=Score)
    plain_found: Score = field(default_factory=Score)
    """Of plain danger: called so."""
    quiet: Score = field(default_factory=Score)
    """Of what is none: not called plain danger."""
    missed: Counter[str] = field(default_factory=Counter)


def measure(messages: Iterable[LabelledMessage], hearer: Hearer) -> HearingFigures:
    """Hear every message and compare."""
    figures = HearingFigures()
    for message in messages:
        heard = hearer.hear(message.text, message.asked)
        for clause in message.frame.clauses:
            _compare(clause, _at(heard, clause.start + len(clause.words.strip()) // 2), figures)
        if message.frame.tense is Tense.PRESENT:
            figures.plain_found.add(is_called_plain(heard))
        else:
            figures.quiet.add(not is_called_plain(heard))
    return figures


def is_called_plain(frame: Frame) -> bool:
    """Say whether a frame is met with words about danger."""
    return frame.hazard is not None and frame.tense is Tense.PRESENT and frame.danger >= PLAIN


def _at(frame: Frame, place: int) -> Clause | None:
    return next((c for c in reversed(frame.clauses) if c.start <= place), None)


def _compare(wanted: Clause, found: Clause | None, figures: HearingFigures) -> None:
    act = found.act if found else None
    figures.act.add(act is wanted.act)
    if act is not wanted.act:
        figures.missed[f"{wanted.act.value} heard as {act.value if act else 'nothing'}"] += 1
    if wanted.act is Act.DEMAND:
        figures.demand_found.add(act is Act.DEMAND)
        if found and act is Act.DEMAND:
            figures.demand_kind.add(found.demand is wanted.demand)
            figures.negative.add(found.negative is wanted.negative)
    elif wanted.act is Act.ASK:
        figures.question_found.add(act is Act.ASK)
        if found and act is Act.ASK:
            figures.question_kind.add((found.form, found.about) == (wanted.form, wanted.about))
    elif wanted.act is Act.ANSWER:
        figures.answer_kind.add(found is not None and found.given is wanted.given)


def main(paths: Iterable[Path]) -> None:
    """Print the figures of each file."""
    for path in paths:
        figures = measure(read_labelled(path), load_hearer())
        print(path)
        for name, value in vars(figures).items():
            print(f"  {name}: {value.most_common(6) if isinstance(value, Counter) else value}")


if __name__ == "__main__":
    main(Path(argument) for argument in sys.argv[1:])
