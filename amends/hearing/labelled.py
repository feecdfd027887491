"""Labelled messages: one a line, each clause behind its label, as docs/hearing.md describes the notation.

{offer} [answer.no] no. [demand.compensation-] not <a voucher>. [demand.refund] I said <my money back> ## no_call
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from amends.hearing.frame import (
    About,
    Act,
    Asked,
    Clause,
    Demand,
    Form,
    Frame,
    Given,
    Hazard,
    Mark,
    Tense,
    Whose,
)

_ASKED = re.compile(r"\{(\w+)\} ?")
_LABEL = re.compile(
    r"\[(?P<act>\w+)(?:\.(?P<kind>\w+))?(?:\.(?P<about>\w+))?(?P<minus>-)?(?:@(?P<whose>\w+))?\] ?"
)
_OBJECT = re.compile(r"<([^<>]*)>")


class NotLabelled(ValueError):
    """A line that is not written as the notation asks; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class LabelledMessage:
    """A message as it was typed, what was asked before it, and the frame that a person heard in it.

    `objects`: the half-open code point span of each clause's object in the text, None where it has none.
    """

    text: str
    asked: Asked
    frame: Frame
    objects: tuple[tuple[int, int] | None, ...]


def read_labelled(path: Path) -> Iterator[LabelledMessage]:
    """Yield the messages of a file. Raises NotLabelled, naming file and line."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            try:
                yield parse_labelled(line)
            except NotLabelled as wrong:
                raise NotLabelled(f"{path}:{number}: {wrong}") from wrong


def parse_labelled(line: str) -> LabelledMessage:
    """Return the message of a line. Raises NotLabelled."""
    body, _, marks = line.partition(" ##")
    asked = _ASKED.match(body)
    body = body[asked.end() :] if asked else body
    labels = list(_LABEL.finditer(body))
    if not labels or labels[0].start() != 0:
        raise NotLabelled("it must begin with a label, like [tell]")
    text, clauses, objects = "", [], []
    try:
        for label, following in zip(labels, [*labels[1:], None], strict=True):
            raw = body[label.end() : following.start() if following else len(body)]
            words, span = _words_of(raw)
            start = len(text)
            text += words
            objects.append((start + span[0], start + span[1]) if span else None)
            clauses.append(_clause(label, words, start, words[slice(*span)] if span else None))
        frame = _marked(tuple(clauses), marks.split())
        return LabelledMessage(
            text.rstrip(), Asked(asked[1]) if asked else Asked.NOTHING, frame, tuple(objects)
        )
    except ValueError as wrong:
        raise NotLabelled(str(wrong)) from wrong


def write_labelled(text: str, frame: Frame, asked: Asked = Asked.NOTHING) -> str:
    """Return the line of a frame: what `parse_labelled` reads."""
    parts = [f"{{{asked.value}}} "] if asked is not Asked.NOTHING else []
    for clause in frame.clauses:
        words = clause.words
        if clause.object and clause.object in words:
            words = words.replace(clause.object, f"<{clause.object}>", 1)
        parts.append(f"[{_label_of(clause)}] {words}")
    marks = sorted(mark.value for mark in frame.marks)
    if frame.hazard and frame.tense:
        marks.insert(0, f"hazard={frame.hazard.value}:{frame.tense.value}")
    return "".join(parts).rstrip() + (f" ## {' '.join(marks)}" if marks else "")


def _words_of(raw: str) -> tuple[str, tuple[int, int] | None]:
    found = list(_OBJECT.finditer(raw))
    words = raw.replace("<", "").replace(">", "") if len(found) == 1 else raw
    if len(found) > 1 or "<" in words or ">" in words:
        raise NotLabelled(f"one <object> a clause at most: {raw!r}")
    if not found:
        return words, None
    start = found[0].start()
    return words, (start, start + len(found[0][1]))


def _clause(label: re.Match[str], words: str, start: int, found: str | None) -> Clause:
    act, kind, about = Act(label["act"]), label["kind"], label["about"]
    if (act in (Act.DEMAND, Act.ASK, Act.ANSWER)) != (kind is not None) or (act is Act.ASK) != (
        about is not None
    ):
        raise NotLabelled(f"{label[0]}: this label needs other parts")
    return Clause(
        act=act,
        words=words,
        start=start,
        demand=Demand(kind) if act is Act.DEMAND else None,
        form=Form(kind) if act is Act.ASK else None,
        about=About(about) if act is Act.ASK else None,
        given=Given(kind) if act is Act.ANSWER else None,
        negative=label["minus"] is not None,
        whose=Whose(label["whose"]) if label["whose"] else Whose.SELF,
        object=found,
    )


def _label_of(clause: Clause) -> str:
    kinds = (clause.act, clause.demand or clause.given or clause.form, clause.about)
    label = ".".join(kind.value for kind in kinds if kind is not None)
    whose = "" if clause.whose is Whose.SELF else f"@{clause.whose.value}"
    return f"{label}{'-' if clause.negative else ''}{whose}"


def _marked(clauses: tuple[Clause, ...], marks: list[str]) -> Frame:
    hazards = [mark.removeprefix("hazard=").split(":") for mark in marks if mark.startswith("hazard=")]
    plain = frozenset(Mark(mark) for mark in marks if not mark.startswith("hazard="))
    if not hazards:
        return Frame(clauses, marks=plain)
    kind, _, tense = ":".join(hazards[0]).partition(":")
    tensed = Tense(tense)
    return Frame(clauses, Hazard(kind), tensed, 1.0 if tensed is Tense.PRESENT else 0.0, plain)
