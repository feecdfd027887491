"""Held-out messages, written without a look at the rules and never tuned on: what a new message meets."""

from __future__ import annotations

import json
from pathlib import Path

from amends.apology import Sender, Verdict, check, may_send

LEAST = 150
CLEAN = (Verdict.SINCERE, Verdict.NONE)
RECALL, FALSE_BLOCKS = 0.95, 0.03
"""Of what is qualified, how much is caught as such at least; of what is good, how much is blocked at most."""


def read_held_out() -> list[tuple[str, tuple[str, ...], Verdict]]:
    """Return text, what was said directly before, and what the verdict should be."""
    lines = Path(__file__).with_name("held_out_en.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [(row["text"], tuple(row.get("before", ())), Verdict(row["verdict"])) for row in rows]


HELD_OUT = read_held_out()


def test_there_are_enough_and_about_half_have_to_pass() -> None:
    assert len(HELD_OUT) >= LEAST
    assert 0.45 <= sum(verdict in CLEAN for _, _, verdict in HELD_OUT) / len(HELD_OUT) <= 0.55


def test_no_qualified_apology_leaves_and_nearly_all_are_called_what_they_are() -> None:
    found = [check(text, before=said) for text, said, verdict in HELD_OUT if verdict is Verdict.QUALIFIED]
    assert [one for one in found if may_send(one, Sender.AGENT)] == []
    assert sum(one.verdict is Verdict.QUALIFIED for one in found) >= RECALL * len(found)


def test_few_good_messages_are_blocked() -> None:
    good = [(text, said) for text, said, verdict in HELD_OUT if verdict in CLEAN]
    blocked = [text for text, said in good if not may_send(check(text, before=said), Sender.BOT)]
    assert len(blocked) <= FALSE_BLOCKS * len(good), blocked
