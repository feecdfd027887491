"""Finds the name beside an apology: "I'm sorry, Ms Brandt." is as bare as "I'm sorry." (METHOD M1, M3)."""

from __future__ import annotations

from collections.abc import Sequence

from amends.apology.rules import Names
from amends.apology.words import RuleWord

_LONGEST = 6


def name_words(words: Sequence[RuleWord], rest: Sequence[int], names: Names) -> frozenset[int]:
    """Those of the indices `rest` that address somebody: a title with a name, or words with capitals."""
    found: set[int] = set()
    run: list[int] = []
    for k in rest:
        if run and (k != run[-1] + 1 or (words[k].pause and not _hyphenated(words, k))):
            found.update(run if _is_name(words, run, names) else ())
            run = []
        run.append(k)
    found.update(run if run and _is_name(words, run, names) else ())
    return frozenset(found)


def _hyphenated(words: Sequence[RuleWord], k: int) -> bool:
    return words[k].start == words[k - 1].end + 1


def _is_name(words: Sequence[RuleWord], run: Sequence[int], names: Names) -> bool:
    if len(run) > _LONGEST or any(words[k] in names.never for k in run):
        return False
    texts = [words[k].text for k in run]
    titles = names.titles | names.after
    titled = texts[0] in names.titles or texts[-1] in names.after
    if not titled and (texts[0] in names.particles or _only_begins(words, run)):
        return False
    return all(
        words[k].capital or text in titles or text in names.particles or (titled and at <= 2)
        for at, (k, text) in enumerate(zip(run, texts, strict=True))
    ) and not all(text in names.particles for text in texts)


def _only_begins(words: Sequence[RuleWord], run: Sequence[int]) -> bool:
    """Whether the capital may be that of the sentence: at its start, with no comma after."""
    before, after = run[0] - 1, run[-1] + 1
    starts = before < 0 or words[before].sentence != words[run[0]].sentence
    ends = after == len(words) or words[after].sentence != words[run[-1]].sentence
    return starts and not ends and not words[after].pause
