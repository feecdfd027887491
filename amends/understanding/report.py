"""The report of `make evaluate`: printed whole, and written to docs/evaluation.md without any corpus text."""

from __future__ import annotations

import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from amends.understanding.confusion import confusion_svg
from amends.understanding.figures import named
from amends.understanding.held_back import Measured, Mistake, Read

WORST = 20
"""How many mistakes of a head are shown: the surest ones."""

TIMED = 200
"""How many messages are read one by one for the time per message."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What reading costs: milliseconds of one processor a message (half of them, 95 % of them), megabytes."""

    median: float
    slowest: float
    together: float
    memory: float


def cost_of(read: Read, texts: Sequence[str]) -> Cost:
    """The cost of reading `texts` one by one and all together, by the processor's clock."""
    some = list(dict.fromkeys(texts))[:TIMED]
    spent = []
    for text in some:
        started = time.process_time()
        read([text])
        spent.append((time.process_time() - started) * 1000)
    started = time.process_time()
    read(some)
    together = (time.process_time() - started) * 1000 / len(some)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Cost(float(np.median(spent)), float(np.percentile(spent, 95)), together, memory)


def markdown(
    held_back: Sequence[Measured],
    corpora: Sequence[Measured],
    cost: Cost,
    notes: Sequence[str],
    pictures: Sequence[str],
) -> str:
    """The report. Mistakes are of the authored sets only: no text of a corpus stands in it."""
    parts = [
        "# How well it reads",
        "",
        "Written by `make evaluate`; every figure is of messages nothing was trained on, but where it says so.",
        "What the heads are and learnt from stands in [model-card.md](model-card.md).",
        "",
        "## Authored sets",
        "",
        *figures_table(held_back),
        "",
        "## Corpora",
        "",
        *(
            figures_table(corpora)
            if corpora
            else ["The corpora were not there, so nothing was measured on them."]
        ),
        "",
        "## Cost",
        "",
        f"One message takes {cost.median:.1f} ms of one processor (95 %: {cost.slowest:.1f} ms) through all heads, "
        f"{cost.together:.1f} ms when many are read together. The process had {cost.memory:.0f} MB at most.",
        "",
        *(f"- {note}" for note in notes),
        "",
        "## Confusion",
        "",
        *(f"![{name}]({name}.svg)" for name in pictures),
        "",
        "## The worst mistakes",
        "",
        f"Of the authored sets, up to {WORST} of each head, the surest first.",
    ]
    for head in dict.fromkeys(one.head for one in held_back if one.mistakes):
        parts += ["", f"### {head}", "", *mistakes([one for one in held_back if one.head == head])]
    return "\n".join([*parts, ""])


def figures_table(measured: Sequence[Measured]) -> list[str]:
    """The figures as rows of a table: head, data, and each figure by its name."""
    rows = ["| head | data | figures |", "|---|---|---|"]
    for one in measured:
        figures = ", ".join(f"{name} {value:.3f}" for name, value in one.figures.items())
        rows.append(f"| {one.head} | {one.data} | {figures} |")
    return rows


def mistakes(measured: Sequence[Measured]) -> list[str]:
    """The surest mistakes of a head as list items."""
    found: list[Mistake] = sorted(
        (mistake for one in measured for mistake in one.mistakes), key=lambda one: -one.confidence
    )
    return [
        f"- {one.text.replace('|', ' ')} (is {one.truth}, read as {one.guess}, {one.confidence:.2f})"
        for one in found[:WORST]
    ]


def draw_confusions(measured: Sequence[Measured], folder: Path) -> list[str]:
    """Write the confusion matrix of each head that has pairs, all its authored sets together; return their names."""
    names: list[str] = []
    for head in dict.fromkeys(one.head for one in measured if one.pairs):
        pairs = [pair for one in measured if one.head == head for pair in one.pairs]
        name = f"evaluation-{head.replace(' ', '-')}"
        title = f"{head}: {len(pairs)} messages, accuracy {named(pairs)['accuracy']:.2f}"
        (folder / f"{name}.svg").write_text(confusion_svg(title, pairs), encoding="utf-8")
        names.append(name)
    return names
