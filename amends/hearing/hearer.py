"""From what the encoder says to a frame: where clauses begin, what each does, and what marks the message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from functools import cache
from typing import TypeVar

import numpy as np

from amends.hearing.encoder import LONGEST, Encoded, Floats, TaughtEncoder, load_taught_encoder
from amends.hearing.frame import (
    NOTHING_HEARD,
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

ROOM = LONGEST - 8
"""Tokens of a text that are read in one go; a longer one is read in pieces that end where its sentences end."""

MOST_PIECES = 12
"""Pieces of a very long message that are read; what comes after is on record, and read by people alone."""

A_DEMAND = 0.30
"""The chance from which an unsure clause is taken for a demand: of a kind we don't know, it still is one (M25)."""

BEGINS = 0.6
"""The chance from which a word begins a clause, where no sentence ends before it."""

SHORT = 2
"""Words: a demand no longer than this is the beginning of the one after it, "please send | a new one"."""

MARKED = 0.5
ALERT = 0.5
"""The chance (0..1) of any hazard from which one is named."""

_DENIES = re.compile(
    r"\b(?:no|not|never|nobody|none|nothing|without|neither|nor|stop|keep|spare|\w+n['’]?t|dont|wont|cannot)\b",
    re.I,
)
"""Without such a word nothing is refused."""

_NUMBER_ALONE = re.compile(
    r"\W*(?:(?:it['’]?s |its |on |for )?(?:my )?"
    r"(?:order|booking|ref(?:erence)?|ticket|invoice|account|customer|policy|case)?"
    r"\W*(?:no|nr|number|num)?\W*)?[A-Za-z]{0,4}-?\d[\d-]{3,}\W*",
    re.I,
)
"""An order's number, and nothing else: they tell it."""

_NOT_STOPPED = re.compile(r"\b(?:don['’]?t|do not|never) (?:you )?(?:dare )?(?:stop|end|quit)|\bkeep\b", re.I)

_OR_NOT = re.compile(r"\bor (?:not|no|what)\b", re.I)

_REPORTS = re.compile(
    r"\b(?:still (?:no|not|nothing)|(?:has|have|had|is|are|was|were|did|does) not|(?:has|have|had|is|was|did)n['’]?t"
    r"|no \w+ (?:yet|so far)|(?:nobody|no one) (?:has|had|came|said|is|was|\w+ed)|never (?:came|got|\w+ed))\b",
    re.I,
)
"""What did not happen is told: "still no refund" refuses none."""

_ASKED_TO_DO = re.compile(
    r"\W*(?:and |so |but |ok |then |please )*(?:can|could|would|will|cant|can['’]t|couldn['’]t|won['’]t) "
    r"(?:you|u|ya|someone|somebody|anyone|one of you)(?: guys| people)?(?: please| pls| just| at least| kindly)* "
    r"(?!(?:tell|say|explain|do|decide|help|hear|see|read|understand|even|really|actually|not|confirm|check|believe|be|"
    r"imagine|guarantee|promise|know|speak|answer)\b)\w+",
    re.I,
)
"""A question only by its form: "can you send somebody tomorrow?" demands it."""

_STOPS = frozenset(".!?\n")
_BETWEEN = frozenset(" \t\n,;:!?(-–—")
"""Before what may begin a clause."""

_BARE_FACT = re.compile(
    r"\W*(?:[\w.+-]+@[\w-]+\.[\w.-]+|[A-Za-z]{0,4}[-# ]?\d[\d .,/-]*(?:€|eur|euros?)?)\W*", re.I
)

Span = tuple[int, int]
Label = TypeVar("Label", bound=StrEnum)


class Hearer:
    """Hears frames by a taught encoder."""

    def __init__(self, encoder: TaughtEncoder) -> None:
        self._encoder = encoder
        self._token = _places(encoder.labels["token"])
        self._message = _places(encoder.labels["message"])

    def hear(self, text: str, asked: Asked = Asked.NOTHING) -> Frame:
        """Return the frame of a message that answers what was asked; of an empty one nothing."""
        if not text.strip():
            return NOTHING_HEARD
        frames = [self._piece(text, asked, tokens) for tokens in self._pieces(text)]
        if not frames:
            return Frame((Clause(Act.CHAT, text),))
        worst = max(frames, key=lambda frame: (frame.danger, frame.hazard is not None))
        clauses = [clause for frame in frames for clause in frame.clauses]
        marks = frozenset(mark for frame in frames for mark in frame.marks)
        return Frame(_covering(text, clauses), worst.hazard, worst.tense, worst.danger, marks)

    def _pieces(self, text: str) -> Iterator[list[tuple[int, Span]]]:
        """The tokens of a text in pieces that fit; a piece ends at the last sentence that does."""
        tokens = self._encoder.tokens(text)
        for _ in range(MOST_PIECES):
            if len(tokens) <= ROOM:
                break
            ends = [
                at
                for at in range(ROOM // 2, ROOM)
                if text[tokens[at][1][1] - 1 : tokens[at][1][1]] in ".!?\n"
            ]
            cut = ends[-1] + 1 if ends else ROOM
            yield tokens[:cut]
            tokens = tokens[cut:]
        if tokens:
            yield tokens[:ROOM]

    def _piece(self, text: str, asked: Asked, tokens: list[tuple[int, Span]]) -> Frame:
        found = self._encoder.encode(asked.value, tokens)
        spans = self._clause_spans(text, found)
        clauses = [self._clause(text, found, first, last, asked) for first, last in spans]
        return Frame(_joined(clauses), *self._danger(found.message), self._marks(found.message))

    def _clause_spans(self, text: str, found: Encoded) -> list[Span]:
        """Half-open token spans of the clauses: each begins at the start of a word."""
        low = self._token["begins"][0]
        chances = _yes(found.token[:, low])
        starts = [0]
        for at in range(1, len(found.offsets)):
            begin, end = found.offsets[at][0], found.offsets[at - 1][1]
            sentence = text[end - 1 : end] in _STOPS and text[end : end + 1].isspace()
            if sentence or (chances[at] >= BEGINS and text[begin - 1] in _BETWEEN):
                starts.append(at)
        return list(zip(starts, [*starts[1:], len(found.offsets)], strict=True))

    def _clause(self, text: str, found: Encoded, first: int, last: int, asked: Asked) -> Clause:
        start, end = found.offsets[first][0], found.offsets[last - 1][1]
        words = text[start:end]
        mean = found.token[first:last].mean(axis=0)
        chances = {layer: _softmax(mean[low:high]) for layer, (low, high) in self._token.items()}
        act, sure = _best(chances["act"], Act)
        if (
            asked is not Asked.FACT
            and _NUMBER_ALONE.fullmatch(words)
            and act in (Act.DEMAND, Act.CHAT, Act.ASK)
        ):
            act = Act.TELL
        if asked is Asked.FACT and _BARE_FACT.fullmatch(words):
            return Clause(Act.ANSWER, words, start, given=Given.FACT, object=words.strip(" .!"))
        demand_chance = float(chances["act"][list(Act).index(Act.DEMAND)])
        if act in (Act.TELL, Act.CHAT) and sure < 0.6 and demand_chance >= A_DEMAND:
            return Clause(Act.DEMAND, words, start, demand=Demand.OTHER, confidence=demand_chance)
        if (
            act is Act.ASK
            and _ASKED_TO_DO.match(words)
            and _best(chances["about"], About)[0] is not About.BOT
        ):
            act = Act.DEMAND
        low = self._token["negative"][0]
        negative = act is Act.DEMAND and float(_yes(mean[low : low + 1])[0]) >= 0.5
        if negative and (_REPORTS.search(words) or not _DENIES.search(_OR_NOT.sub("", words))):
            negative, act = False, Act.TELL if _REPORTS.search(words) else act
        demand = _best(chances["demand"], Demand)[0] if act is Act.DEMAND else None
        if demand is Demand.STOP and negative and not _NOT_STOPPED.search(words):
            negative = False  # "no more e-mails" stops them
        asks = act is Act.ASK
        return Clause(
            act,
            words,
            start,
            demand=demand,
            form=_best(chances["form"], Form)[0] if asks else None,
            about=_best(chances["about"], About)[0] if asks else None,
            given=_best(chances["given"], Given)[0] if act is Act.ANSWER else None,
            negative=negative,
            whose=_best(chances["whose"], Whose)[0],
            object=None if act in (Act.TELL, Act.CHAT, Act.THANK) else self._object(text, found, first, last),
            confidence=sure,
        )

    def _object(self, text: str, found: Encoded, first: int, last: int) -> str | None:
        low, high = self._token["object"]
        inside = [at for at in range(first, last) if int(found.token[at, low:high].argmax()) > 0]
        if not inside:
            return None
        run = [inside[0]]
        for at in inside[1:]:
            if at - run[-1] > 2:
                break
            run.append(at)
        start, end = found.offsets[run[0]][0], found.offsets[run[-1]][1]
        while end < len(text) and text[end].isalnum():
            end += 1
        while start > 0 and text[start - 1].isalnum():
            start -= 1
        return text[start:end].strip() or None

    def _danger(self, message: Floats) -> tuple[Hazard | None, Tense | None, float]:
        """The hazard, when it is, and the chance that it threatens somebody now."""
        hazards = _softmax(message[slice(*self._message["hazard"])])
        tenses = _softmax(message[slice(*self._message["tense"])])
        any_hazard = float(1 - hazards[0])
        if any_hazard < ALERT:
            return None, None, round(any_hazard * float(tenses[1]), 4)
        hazard = list(Hazard)[int(hazards[1:].argmax())]
        tense = list(Tense)[int(tenses[1:].argmax())]
        return hazard, tense, round(any_hazard * float(tenses[1 + list(Tense).index(Tense.PRESENT)]), 4)

    def _marks(self, message: Floats) -> frozenset[Mark]:
        chances = _yes(message[slice(*self._message["marks"])])
        return frozenset(mark for mark, chance in zip(Mark, chances, strict=True) if chance >= MARKED)


@cache
def load_hearer() -> Hearer:
    """Return the process's hearer, loaded when it is first needed. Raises EncoderBroken."""
    return Hearer(load_taught_encoder())


def _joined(clauses: list[Clause]) -> tuple[Clause, ...]:
    """The clauses, with those that go on telling, or say the same, as one."""
    joined: list[Clause] = []
    for clause in clauses:
        last = joined[-1] if joined else None
        if last is not None and clause.act is Act.DEMAND is last.act and len(last.words.split()) <= SHORT:
            between = clause.start - last.start - len(last.words)
            words = f"{last.words}{' ' * between}{clause.words}"
            joined[-1] = replace(clause, words=words, start=last.start)
            continue
        alike = last is not None and (last.act, last.whose) == (clause.act, clause.whose)
        if last is not None and alike and clause.act in (Act.TELL, Act.CHAT, Act.THANK):
            between = clause.start - last.start - len(last.words)
            words = f"{last.words}{' ' * between}{clause.words}"
            joined[-1] = replace(last, words=words, confidence=min(last.confidence, clause.confidence))
        else:
            joined.append(clause)
    return tuple(joined)


def _covering(text: str, clauses: list[Clause]) -> tuple[Clause, ...]:
    """The clauses with what stands between them, so that together they are the whole text."""
    starts = [0, *(clause.start for clause in clauses[1:])]
    ends = [*starts[1:], len(text)]
    return tuple(
        replace(clause, words=text[start:end], start=start)
        for clause, start, end in zip(clauses, starts, ends, strict=True)
    )


def _places(layers: Mapping[str, list[str]]) -> dict[str, Span]:
    found, at = {}, 0
    for name, labels in layers.items():
        found[name] = (at, at + len(labels))
        at += len(labels)
    return found


def _softmax(scores: Floats) -> Floats:
    grown = np.exp(scores - scores.max())
    shares: Floats = grown / grown.sum()
    return shares


def _yes(scores: Floats) -> Floats:
    chances: Floats = 1 / (1 + np.exp(-scores))
    return chances


def _best(chances: Floats, labels: type[Label]) -> tuple[Label, float]:
    at = int(chances.argmax())
    return list(labels)[at], float(chances[at])
