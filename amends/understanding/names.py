"""Names customers give of themselves: only where they say so, never guessed from a capital letter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from amends.understanding.reading import Fact

_PART = r"[^\W\d_][^\W\d_'’.-]*(?:['’-][^\W\d_]+)*"
_SAID = re.compile(
    rf"\b(?:my (?:full )?name is|my names|my name's|name's|the name is|name:|call me|i am called|i'm called)\s+"
    rf"(?P<title>(?:mr|mrs|ms|mx|miss|dr)\.?\s+)?(?P<name>{_PART}(?:\s+{_PART}){{0,3}})",
    re.IGNORECASE,
)
_CAPITAL = r"(?:O['’]|Mc|Mac)?[A-ZÀ-Þ][a-zß-ÿ]+(?:['’-][A-ZÀ-Þ][a-zß-ÿ]+)?"
_INTRODUCED = re.compile(
    r"\b(?:[Ii]['’]?m|I am)\s+(?P<title>(?:Mr|Mrs|Ms|Mx|Miss|Dr)\.?\s+)?"
    rf"(?P<name>{_CAPITAL}(?:\s+{_CAPITAL}){{0,2}})(?=\s*(?:[,.!;]|$|\band\b|\bfrom\b))"
)

_HERE = re.compile(
    rf"(?:(?<=^)|(?<=[.!?\n] ))(?P<title>(?:Mr|Mrs|Ms|Mx|Miss|Dr)\.?\s+)?(?P<name>{_CAPITAL}(?:\s+{_CAPITAL}){{0,2}})"
    r"\s+(?:here|speaking)\b"
)
_THIS_IS = re.compile(
    rf"(?:(?<=^)|(?<=[.!?\n,] ))[Tt]his is (?P<title>(?:Mr|Mrs|Ms|Mx|Miss|Dr)\.?\s+)?"
    rf"(?P<name>{_CAPITAL}(?:\s+{_CAPITAL}){{1,2}})(?=\s*(?:[,.!;]|$|\band\b|\bfrom\b|\bagain\b))"
)
_SIGNED = re.compile(
    r"(?:\b(?:regards|sincerely|yours|thanks|best|cheers|thank you)),?\s*\n?\s*"
    rf"(?P<name>{_CAPITAL}(?:\s+{_CAPITAL}){{0,2}})\s*\.?\s*$"
)

_NOT_A_NAME = """
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
NOT_A_NAME = frozenset(_NOT_A_NAME.split())
"""Words that end a name, or show that there is none."""

MOST_PARTS = 3


def find_names(text: str) -> Iterator[Fact]:
    """The names in a text, tidied: `sam brandt` is `Sam Brandt`. At most MOST_PARTS words."""
    for pattern in (_SAID, _INTRODUCED, _HERE, _THIS_IS, _SIGNED):
        for match in pattern.finditer(text):
            parts: list[str] = []
            end = match.start("name")
            for part in re.finditer(r"\S+", match["name"]):
                plain = part[0].islower() or part[0] == "I" or not parts
                if len(parts) == MOST_PARTS or (plain and part[0].lower() in NOT_A_NAME):
                    break
                parts.append(part[0])
                end = match.start("name") + part.end()
            if parts and len(parts[0]) > 1:
                yield Fact("name", " ".join(map(_tidy, parts)), match.start("name"), end)


def _tidy(part: str) -> str:
    """A part as names are written; mixed case (McKay) is left alone."""
    if not (part.islower() or part.isupper()):
        return part
    return re.sub(r"(?:^|(?<=['’-]))[^\W\d_]", lambda first: first[0].upper(), part.lower())
