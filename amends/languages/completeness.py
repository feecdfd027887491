"""Whether a language has all that the complete one has: each line by its name, with the same slots and buttons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from amends.languages.language import Language
from amends.languages.wording import SLOT, Sentence, Wording

NAMED = ("dialogue", "system", "mail", "letters", "answers")
"""The files whose entries have names."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What is wrong with a language: in which file, at which name, and what to do."""

    code: str
    file: str
    name: str
    problem: str

    def __str__(self) -> str:
        return f"{self.code}/{self.file}.yml: {self.name}: {self.problem}"


def shortfalls_of(language: Language, complete: Language) -> list[Shortfall]:
    """Return everything in which a language falls short of the complete one."""
    return [
        Shortfall(language.code, file, name, problem)
        for file, name, problem in (
            *_names(language, complete),
            *_dialogue(language, complete),
            *_sentences(language, complete),
            *_currencies(language, complete),
            *_policy_words(language, complete),
            *_topics(language, complete),
        )
    ]


Found = Iterator[tuple[str, str, str]]


def _names(language: Language, complete: Language) -> Found:
    for file in NAMED:
        has, needs = getattr(language, file), getattr(complete, file)
        yield from ((file, name, "missing") for name in needs if name not in has)
        yield from ((file, name, "nobody says this; take it out") for name in has if name not in needs)


def _dialogue(language: Language, complete: Language) -> Found:
    for name, wording in language.dialogue.items():
        needed = complete.dialogue.get(name)
        if needed is None:
            continue
        for problem in _slots(wording.variants, needed.variants):
            yield "dialogue", name, problem
        if _payloads(wording) != _payloads(needed):
            yield "dialogue", name, f"its buttons mean other things than {', '.join(_payloads(needed))}"


def _payloads(wording: Wording) -> tuple[str, ...]:
    return tuple(button.payload for button in wording.buttons)


def _sentences(language: Language, complete: Language) -> Found:
    for file in ("system", "mail", "letters"):
        has: Mapping[str, Sentence] = getattr(language, file)
        needs: Mapping[str, Sentence] = getattr(complete, file)
        for name in has.keys() & needs.keys():
            for problem in _sentence(language, has[name], needs[name]):
                yield file, name, problem


def _sentence(language: Language, has: Sentence, needs: Sentence) -> Iterator[str]:
    if isinstance(has, str) or isinstance(needs, str):
        if isinstance(has, str) and isinstance(needs, str):
            yield from _slots((has,), (needs,))
        else:
            yield (
                f"it counts: {_listed(language.formats.categories)}"
                if isinstance(has, str)
                else "a text is enough"
            )
        return
    if missing := language.formats.categories - has.keys():
        yield f"no text for the plural {_listed(missing)}"
    # a text for exactly one thing need not name the number
    yield from _slots(
        (f"{text}{{count}}" for text in has.values()), (f"{text}{{count}}" for text in needs.values())
    )


def _slots(has: Iterable[str], needs: Iterable[str]) -> Iterator[str]:
    """What every text of the complete language names must be in every text; what none of its texts names in none."""
    known = [set(SLOT.findall(text)) for text in needs]
    always, ever = set.intersection(*known), set.union(*known)
    for text in has:
        slots = set(SLOT.findall(text))
        if missing := always - slots:
            yield f"“{text}” does not say {{{'}, {'.join(sorted(missing))}}}"
        if unknown := slots - ever:
            yield f"“{text}” names {{{'}, {'.join(sorted(unknown))}}}, which nobody fills in"


def _currencies(language: Language, complete: Language) -> Found:
    for currency in complete.formats.currencies.keys() - language.formats.currencies.keys():
        yield "formats", f"currencies.{currency}", "missing"
    for currency, words in language.formats.currencies.items():
        if missing := language.formats.categories - words.keys():
            yield "formats", f"currencies.{currency}", f"no word for the plural {_listed(missing)}"


def _policy_words(language: Language, complete: Language) -> Found:
    known = {kind for _, kinds in (*complete.promises.gifts, *complete.ideas.kinds) for kind in kinds}
    things = {thing for _, thing in complete.ideas.things}
    for file, pairs in (("promises", language.promises.gifts), ("ideas", language.ideas.kinds)):
        named = {kind for _, kinds in pairs for kind in kinds}
        yield from ((file, kind, "no kind that can be given") for kind in sorted(named - known))
        yield from ((file, kind, "no words for this kind") for kind in sorted(known - named))
    yield from (("ideas", t, "no fact that is known") for _, t in language.ideas.things if t not in things)


def _topics(language: Language, complete: Language) -> Found:
    for topic in complete.reflection.topics.keys() - language.reflection.topics.keys():
        yield "reflection", f"topics.{topic}", "missing"
    rules = {standard.rule for standard in language.standards}
    yield from (("standards", one.rule, "missing") for one in complete.standards if one.rule not in rules)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))
