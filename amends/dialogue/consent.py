"""Is it a yes to exactly what was offered? Money and goods leave only by one that nothing takes back (METHOD M27).

Two readings must agree: the words commit and nothing in the message takes them back, names something else or asks what
it costs; and what is left of the message without them is nothing, or the reader is sure that it heard a yes. Pure.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from functools import cache

from amends.hearing.frame import Act, Form, Frame, Given
from amends.languages.consent_words import ConsentWords
from amends.understanding.money import find_amounts

SURE_OF_A_YES = 0.9
"""How sure (0..1) the reader must be of a yes that stands among other words."""

LONGEST_YES = 25
"""Words: who says more than this says more than yes."""

_SMALL_NUMBER = re.compile(r"(?<![\w.,-])\d{1,3}(?:[.,]\d{1,2})?(?![\w-])")
"""A sum, and not the number of an order."""


class Consent(StrEnum):
    """What an answer to an offer comes to."""

    YES = "yes"
    YES_AND_WHEN = "yes_and_when"
    """A yes, and the question when it comes."""
    NO = "no"
    ASKS = "asks"
    """They ask something first: the offer stands."""
    UNCLEAR = "unclear"


def consent_in(text: str, frame: Frame, words: ConsentWords, *, amount: Decimal | None = None) -> Consent:
    """Return what a typed answer says to an offer of `amount` (None: of goods); a doubtful yes is UNCLEAR."""
    told = " ".join(text.replace("’", "'").split())
    asks_when = _when(words).search(told) is not None
    rest = _when(words).sub(" ", told) if asks_when else told
    if _is_yes(rest, frame, words, amount):
        return Consent.YES_AND_WHEN if asks_when else Consent.YES
    if frame.given(Given.NO, Given.NEITHER, Given.COUNTER) or any(clause.refuses for clause in frame.demands):
        return Consent.NO
    asked = [clause for clause in frame.questions if clause.form is not None]
    if asked or asks_when or told.endswith("?"):
        return Consent.ASKS
    return Consent.UNCLEAR


def asks_only_when(frame: Frame) -> bool:
    """Say whether all that they ask is when it comes."""
    return bool(frame.questions) and all(clause.form is Form.WHEN for clause in frame.questions)


def _is_yes(told: str, frame: Frame, words: ConsentWords, amount: Decimal | None) -> bool:
    if "?" in told or len(told.split()) > LONGEST_YES or _doubt(words).search(told):
        return False
    if not _yes(words).search(told) or _names_another_sum(told, amount):
        return False
    if not _left(told, words):
        return True
    acts = {clause.act for clause in frame.clauses}
    sure = any(c.given is Given.YES and c.confidence >= SURE_OF_A_YES for c in frame.answers)
    return (
        sure
        and acts <= {Act.ANSWER, Act.THANK, Act.CHAT}
        and all(c.given is Given.YES for c in frame.answers)
    )


def _left(told: str, words: ConsentWords) -> str:
    """What stands in it beside the yes and what changes nothing."""
    return re.sub(r"[\W_]+", "", _harmless(words).sub(" ", _yes(words).sub(" ", told)))


def _names_another_sum(told: str, amount: Decimal | None) -> bool:
    sums = {Decimal(found.value.partition(" ")[0]) for found in find_amounts(told)}
    if amount is None:
        return bool(sums)
    small = {Decimal(number.replace(",", ".")) for number in _SMALL_NUMBER.findall(told)}
    return any(found != amount for found in sums | small)


@cache
def _compiled(patterns: tuple[str, ...], *, whole: bool) -> re.Pattern[str]:
    either = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(rf"(?<![\w'])(?:{either})(?![\w'])" if whole else either, re.IGNORECASE)


def _yes(words: ConsentWords) -> re.Pattern[str]:
    return _compiled(words.commits, whole=True)


def _harmless(words: ConsentWords) -> re.Pattern[str]:
    return _compiled(words.beside, whole=True)


def _doubt(words: ConsentWords) -> re.Pattern[str]:
    return _compiled(words.doubt, whole=False)


def _when(words: ConsentWords) -> re.Pattern[str]:
    return _compiled(words.when, whole=False)
