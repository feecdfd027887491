"""The texts from which the yes-or-no heads learn: what a customer wants, and whether they complain.

Every loader says for each of a head's questions yes, no, or None where its source does not tell. `nlupp_banking`
is not read: its requests for a person measure what was learnt without them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from amends.understanding.reading import WANTS, Level
from amends.understanding.sources import SourceError, authored_examples, read_intents, read_lines

COMPLAINT = "complaint"

Answers = tuple[bool | None, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """A text with the answer to each question of a head. `domain` is left out together while calibrating."""

    text: str
    domain: str
    answers: Answers
    weight: float = 1.0


INTENT_WANTS: Mapping[str, str] = {
    "want_vent": "vent",
    "want_compensation": "compensation",
    "want_apology": "apology",
    "ask_person": "person",
}
"""The intents of data/nlu that are a want."""

WANTLESS = frozenset(
    {"greet", "thank", "affirm", "deny", "leave", "ask_bot", "ask_case", "out_of_scope", "inform", "praise"}
)
"""The intents of data/nlu whose examples want nothing of the kind."""

UNCOMPLAINING = frozenset(
    {
        "greet",
        "thank",
        "praise",
        "affirm",
        "leave",
        "done",
        "ask_bot",
        "ask_case",
        "out_of_scope",
        "ask_person",
    }
)
"""The intents of data/nlu whose examples do not."""

ASKS_FOR_MONEY = ("refund", "charge", "fee", "cash")
"""What the name of a Banking77 intent has in it where the customer may want money back."""

EVERY = 4
"""Of what is there in thousands and much alike (questions, calm turns), every fourth teaches."""


GLAD_OR_CALM = frozenset({"calm", "relief", "gratitude", "joy"})
"""The labels of calm lines of data/emotion that complain of nothing; a calm worry may."""

REJOICING = frozenset({"joy", "love", "excitement", "gratitude", "admiration"})
UNHAPPY = frozenset({"anger", "annoyance", "disgust", "disappointment", "disapproval", "sadness"})
"""The emotions of GoEmotions whose comments, with the first and without the second, complain of nothing."""

GLAD_EVERY = 64
"""Of those comments every 64th teaches: some 250, as many as were measured to help (docs/model-card.md)."""


def want_examples(repository: Path, corpora: Path) -> list[Answered]:
    """What teaches the wants (vent, compensation, apology, person). Raises SourceError where a source is missing."""
    own = [_of_wants(row) for row in read_lines(repository / "data/wants/wants.jsonl") if _to_learn(row)]
    asked = list(_banking_wants(corpora / "banking77.jsonl"))
    return [*own, *_want_intents(repository / "data/nlu"), *asked[::EVERY]]


def complaint_examples(repository: Path, corpora: Path) -> list[Answered]:
    """What teaches whether somebody complains. Raises SourceError where a source is missing."""
    reviews = [
        Answered(row["text"], "reviews", (bool(row["complaint"]),))
        for row in read_lines(corpora / "reviews_complaints.jsonl")
    ]
    turns = [Answered(row["text"], "turns", (False,)) for row in read_lines(corpora / "calm_turns.jsonl")]
    asked = [
        Answered(row["text"], "questions", (False,))
        for row in read_lines(corpora / "clinc_out_of_scope.jsonl")
    ]
    own = [
        *_complaint_intents(repository / "data/nlu"),
        *(
            Answered(row["text"], "ours", (True,))
            for row in read_lines(repository / "data/wants/wants.jsonl")
            if _to_learn(row)
        ),
        *_complaint_feelings(repository / "data/emotion"),
    ]
    glad = [
        Answered(text, "comments", (False,)) for text in _glad_comments(corpora / "goemotions.train.jsonl")
    ]
    return [*own, *reviews, *turns[::EVERY], *asked[::EVERY], *glad[::GLAD_EVERY]]


def _to_learn(row: Mapping[str, Any]) -> bool:
    return bool(row.get("split") == "train")


def _of_wants(row: Mapping[str, Any]) -> Answered:
    try:
        named = set(row["wants"])
    except (KeyError, TypeError) as error:
        raise SourceError(f"a line of data/wants has no `wants` ({error}): {row['text']!r}") from error
    if not named <= set(WANTS):
        raise SourceError(
            f"a line of data/wants wants {sorted(named - set(WANTS))}; write {', '.join(WANTS)}."
        )
    return Answered(row["text"], f"wants {row['batch']}", tuple(want in named for want in WANTS), 3.0)


def _want_intents(folder: Path) -> Iterator[Answered]:
    for intent, text in _intents(folder):
        if intent in INTENT_WANTS:
            # Somebody who asks for one thing in one line seldom asks for another in it.
            yield Answered(text, "nlu", tuple(want == INTENT_WANTS[intent] for want in WANTS))
        elif intent in WANTLESS:
            yield Answered(text, "nlu", (False,) * len(WANTS))


def _banking_wants(path: Path) -> Iterator[Answered]:
    for row in read_lines(path):
        if row["split"] == "train":
            money = any(part in str(row["intent"]).lower() for part in ASKS_FOR_MONEY)
            answers = tuple(None if want == "compensation" and money else False for want in WANTS)
            yield Answered(row["text"], "questions", answers, 0.3)


def _complaint_intents(folder: Path) -> Iterator[Answered]:
    for intent, text in _intents(folder):
        if intent == COMPLAINT or intent in UNCOMPLAINING:
            yield Answered(text, "ours", (intent == COMPLAINT,))


def _complaint_feelings(folder: Path) -> Iterator[Answered]:
    for path in sorted(folder.glob("*.jsonl")):
        for example in authored_examples(path):
            if example.level is not Level.CALM:
                yield Answered(example.text, "ours", (True,))
            elif example.label in GLAD_OR_CALM:
                yield Answered(example.text, "ours", (False,))


def _glad_comments(path: Path) -> Iterator[str]:
    for row in read_lines(path):
        emotions = set(row["emotions"])
        if emotions & REJOICING and not emotions & UNHAPPY:
            yield str(row["text"])


def _intents(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.yml")):
        yield from read_intents(path)
