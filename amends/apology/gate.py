"""The gate: reads a message by the rules of its language and gives a verdict (METHOD M2, M3, R1, R2, R3)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from amends.apology.finding import Circumstances, Finding, judge
from amends.apology.folding import Folded, foldings
from amends.apology.rewrite import rewrite
from amends.apology.rules import (
    LanguageRules,
    PhraseMark,
    find_language,
    language_for,
    languages,
    signs_of_others,
)
from amends.apology.sight import Place, Sight, look
from amends.apology.verdict import WORST_FIRST, Check, Verdict

GATE_VERSION = "1.3"
"""Raised with every change of code or rules that can change a verdict; the case record keeps it."""

UNDETERMINED = "und"
"""The language of a text that is read by the rules of all languages (BCP 47)."""

_CUTS = 8
"""How often a text is cut before nothing of it is kept: more rounds than any text that a person writes takes."""

_SEVERITY = (*WORST_FIRST, Verdict.SINCERE, Verdict.NONE)


def check(
    text: str,
    *,
    lang: str = "en",
    before: Sequence[str] = (),
    said: Sequence[str] = (),
    responsibility: Collection[str] = (),
) -> Check:
    """Check one outgoing message.

    `before`: what the same sender sent directly before, oldest first, with no answer from the customer in
    between: an apology there can still be taken back here. `said`: what the same sender has said about this
    failure; an apology there is not said again (R2). `responsibility`: the sentences an operator has approved
    for a known incident; each may follow an apology exactly as it stands (R1).

    A language without rules is read by those of all languages (see Check.note). Where another language's
    apology stands in the text, that language's rules count too. Takes time linear in the length of the texts.
    Raises RulesError when a rules file is broken.
    """
    home = find_language(lang)
    given = Circumstances(
        apologised=any(_find(earlier, home, Circumstances()).apologises for earlier in before),
        said=any(_find(earlier, home, Circumstances()).apologises for earlier in said),
        approved=tuple(responsibility),
    )
    finding = _find(text, home, given)
    better = None
    if finding.breaches:
        better = rewrite(
            text,
            finding,
            finding.language,
            said=given.apologised or given.said,
            judge=lambda draft: _find(draft, home, replace(given, said=False)),
        )
    code = home.code if home else UNDETERMINED
    note = None if home else _NOTE.format(lang=lang, languages=", ".join(finding.read_by))
    return Check(
        finding.verdict,
        finding.breaches,
        better,
        finding.apologises,
        code,
        GATE_VERSION,
        finding.read_by,
        note,
    )


def bare_apology(lang: str = "en") -> str:
    """The bare apology of a language (METHOD M3): the only form the product itself uses."""
    return language_for(lang).file.bare


def without_apology(text: str, lang: str = "en") -> str:
    """The text without the sentences that apologise, for a failure that was apologised for (R2); it may be empty.

    A sentence goes when any way to read the text finds an apology in it. What is left is read again, since two
    sentences that stand together now may apologise.
    """
    home = find_language(lang)
    for _ in range(_CUTS):
        places = _apologising(text, home)
        if not places:
            return text.strip()
        text = _without(text, places)
    return ""


def _apologising(text: str, home: LanguageRules | None) -> list[Place]:
    """The sentences that apologise, by any reading of the text, in its order."""
    found = _findings(text, home, Circumstances())
    sentences = (finding.reading.sentences[number] for finding in found for number in finding.apologies)
    return sorted((sentence.start, sentence.end) for sentence in sentences)


def _without(text: str, places: Sequence[Place]) -> str:
    """The text without these places, which are in order and may overlap."""
    kept, at = [], 0
    for start, end in places:
        kept.append(text[at:start])
        at = max(at, end)
    return "".join((*kept, text[at:]))


_NOTE = (
    "There are no rules for `{lang}`: read by those of all languages ({languages}), and the strictest counts."
)


def _find(text: str, home: LanguageRules | None, given: Circumstances) -> Finding:
    found = _findings(text, home, given)
    return min(found, key=lambda finding: _SEVERITY.index(finding.verdict))


def _findings(text: str, home: LanguageRules | None, given: Circumstances) -> list[Finding]:
    """What each reading of the text finds (see `foldings`)."""
    return [judge(text, _sights(text, folded, home), given) for folded in foldings(text)]


def _sights(text: str, folded: Folded, home: LanguageRules | None) -> list[Sight]:
    """What the text's language sees, and every other whose apology stands in it; all of them where it is unknown."""
    if home is None:
        everyone = [look(text, folded, language_for(code)) for code in languages()]
        return sorted(everyone, key=lambda sight: -_at_home(sight))
    sight = look(text, folded, home)
    return [sight, *(look(text, folded, language_for(code)) for code in _guests(sight))]


def _guests(sight: Sight) -> list[str]:
    """The other languages that see an apology where the text's own sees none."""
    seen = {k for mark, i, j in sight.marks if mark is PhraseMark.SIGN for k in range(i, j)}
    found = signs_of_others(sight.language.code).find(sight.reading.words)
    return sorted({code for code, i, j in found if seen.isdisjoint(range(i, j))})


def _at_home(sight: Sight) -> int:
    """How many words of the text a language's rules know."""
    return len({k for _, i, j in (*sight.marks, *sight.broken) for k in range(i, j)})
