"""Held-out messages, written without a look at the rules and never tuned on: what a new message meets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from amends.apology import Sender, Verdict, check, may_send

LEAST = {"en": 150}
LEAST_ELSEWHERE = 24
CLEAN = (Verdict.SINCERE, Verdict.NONE)
RECALL, FALSE_BLOCKS = 0.95, 0.03
"""Of what is qualified, how much is caught as such at least; of what is good, how much is blocked at most."""


AS_WRITTEN = {"de": 28, "es": 28, "tr": 28, "vi": 28, "et": 28}
"""How many of a language's messages were read as written when they were first read."""


def read_held_out(lang: str) -> list[tuple[str, tuple[str, ...], Verdict]]:
    """Return text, what was said directly before, and what the verdict should be."""
    lines = Path(__file__).with_name(f"held_out_{lang}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [(row["text"], tuple(row.get("before", ())), Verdict(row["verdict"])) for row in rows]


HELD_OUT = read_held_out("en")


@pytest.mark.parametrize("lang", ["en", *AS_WRITTEN])
def test_there_are_enough_and_about_half_have_to_pass(lang: str) -> None:
    held_out = read_held_out(lang)
    assert len(held_out) >= LEAST.get(lang, LEAST_ELSEWHERE)
    assert 0.45 <= sum(verdict in CLEAN for _, _, verdict in held_out) / len(held_out) <= 0.55


@pytest.mark.parametrize("lang", AS_WRITTEN)
def test_a_language_reads_no_worse_than_when_it_was_first_read(lang: str) -> None:
    held_out = read_held_out(lang)
    read = [check(text, lang=lang, before=said) for text, said, _ in held_out]
    right = sum(one.verdict is verdict for one, (_, _, verdict) in zip(read, held_out, strict=True))
    assert right >= AS_WRITTEN[lang]


@pytest.mark.parametrize("lang", AS_WRITTEN)
def test_no_qualified_apology_leaves_in_any_language(lang: str) -> None:
    found = [
        check(text, lang=lang) for text, _, verdict in read_held_out(lang) if verdict is Verdict.QUALIFIED
    ]
    assert [one for one in found if may_send(one, Sender.AGENT)] == []


def test_no_qualified_apology_leaves_and_nearly_all_are_called_what_they_are() -> None:
    found = [check(text, before=said) for text, said, verdict in HELD_OUT if verdict is Verdict.QUALIFIED]
    assert [one for one in found if may_send(one, Sender.AGENT)] == []
    assert sum(one.verdict is Verdict.QUALIFIED for one in found) >= RECALL * len(found)


def test_few_good_messages_are_blocked() -> None:
    good = [(text, said) for text, said, verdict in HELD_OUT if verdict in CLEAN]
    blocked = [text for text, said in good if not may_send(check(text, before=said), Sender.BOT)]
    assert len(blocked) <= FALSE_BLOCKS * len(good), blocked
