"""Names customers give of themselves: only where they say so, never guessed from a capital letter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from amends.understanding.reading import Fact
from amends.understanding.tokens import Pattern, RuleMatch, one_of, place, shaped, words

if TYPE_CHECKING:
    from spacy.tokens import Token

MOST_PARTS: Final = 3

_CAPITAL: Final = r"(?:O['’]|Mc|Mac)?[A-ZÀ-Þ][a-zß-ÿ]+(?:['’-][A-ZÀ-Þ][a-zß-ÿ]+)?"
_PART: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TITLES: Final = ("mr", "mrs", "ms", "mx", "miss", "dr")
_TITLE: Final = (one_of(*_TITLES, often="?"), {"ORTH": ".", "OP": "?"})

RULES: Final[dict[str, list[Pattern]]] = {
    # What goes before a name, whatever its case: the name is read from the words after it.
    "said": [
        *([*words("my"), one_of("full", often="?"), *words("name", end)] for end in ("is", "'s", "’s")),
        words("my", "names"),
        words("the", "name", "is"),
        *([*words("name"), {"LOWER": end}] for end in ("'s", "’s", ":")),
        words("call", "me"),
        *(words(*start, "called") for start in (("i'm",), ("i’m",), ("i", "am"))),
    ],
    # These are also said of other things, so the name has to be written with capitals, and to end there.
    "introduced": [
        [*start, *_TITLE, shaped(_CAPITAL, "{1,3}")]
        for start in ([shaped("[Ii]['’]?m")], [{"ORTH": "I"}, {"ORTH": "am"}])
    ],
    "here": [[*_TITLE, shaped(_CAPITAL, "{1,3}"), one_of("here", "speaking")]],
    "this_is": [[shaped("[Tt]his"), {"ORTH": "is"}, *_TITLE, shaped(_CAPITAL, "{2,3}")]],
    "signed": [
        [*end, {"ORTH": ",", "OP": "?"}, {"IS_SPACE": True, "OP": "?"}, shaped(_CAPITAL, "{1,3}")]
        for end in (
            [shaped("[Rr]egards|[Ss]incerely|[Yy]ours|thanks|best|cheers")],
            [{"ORTH": "thank"}, {"ORTH": "you"}],
        )
    ],
}
"""How customers say their names."""

_DENIALS: Final = frozenset({"n't", "n’t", "not", "never", "dont", "no"})
"""Just before what announces a name, these say that there is none: "don't call me"."""

_STARTS: Final = frozenset(".!?")
_ENDS: Final = frozenset(",.!;") | {"", "and", "from"}
_AFTER: Final = {"introduced": _ENDS, "this_is": _ENDS | {"again"}}

_NOT_A_NAME: Final = """
    a about absolutely again all already also always an and angry any are as asap at back because been being both
    but by calling can christ customer customers damn disappointed disgusted done dont email entirely everything
    fed for from fucking furious getting god going gone had have he here his hello hi how i if im in is it its jesus
    just later livid lost mad me mine monday my never no not nothing now of on one only or order our out over person
    phone please ready really right sad scared she shocked sick so sorry still stuck sure telling tell thank thanks
    that the their them there they thinking this tired to today told tomorrow too trying unhappy upset very waiting
    was we what when where which while who why with writing wrong yes you your yours
    anybody anyone everybody everyone nobody nothing same somebody someone none down up yet
    manager driver delivery black
    outrageous ridiculous unacceptable insane terrible horrible theft fraud nonsense bullshit rubbish christmas
    tuesday wednesday thursday friday saturday sunday english german british american french spanish turkish
    muslim christian jewish hindu
"""
NOT_A_NAME: Final = frozenset(_NOT_A_NAME.split())
"""Words that end a name, or show that there is none."""


def find_names(matched: Iterable[RuleMatch]) -> Iterator[Fact]:
    """The names in what RULES matched, tidied: `sam brandt` is `Sam Brandt`. At most MOST_PARTS words."""
    for found in matched:
        if found.rule not in RULES or not _stands_alone(found):
            continue
        parts = _parts(found)
        if parts and len(parts[0]) > 1:
            yield Fact(
                "name", " ".join(map(_tidy, parts)), *place(found.span.doc, parts[0].i, parts[-1].i + 1)
            )


def _stands_alone(found: RuleMatch) -> bool:
    """Whether what surrounds it leaves it a name: a sentence begins with it, or nothing goes on behind it."""
    doc, span = found.span.doc, found.span
    if found.rule == "said" and any(
        token.lower_ in _DENIALS for token in doc[max(span.start - 2, 0) : span.start]
    ):
        return False
    begins = not span.start or doc[span.start - 1].is_space or found.preceding in _STARTS
    if found.rule == "here":
        return begins
    if found.rule == "signed":
        return all(token.is_space or token.text == "." for token in doc[span.end :])
    after = _AFTER.get(found.rule)
    goes_on = after is not None and not (found.following.isspace() or found.following in after)
    return not goes_on and (found.rule != "this_is" or begins or found.preceding == ",")


def _parts(found: RuleMatch) -> list[Token]:
    """The tokens of the name: in the match, or behind what announces it."""
    if found.rule == "said":
        tokens = list(found.span.doc[found.span.end :])
    else:
        matched = found.span if found.rule == "here" else found.span[1:]
        tokens = [token for token in matched if re.fullmatch(_CAPITAL, token.text)]
    while tokens and tokens[0].lower_ in _TITLES:
        tokens = tokens[2:] if len(tokens) > 1 and tokens[1].text == "." else tokens[1:]
    parts: list[Token] = []
    for token in tokens:
        plain = token.is_lower or token.text == "I" or not parts
        if (
            len(parts) == MOST_PARTS
            or not _PART.fullmatch(token.text)
            or (plain and token.lower_ in NOT_A_NAME)
        ):
            break
        parts.append(token)
    return parts


def _tidy(part: Token) -> str:
    """A part as names are written; mixed case (McKay) is left alone."""
    if not (part.is_lower or part.is_upper):
        return str(part.text)
    return re.sub(r"(?:^|(?<=['’-]))[^\W\d_]", lambda first: first[0].upper(), str(part.lower_))
