"""The data set of wants (data/wants/README.md): well formed, and nothing measured on is also learnt from."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from amends.store.tables.case import Want
from tests.nlu.likeness import near_duplicates

DATA = Path(__file__).parents[2] / "data" / "wants"
REGISTERS = frozenset({"polite", "plain", "heated", "furious", "sarcastic", "formal"})
SPLITS = ("train", "dev", "held_out")


@pytest.fixture(scope="module")
def messages() -> list[dict[str, Any]]:
    """Every line of wants.jsonl."""
    return [json.loads(line) for line in (DATA / "wants.jsonl").read_text(encoding="utf-8").splitlines()]


def texts(messages: list[dict[str, Any]], *splits: str) -> list[str]:
    return [message["text"] for message in messages if message["split"] in splits]


def test_every_line_is_whole(messages: list[dict[str, Any]]) -> None:
    for message in messages:
        assert message.keys() == {"id", "text", "lang", "wants", "trade", "register", "split", "batch"}
        assert message["text"].strip() == message["text"] != ""
        assert message["lang"] == "en"
        assert message["register"] in REGISTERS, message
        assert message["split"] in SPLITS, message
        in_order = [want.value for want in Want if want.value in message["wants"]]
        assert message["wants"] == in_order, f"{message['id']}: the wants, each once, in the order of Want"


def test_ids_and_texts_are_said_once(messages: list[dict[str, Any]]) -> None:
    assert len({message["id"] for message in messages}) == len(messages)
    assert len({message["text"].casefold() for message in messages}) == len(messages)


def test_a_batch_is_never_split(messages: list[dict[str, Any]]) -> None:
    split_of: dict[str, str] = {}
    for message in messages:
        assert split_of.setdefault(message["batch"], message["split"]) == message["split"], message["id"]


def test_nothing_measured_on_was_learnt(messages: list[dict[str, Any]]) -> None:
    assert near_duplicates(texts(messages, "held_out"), texts(messages, "train", "dev")) == []
    assert near_duplicates(texts(messages, "dev"), texts(messages, "train")) == []


def test_the_card_counts_what_is_there(messages: list[dict[str, Any]]) -> None:
    card = (DATA / "README.md").read_text(encoding="utf-8")
    for name in (*(want.value for want in Want), "none yet"):
        counts = Counter(
            message["split"]
            for message in messages
            if (name in message["wants"] or (name == "none yet" and not message["wants"]))
        )
        assert f"| {name} | {' | '.join(str(counts[split]) for split in SPLITS)} |" in card
    assert f"| messages | {' | '.join(str(len(texts(messages, split))) for split in SPLITS)} |" in card
