"""Clauses turned to the second person, and two of them joined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from amends.languages.reflection_words import FrameWords
from amends.reflection.clauses import StoryClause, clauses, sayable
from amends.reflection.grammar import ClauseShape, Grammar

_WORD = re.compile(r"[^\W_][\w'-]*")
_LONG = 11
"""Words; a longer clause loses against a shorter one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that may be said back, starting small and without a full stop.

    `stands` when they may be said alone. `score`: how telling they are. `joint`: the word before them.
    `elliptic` when the clause lacked its subject. `groups`: the turned parts of the frame, for joints.
    """

    words: str
    score: float
    stands: bool
    kind: str
    joint: str
    too: bool
    elliptic: bool = False
    groups: Mapping[str, str] = field(default_factory=dict)


def pieces(text: str, grammar: Grammar) -> list[Piece | None]:
    """Every clause of the message as a piece, in order; None where a clause can't be said back."""
    found: list[Piece | None] = []
    before: StoryClause | None = None
    for clause in clauses(text, grammar):
        one = _piece(clause, grammar)
        if one is not None and clause.joint and not _has_subject(one, found[-1], before, grammar):
            one = None
        found.append(one)
        before = clause
    return found


def join(one: Piece, two: Piece, grammar: Grammar) -> str | None:
    """Two neighbours as one, or None when they don't go together."""
    data = grammar.data
    named = data.joints.get(f"{one.kind} {two.kind}")
    if named is None and (two.joint not in data.joinable or not (one.stands or two.stands)):
        return None
    if (
        named is None
        and one.words.startswith(f"{data.subject} ")
        and two.words.startswith(f"{data.subject} ")
    ):
        return data.same_subject.format(a=one.words, b=two.words.removeprefix(f"{data.subject} "))
    template = named or data.joints.get(f"* {two.kind}") or data.joints["* *"]
    groups = {**two.groups, **{name: value for name, value in one.groups.items() if value}}
    return template.format(a=one.words, b=two.words, **groups)


def _has_subject(
    one: Piece, before: Piece | None, clause_before: StoryClause | None, grammar: Grammar
) -> bool:
    """Whether it is clear who a later clause of a sentence speaks of ("she shrugged and went back to her phone")."""
    if one.kind == "bare":
        return before is not None or one.joint not in grammar.data.coordinating
    if not one.elliptic:
        return True
    if before is None or clause_before is None or not one.words.startswith(f"{grammar.data.subject} "):
        return False
    return before.elliptic or bool(grammar.patterns["first_person"].match(clause_before.text))


def _piece(clause: StoryClause, grammar: Grammar) -> Piece | None:
    text = clause.text
    for pattern, put in grammar.company:
        text = pattern.sub(put, text)
    for shorter in _ever_shorter(text, grammar):
        match = _first_frame(shorter, grammar)
        made = match and _say(match[0], match[1].data, clause, grammar)
        if made:
            return made
    return None


def _first_frame(text: str, grammar: Grammar) -> tuple[re.Match[str], ClauseShape] | None:
    for starts, frames in grammar.frames:
        if not starts.match(text):
            continue
        for frame in frames:
            found = frame.pattern.fullmatch(text)
            if found is not None:
                return found, frame
    return None


def _ever_shorter(text: str, grammar: Grammar) -> Iterator[str]:
    """The clause, then what is left of it before each place where it may be cut, longest first."""
    yield text
    for cut in reversed([found.start() for found in grammar.patterns["cut"].finditer(text)]):
        yield text[:cut].rstrip(" ,")


def _say(found: re.Match[str], frame: FrameWords, clause: StoryClause, grammar: Grammar) -> Piece | None:
    if clause.asked and not frame.telling:
        return None
    groups = {name: part or "" for name, part in found.groupdict().items()}
    if "{whole}" in frame.say:
        groups["whole"] = found.group()
    turned: dict[str, str] = {}
    for name, part in groups.items():
        said = _turn(frame.swap.get(part.lower(), part), grammar)
        if said is None:
            return None
        leads = name == "whole" or found.start(name) == 0
        turned[name] = _small(said, grammar) if leads else said
    words = _small(" ".join(frame.say.format(**turned).split()), grammar)
    elliptic = frame.elliptic and not grammar.patterns["named_subject"].match(clause.text)
    score, troubled = _weigh(words, frame, grammar)
    return Piece(
        words, score, frame.telling or troubled, frame.kind, clause.joint, clause.too, elliptic, turned
    )


def _weigh(words: str, frame: FrameWords, grammar: Grammar) -> tuple[float, bool]:
    """How telling the words are, and whether they tell of trouble; figures and events beat the vague."""
    patterns = grammar.patterns
    troubled = bool(patterns["trouble"].search(words))
    score = frame.weight + 1.5 * troubled + 2.0 * bool(patterns["figure"].search(words))
    return score - 2.0 * bool(patterns["vague"].match(words)) - (len(words.split()) > _LONG), troubled


def _turn(part: str, grammar: Grammar) -> str | None:
    """A part of a clause in the second person; None when it holds what is never said."""
    if not part.strip():
        return part
    patterns = grammar.patterns
    if not sayable(part) or patterns["addressed"].search(part) or patterns["never"].search(part):
        return None
    for word in _WORD.findall(part.lower()):
        if word in grammar.never_words or word.startswith(grammar.never_stems):
            return None
    for pattern, put in grammar.person:
        part = pattern.sub(put, part)
    return part


def _small(words: str, grammar: Grammar) -> str:
    first = words.split(" ", 1)[0]
    return words if first in grammar.acronyms or first[1:2].isupper() else words[:1].lower() + words[1:]
