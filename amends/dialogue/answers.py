"""What counts as an answer to what was asked: by the intent, or by words (METHOD M11)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib import resources

import yaml

from amends.dialogue.turn import Stage, Turn
from amends.redress.ideas import asks_is_that_all, names_an_idea, read_idea

FEW = 3
"""Words. What we cannot read and is no longer than this is no answer to anything."""

UNREAD = frozenset({"nlu_fallback", "out_of_scope"})

DOUBTFUL = 0.5
"""Of an intent below this confidence the words tell more than the intent."""

INTENTS: dict[Stage, frozenset[str]] = {
    Stage.WISH: frozenset({"deny", "done", "thank", "leave", "want_vent", "affirm"}),
    Stage.IDEA: frozenset({"deny", "affirm", "done", "want_compensation"}),
    Stage.DETAILS: frozenset({"affirm", "deny", "done"}),
    Stage.OFFER: frozenset({"affirm", "thank", "done", "deny", "want_compensation"}),
    Stage.APOLOGY: frozenset({"choose", "affirm", "deny", "done", "want_apology"}),
}
"""The intents that answer the question of a stage by themselves."""

WORDS: dict[Stage, tuple[str, ...]] = {
    Stage.WISH: ("a wish",),
    Stage.IDEA: ("a wish",),
    Stage.DETAILS: ("has none",),
    Stage.OFFER: ("not enough",),
    Stage.APOLOGY: ("a way",),
}
"""The words that answer it, as answers_en.yml names them."""

SAID: dict[Stage, Callable[[Turn], bool]] = {
    Stage.IDEA: lambda turn: read_idea(turn.text).understood,
    Stage.OFFER: lambda turn: names_an_idea(turn.text) or asks_is_that_all(turn.text),
}
"""What is read in it that answers it."""


def is_answer(turn: Turn) -> bool:
    """Say whether the message answers what was asked at its stage; at a stage that asks for anything, all do.

    What we cannot read answers if it is longer than a few words: it goes to a person word for word. A question that is
    none of ours to answer is no answer, unless it names something else: "how about a new one?"
    """
    if turn.stage not in INTENTS or turn.pressed:
        return True
    if turn.intent == "out_of_scope" and asks(turn.text):
        return phrases("rather").search(turn.text) is not None
    found = SAID.get(turn.stage)
    if turn.intent in INTENTS[turn.stage] or (found is not None and found(turn)):
        return True
    if any(phrases(name).search(turn.text) for name in WORDS[turn.stage]):
        return True
    doubtful = turn.intent in UNREAD or turn.reading.intent_confidence < DOUBTFUL
    return doubtful and len(turn.text.split()) > FEW


def asks(text: str) -> bool:
    """Say whether a message asks something."""
    told = text.strip()
    return told.endswith("?") or phrases("a question").match(told) is not None


@cache
def phrases(name: str, lang: str = "en") -> re.Pattern[str]:
    """Return a pattern that finds the phrases of that name. Raises KeyError for a name that the file has not."""
    source = resources.files("amends.dialogue").joinpath(f"answers_{lang}.yml").read_text(encoding="utf-8")
    found = "|".join(_pattern(str(phrase)) for phrase in yaml.safe_load(source)[name])
    return re.compile(rf"\b(?:{found})\b", re.IGNORECASE)


def _pattern(phrase: str) -> str:
    return re.escape(phrase).replace(r"\*", r"\w*").replace("'", "['’]?").replace(r"\ ", r"\s+")
