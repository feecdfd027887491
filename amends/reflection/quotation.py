"""A short quotation of the customer's own words, where they cannot be turned to "you" safely (METHOD M5, VOICE).

`"No help from the shop".` is never wrong: it is what they wrote. Only a clause that names trouble is quoted, never
a question, an insult, an opinion of the company, or anything that could be read as an apology or its qualification.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from amends.apology import Verdict, check
from amends.reflection.clauses import StoryClause, clauses, sayable
from amends.reflection.grammar import Grammar

FEWEST_WORDS = 3
MOST_WORDS = 10
LONGEST = 80
"""Characters of a quotation."""

_ARGUES = re.compile(
    r"\b(?:sorry|apolog\w*|but|however|although|though|unfortunately|if|may|might|inconvenience|because|since|due)\b",
    re.I,
)
_PLAIN = re.compile(r"[^\W_]+(?:['-][^\W\d_]+)*(?:,? [^\W_]+(?:['-][^\W\d_]+)*)*")
"""Words with nothing between them but spaces, commas, and the marks inside a word: what can be read aloud."""

_LOOSE_END = re.compile(
    r"\b(?:and|or|to|the|an?|my|of|with|from|by|so|that|than|is|was|are|were|have|has|had|not|very|for|on|in|at|"
    r"which|who|when|while|as|like|their|his|its|into|some|any|i|it's|i'm|just|until|where|what|how|why)\Z",
    re.I,
)
_LOOSE_START = re.compile(
    r"(?:don't|never|send|go|not|fails?|which|who|when|while|as|than|that|of|to|or|then|so|unless|where|what|how|why)\b",
    re.I,
)


def quotations(text: str, grammar: Grammar) -> Iterator[str]:
    """Yield what may be quoted of a message, the first said first: `"The zip broke on the first day".`"""
    for clause in clauses(text, grammar):
        if _may_be_quoted(clause, grammar):
            quotation = f'"{clause.text[0].upper()}{clause.text[1:]}".'
            if check(quotation).verdict is Verdict.NONE:
                yield quotation


def _may_be_quoted(clause: StoryClause, grammar: Grammar) -> bool:
    words = clause.text.split()
    if (
        clause.joint
        or clause.asked
        or not FEWEST_WORDS <= len(words) <= MOST_WORDS
        or len(clause.text) > LONGEST
    ):
        return False
    if not sayable(clause.text) or not _PLAIN.fullmatch(clause.text) or not clause.text[0].isalpha():
        return False
    if any(pattern.search(clause.text) for pattern in (_ARGUES, _LOOSE_END)) or _LOOSE_START.match(
        clause.text
    ):
        return False
    refused = (grammar.patterns[name] for name in ("addressed", "never", "crisis"))
    if any(pattern.search(clause.text) for pattern in refused):
        return False
    parts = {part for word in words for part in re.split(r"[',-]", word.lower())}
    if any(part.startswith(grammar.never_stems) for part in parts):
        return False
    opinions = ({word.strip(",").lower() for word in words} | parts) & grammar.never_words
    return bool(grammar.patterns["trouble"].search(clause.text)) and not opinions
