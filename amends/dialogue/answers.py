"""What counts as an answer to what was asked: by the intent, or by words (METHOD M11)."""

from __future__ import annotations

from collections.abc import Callable

from amends.dialogue.turn import Stage, Turn
from amends.languages.language import Language
from amends.languages.policy_words import IdeaWords
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
"""The words that answer it, as answers.yml names them."""

SAID: dict[Stage, Callable[[str, IdeaWords], bool]] = {
    Stage.IDEA: lambda text, words: read_idea(text, words).understood,
    Stage.OFFER: lambda text, words: names_an_idea(text, words) or asks_is_that_all(text, words),
}
"""What is read in it that answers it."""


def is_answer(turn: Turn, language: Language) -> bool:
    """Say whether the message answers what was asked at its stage; at a stage that asks for anything, all do.

    What we cannot read answers if it is longer than a few words: it goes to a person word for word. A question that is
    none of ours to answer is no answer, unless it names something else: "how about a new one?"
    """
    if turn.stage not in INTENTS or turn.pressed:
        return True
    if turn.intent == "out_of_scope" and asks(turn.text, language):
        return language.tells("rather", turn.text)
    found = SAID.get(turn.stage)
    if turn.intent in INTENTS[turn.stage] or (found is not None and found(turn.text, language.ideas)):
        return True
    if any(language.tells(name, turn.text) for name in WORDS[turn.stage]):
        return True
    doubtful = turn.intent in UNREAD or turn.reading.intent_confidence < DOUBTFUL
    return doubtful and len(turn.text.split()) > FEW


def asks(text: str, language: Language) -> bool:
    """Say whether a message asks something."""
    told = text.strip()
    return told.endswith("?") or language.answers["a question"].match(told) is not None
