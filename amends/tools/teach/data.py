"""From labelled messages to what the network is taught with: tokens, and what each layer should say of them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from tokenizers import Tokenizer

from amends.hearing.frame import Act, Asked
from amends.hearing.labelled import LabelledMessage, NotLabelled, parse_labelled
from amends.tools.teach.labels import OF_A_MESSAGE, OF_A_TOKEN

LONGEST = 128
"""Tokens of a taught message; the rest of a longer one is left out."""

UNKNOWN = -100
"""A label that a layer does not have there; it counts nothing."""


@dataclass(frozen=True, slots=True)
class TaughtExample:
    """One message in tokens. `clause`: the number of each token's clause, -1 for none. Labels are indices of layers."""

    ids: list[int]
    segments: list[int]
    clause: list[int]
    begins: list[int]
    object: list[int]
    clauses: list[dict[str, int]]
    message: dict[str, int]
    marks: list[int]


def read_folder(folder: Path) -> tuple[list[str], list[str]]:
    """Return the labelled lines of a folder's files, and what is wrong with those that cannot be read."""
    good, bad = [], []
    for path in sorted(folder.glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip() or line.startswith("#"):
                continue
            try:
                parse_labelled(line)
            except NotLabelled as wrong:
                bad.append(f"{path.name}:{number}: {wrong}")
            else:
                good.append(line)
    return good, bad


def example_of(message: LabelledMessage, tokenizer: Tokenizer) -> TaughtExample:
    """Return a message as the network is taught it."""
    asked = tokenizer.encode(message.asked.value, add_special_tokens=False).ids
    text = tokenizer.encode(message.text, add_special_tokens=False)
    room = LONGEST - len(asked) - 3
    ids, offsets = text.ids[:room], text.offsets[:room]
    head = [101, *asked, 102]
    starts = [clause.start for clause in message.frame.clauses]
    clause, begins, objects = [], [], []
    for start, end in offsets:
        number = max(i for i, at in enumerate(starts) if at <= start or i == 0)
        clause.append(number)
        first = not any(c == number for c in clause[:-1])
        may_begin = start > 0 and (first or message.text[start - 1].isspace())
        begins.append(int(first) if may_begin else UNKNOWN)
        span = message.objects[number]
        inside = span is not None and span[0] <= start and end <= span[1]
        objects.append(0 if not inside else 1 if span is not None and start == span[0] else 2)
    clauses = [_labels(c) for c in message.frame.clauses]
    frame = message.frame
    hazard = OF_A_MESSAGE["hazard"].index(frame.hazard.value if frame.hazard else "none")
    tense = OF_A_MESSAGE["tense"].index(frame.tense.value if frame.tense else "none")
    marks = [int(any(mark.value == name for mark in frame.marks)) for name in OF_A_MESSAGE["marks"]]
    off = len(head)
    return TaughtExample(
        [*head, *ids, 102],
        [0] * off + [1] * (len(ids) + 1),
        [-1] * off + clause + [-1],
        [UNKNOWN] * off + begins + [UNKNOWN],
        [UNKNOWN] * off + objects + [UNKNOWN],
        clauses,
        {"hazard": hazard, "tense": tense},
        marks,
    )


def _labels(clause: object) -> dict[str, int]:
    from amends.hearing.frame import Clause

    assert isinstance(clause, Clause)
    found = {
        "act": OF_A_TOKEN["act"].index(clause.act.value),
        "whose": OF_A_TOKEN["whose"].index(clause.whose.value),
    }
    for layer in ("demand", "form", "about", "given"):
        value = getattr(clause, layer)
        found[layer] = UNKNOWN if value is None else OF_A_TOKEN[layer].index(value.value)
    found["negative"] = int(clause.negative) if clause.act is Act.DEMAND else UNKNOWN
    return found


def vary(message: LabelledMessage, dice: random.Random) -> LabelledMessage:
    """Return the message as somebody else would type it: the labels stand, since no letter changes its place."""
    text, draw = message.text, dice.random()
    if draw < 0.15:
        text = text.upper()
    elif draw < 0.40:
        text = text.lower()
    if dice.random() < 0.3:
        text = re.sub(r"[.,!?;:]", " ", text)
    if dice.random() < 0.2:
        text = text.replace("'", "’")
    if dice.random() < 0.25 and len(text) > 12:
        at = dice.randrange(1, len(text) - 2)
        if text[at].isalpha() and text[at + 1].isalpha():
            text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    asked = Asked.NOTHING if dice.random() < 0.03 else message.asked
    return replace(message, text=text if len(text) == len(message.text) else message.text, asked=asked)


def batches(
    examples: Sequence[TaughtExample], size: int, dice: random.Random
) -> Iterator[list[TaughtExample]]:
    """Yield batches of messages of like length, in any order."""
    order = sorted(examples, key=lambda e: len(e.ids) + dice.random() * 6)
    cut = [order[at : at + size] for at in range(0, len(order), size)]
    dice.shuffle(cut)
    yield from cut


def padded(batch: Sequence[TaughtExample]) -> tuple[torch.Tensor, ...]:
    """Return ids, segments, mask, clause numbers, begins, objects of a batch, padded to its longest."""
    longest = max(len(example.ids) for example in batch)

    def pad(name: str, fill: int) -> torch.Tensor:
        rows = [getattr(e, name) + [fill] * (longest - len(e.ids)) for e in batch]
        return torch.tensor(rows)

    mask = torch.tensor([[1] * len(e.ids) + [0] * (longest - len(e.ids)) for e in batch])
    return (
        pad("ids", 0),
        pad("segments", 1),
        mask,
        pad("clause", -1),
        pad("begins", UNKNOWN),
        pad("object", UNKNOWN),
    )
