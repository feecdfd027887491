"""Whose anger it is, and whether it is any: what a bag of words can't see.

"My sister was furious", "not angry, just tired", "they shouted "thieves"" and "holy shit that was quick, thank you"
share their words with anger. These marks say who feels the heated words of a message, whether they are denied or
quoted, and what stands beside glad words. Each is 0..1; none decides anything alone. Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from amends.understanding.words import MAX_CHARACTERS, Word, swears

STANCES: Final = (
    "heat quoted",
    "heat denied",
    "heat of others",
    "glad swearing",
    "glad shouting",
)
"""The names of the marks, in order: of the heated words the shares of each kind, then two that are there or not."""

_HEATED: Final = re.compile(
    r"(?:an(?:gr|ger|no[yi])|furious|fum(?:ing|ed)|livid|seeth|rag(?:e|es|ed|ing)$|mad$|cross$|upset|outrag|"
    r"disgust|disgrac|shame|"
    r"shock|appall|unaccept|ridicul|pathetic|useless|hat(?:e|es|ed|ing)$|crook|liar|lie[ds]?$|lying|thie[fv]|"
    r"rob(?:bed|bers?)$|"
    r"scam|cheat|cowboy|garbage|rubbish|trash|terribl|awful|horribl|dreadful|worst|nightmare|disaster|"
    r"catastroph|scandal|"
    r"rude|insult|idiot|moron|stupid|incompeten|joke$|farce|shambl|complain|moan|grumbl|unhappy|disappoint|dissatisf|"
    r"fed$|sick$|irritat|frustrat|miffed|huff$|bother|resent|rip-?off|rant|shout|scream|yell|swear|swore|blam)"
)
_GLAD: Final = re.compile(
    r"(?:thank|thx$|ta$|cheers|grateful|love$|loved|lovel|great$|brilliant|perfect|amazing|fantastic|wonderful|"
    r"excellent|superb|awesome|gorgeous|beaut|marvel|magnific|delight|happy|glad|pleased|best$|legend|splendid|"
    r"fab|kind$|congrat|bravo|impress|works$|well$|nice|quick|fast$|yay|yes+$|wow|finally$|sorted)"
)
_TROUBLE: Final = re.compile(
    r"(?:late$|delay|wait|still$|again$|never$|broke|damag|smash|crack|faulty|lost$|lose$|losing|missing|wrong|"
    r"cancel|charg|ignor|nobody|noone|nothing|hours?$|weeks?$|months?$|queue|hold$|twice|third|fourth|fifth|"
    r"times$|no$|without|locked|error|fail|refus|den(?:y|ied)|leak|dead|cold|left$|closed?$|form$|yet$)"
)
_DENIES: Final = frozenset(
    """
    not never no none nothing neither nor isnt wasnt arent werent dont didnt doesnt wont wouldnt cant couldnt
    hardly without far
    """.split()  # noqa: SIM905
)
_UNDOES: Final = frozenset(["only", "until", "till", "even"])
_BREAKS: Final = frozenset(["but", "however", "though", "although", "yet", "until", "till", "because"])
_ME: Final = frozenset(["i", "im", "ive", "id", "ill", "we", "were", "weve", "wed", "me", "us"])
_OTHERS: Final = re.compile(
    r"(?:he|hes|she|shes|they|theyre|someone|somebody|people|everyone|everybody|others?|"
    r"husband|wife|partner|girlfriend|boyfriend|ex|mum|mom|mother|dad|father|sister|brother|son|daughter|uncle|aunt\w*|"
    r"nan|gran\w*|flatmate|neighbou?rs?|colleagues?|boss|manager|friends?|mate|bloke|chap|guy|lad|woman|man|lady|"
    r"customers?|passengers?|tenants?|guests?|reviewers?|teenager|kids?|who)$"
)
MINE: Final = "mine"
"""Whose heat it is that is nobody else's: the writer's own."""

_REACH: Final = 4
"""How many words a denial reaches."""

_QUOTES: Final = re.compile(r"[\"“”„«»]")
_STOPS: Final = re.compile(r"[.,;:!?\n()–—]")


def stance_of(text: str, words: Sequence[Word]) -> list[float]:
    """One number 0..1 for each of `STANCES`."""
    text = text[:MAX_CHARACTERS]
    said = [word.folded.replace("'", "") for word in words]
    profane = [swears(word) for word in words]
    spoken, clauses = _quoted(text, words), _clauses(text, words, said)
    heated = [
        (at, _whose(said, spoken, clauses, at))
        for at, word in enumerate(said)
        if profane[at] or _HEATED.match(word)
    ]
    whose = Counter(one for _, one in heated)
    total = max(len(heated), 1)
    meant = any(one == MINE and not profane[at] for at, one in heated)
    glad, trouble = (any(pattern.match(word) for word in said) for pattern in (_GLAD, _TROUBLE))
    shouted = sum(len(word.text) >= 3 and word.text.isupper() for word in words)
    harmless = not meant and not trouble
    return [
        whose["quoted"] / total,
        whose["denied"] / total,
        whose["others"] / total,
        float(harmless and any(profane) and glad),
        float(harmless and glad and (shouted > 0 or "!" in text)),
    ]


def _quoted(text: str, words: Sequence[Word]) -> list[bool]:
    """Which words stand between quotation marks."""
    marks = [match.start() for match in _QUOTES.finditer(text)]
    spans = list(zip(marks[::2], marks[1::2], strict=False))
    return [any(start < word.start < end for start, end in spans) for word in words]


def _clauses(text: str, words: Sequence[Word], said: Sequence[str]) -> list[int]:
    """The number of the clause that each word stands in: cut at punctuation and at words that turn."""
    clause, numbers = 0, []
    for at, word in enumerate(words):
        before = text[words[at - 1].end : word.start] if at else ""
        if _STOPS.search(before) or _STOPS.match(word.text) or said[at] in _BREAKS:
            clause += 1
        numbers.append(clause)
    return numbers


def _denied(said: Sequence[str], clauses: Sequence[int], at: int) -> bool:
    """Whether a denial reaches the word: "not angry", "no longer upset", not "not only angry"."""
    for back in range(at - 1, max(at - 1 - _REACH, -1), -1):
        if clauses[back] != clauses[at] or said[back] in _UNDOES:
            return False
        if said[back] in _DENIES:
            following = said[at + 1] if at + 1 < len(said) else ""
            return following not in _UNDOES
    return False


def _whose(said: Sequence[str], spoken: Sequence[bool], clauses: Sequence[int], at: int) -> str:
    """Whose heat the word is: "quoted", "denied", "others" (the nearest person before it in its clause), or MINE."""
    if spoken[at]:
        return "quoted"
    if _denied(said, clauses, at):
        return "denied"
    for back in range(at - 1, -1, -1):
        if clauses[back] != clauses[at] or said[back] in _ME:
            return MINE
        if _OTHERS.match(said[back]):
            return "others"
    return MINE
