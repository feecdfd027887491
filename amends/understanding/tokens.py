"""Rules over the tokens of a message, by spaCy's tokeniser and Matcher: how names and dates are found.

A rule says which words stand beside which; what is written in single characters (amounts, e-mail addresses, numbers)
is found by regular expressions in the modules of those. spaCy is imported where a `Finder` is made.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

Pattern = Sequence[dict[str, Any]]
"""One pattern of spaCy's Matcher: what each token must be."""

RENEWED_AFTER: Final = 20_000
"""Messages after which the vocabulary is made anew: spaCy keeps each word it ever saw, and customers write many."""

_BLANK: Final = re.compile(r"[^\S\r\n]")
_BLANKS: Final = re.compile(r"[^\S\r\n]{2}|[^\S\r\n ]")

_INFIXES: Final = (
    r"(?<=[^\W\d_])['’](?=\d)",
    r"\.\.+",
    "…",
    "[–—]",
    r"(?<=[^\W\d_])[,;!?/:](?=\w)",
    r"(?<=[^\W\d_]{2})\.(?=[^\W\d_]{2})",
)
"""Where a word is cut in two. Not at hyphens: `O'Brien-Walsh` and `2026-11-20` are one token each."""


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """What a rule matched: its name, the tokens, and their place in the text as the customer wrote it."""

    rule: str
    span: Span
    start: int
    end: int

    @property
    def following(self) -> str:
        """The next token in lower case; empty at the end."""
        doc = self.span.doc
        return str(doc[self.span.end].lower_) if self.span.end < len(doc) else ""

    @property
    def preceding(self) -> str:
        """The token before, in lower case; empty at the start."""
        return str(self.span.doc[self.span.start - 1].lower_) if self.span.start else ""


class Finder:
    """Finds what named rules match, the longest of each rule, in the order of the text."""

    def __init__(self, rules: Mapping[str, Sequence[Pattern]]) -> None:
        self._rules = rules
        self._renew()

    def find(self, text: str) -> Iterator[RuleMatch]:
        """The matches in `text`. Spaces beside each other count as one, and places are those of `text`."""
        self._read += 1
        if self._read > RENEWED_AFTER:
            self._renew()
        tidy, places = _one_space(text)
        doc = self._tokenizer(tidy)
        doc.user_data["places"] = places
        for span in sorted(self._matcher(doc, as_spans=True), key=lambda span: int(span.start)):
            yield RuleMatch(span.label_, span, *place(doc, span.start, span.end))

    def _renew(self) -> None:
        with warnings.catch_warnings():
            # What spaCy imports warns of what it will drop one day.
            warnings.simplefilter("ignore", DeprecationWarning)
            from spacy.lang.en import English
            from spacy.matcher import Matcher
            from spacy.tokenizer import Tokenizer
            from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex
            from spacy.vocab import create_vocab

        defaults = English.Defaults
        self.vocabulary = vocab = create_vocab("en", defaults)
        self._tokenizer = Tokenizer(
            vocab,
            prefix_search=compile_prefix_regex((*(defaults.prefixes or ()), "-")).search,
            suffix_search=compile_suffix_regex((*(defaults.suffixes or ()), "-")).search,
            infix_finditer=compile_infix_regex(_INFIXES).finditer,
        )
        self._matcher = Matcher(vocab)
        for name, patterns in self._rules.items():
            self._matcher.add(name, [list(pattern) for pattern in patterns], greedy="LONGEST")
        self._read = 0


def place(doc: Doc, first: int, last: int) -> tuple[int, int]:
    """Where the tokens from `first` up to but not with `last` stand in the text that a Finder was given."""
    places: Sequence[int] = doc.user_data["places"]
    end: Token = doc[last - 1]
    return places[doc[first].idx], places[end.idx + len(end) - 1] + 1


def words(*said: str) -> Pattern:
    """The pattern of these words, whatever their case."""
    return [{"LOWER": word} for word in said]


def one_of(*said: str, often: str | None = None) -> dict[str, Any]:
    """A token that is one of these words, whatever its case; `often` is an operator of spaCy: "?", "*", "{1,3}"."""
    return _repeated({"LOWER": {"IN": list(said)}}, often)


def shaped(regex: str, often: str | None = None) -> dict[str, Any]:
    """A token that this regular expression matches whole, as it is written; `often` as in `one_of`."""
    return _repeated({"TEXT": {"REGEX": rf"\A(?:{regex})\Z"}}, often)


def _repeated(token: dict[str, Any], often: str | None) -> dict[str, Any]:
    return {**token, "OP": often} if often else token


def _one_space(text: str) -> tuple[str, Sequence[int]]:
    """The text with one space for blanks beside each other, and where each of its letters stood."""
    if not _BLANKS.search(text):
        return text, range(len(text))
    places = [at for at, letter in enumerate(text) if not (at and _blank(letter) and _blank(text[at - 1]))]
    return "".join(" " if _blank(text[at]) else text[at] for at in places), places


def _blank(letter: str) -> bool:
    return bool(_BLANK.fullmatch(letter))
