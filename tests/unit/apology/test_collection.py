"""The collection: messages written for this, half of them near misses that have to pass."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from amends.apology import Sender, Verdict, check, may_send

LEAST = 150
MOST_FALSE_BLOCKS = 0.01


@dataclass(frozen=True, slots=True)
class Example:
    text: str
    verdict: Verdict
    before: tuple[str, ...]


def read_collection() -> list[Example]:
    lines = Path(__file__).with_name("collection_en.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [Example(row["text"], Verdict(row["verdict"]), tuple(row.get("before", ()))) for row in rows]


COLLECTION = read_collection()
PASSING = [example for example in COLLECTION if example.verdict in (Verdict.SINCERE, Verdict.NONE)]


def test_the_collection_is_large_and_about_half_of_it_has_to_pass() -> None:
    assert len(COLLECTION) >= LEAST
    assert 0.45 <= len(PASSING) / len(COLLECTION) <= 0.55
    assert len({(example.text, example.before) for example in COLLECTION}) == len(COLLECTION)


def test_every_qualified_apology_is_caught() -> None:
    qualified = [example for example in COLLECTION if example.verdict is Verdict.QUALIFIED]
    missed = [e.text for e in qualified if check(e.text, before=e.before).verdict is not Verdict.QUALIFIED]
    assert missed == []


def test_no_more_than_one_in_a_hundred_good_messages_is_blocked() -> None:
    blocked = [e.text for e in PASSING if not may_send(check(e.text, before=e.before), Sender.BOT)]
    assert len(blocked) <= MOST_FALSE_BLOCKS * len(PASSING), blocked


def test_every_verdict_is_as_written() -> None:
    wrong = [
        (e.verdict, e.text) for e in COLLECTION if check(e.text, before=e.before).verdict is not e.verdict
    ]
    assert len(wrong) <= 0.01 * len(COLLECTION), wrong


def test_every_rewrite_passes_the_gate() -> None:
    for example in COLLECTION:
        checked = check(example.text, before=example.before)
        assert (checked.rewrite is None) == (not checked.breaches)
        if checked.rewrite is not None:
            assert check(checked.rewrite, before=example.before).breaches == (), example.text
            assert checked.rewrite.strip()
