"""The collections: messages written for this, half of them near misses that have to pass."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from amends.apology import Check, Sender, Verdict, check, may_send
from amends.apology.rules import languages

LEAST = {"en": 150}
LEAST_ELSEWHERE = 60
MOST_FALSE_BLOCKS = 0.01
HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Example:
    text: str
    verdict: Verdict
    before: tuple[str, ...]
    lang: str

    def check(self) -> Check:
        return check(self.text, lang=self.lang, before=self.before)

    @property
    def has_to_pass(self) -> bool:
        return self.verdict in (Verdict.SINCERE, Verdict.NONE)


def read_examples(name: str, lang: str) -> list[Example]:
    lines = (HERE / f"{name}_{lang}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [Example(row["text"], Verdict(row["verdict"]), tuple(row.get("before", ())), lang) for row in rows]


COLLECTIONS = {lang: read_examples("collection", lang) for lang in languages()}
by_language = pytest.mark.parametrize("lang", COLLECTIONS)


@by_language
def test_the_collection_is_large_and_about_half_of_it_has_to_pass(lang: str) -> None:
    collection = COLLECTIONS[lang]
    assert len(collection) >= LEAST.get(lang, LEAST_ELSEWHERE)
    assert 0.45 <= sum(example.has_to_pass for example in collection) / len(collection) <= 0.55
    assert len({(example.text, example.before) for example in collection}) == len(collection)


@by_language
def test_every_qualified_apology_is_caught(lang: str) -> None:
    qualified = [example for example in COLLECTIONS[lang] if example.verdict is Verdict.QUALIFIED]
    missed = [e.text for e in qualified if e.check().verdict is not Verdict.QUALIFIED]
    assert missed == []


@by_language
def test_no_more_than_one_in_a_hundred_good_messages_is_blocked(lang: str) -> None:
    good = [example for example in COLLECTIONS[lang] if example.has_to_pass]
    blocked = [e.text for e in good if not may_send(e.check(), Sender.BOT)]
    assert len(blocked) <= MOST_FALSE_BLOCKS * len(good), blocked


@by_language
def test_every_verdict_is_as_written(lang: str) -> None:
    collection = COLLECTIONS[lang]
    wrong = [(e.verdict, e.text) for e in collection if e.check().verdict is not e.verdict]
    assert len(wrong) <= 0.01 * len(collection), wrong


@by_language
def test_every_rewrite_passes_the_gate(lang: str) -> None:
    for example in COLLECTIONS[lang]:
        checked = example.check()
        assert (checked.rewrite is None) == (not checked.breaches)
        if checked.rewrite is not None:
            assert check(checked.rewrite, lang=lang, before=example.before).breaches == (), example.text
            assert checked.rewrite.strip()
