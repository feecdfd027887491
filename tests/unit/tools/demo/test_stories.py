"""The demo's texts: fit to be sent, and about what we know."""

from __future__ import annotations

import pytest
import yaml

from amends.apology import Sender, check, may_send
from amends.tools.demo.plan import Customer
from amends.tools.demo.stories import load_stories
from tests.processes import ROOT

STORIES = load_stories()
SLOTS = {
    "order": "70123",
    "days": "9",
    "sum": "40",
    "item": "kettle",
    "agent": "Mira",
    "email": "a@mail.example",
}


@pytest.mark.parametrize("topic", STORIES.topics)
def test_every_topic_is_one_that_the_bot_knows(topic: str) -> None:
    files = (ROOT / "data" / "nlu").glob("complaint_*.yml")
    known = {
        block["metadata"]["topic"]
        for file in files
        for block in yaml.safe_load(file.read_text())["nlu"]
        if "metadata" in block
    }
    assert topic in known


@pytest.mark.parametrize(
    "text",
    [
        *STORIES.agent_opens,
        *STORIES.agent_goes_on,
        *(told for story in STORIES.topics.values() for _, told in story.fixes),
    ],
)
def test_the_gate_lets_an_agent_send_it(text: str) -> None:
    assert may_send(check(text.format(**SLOTS)), Sender.AGENT)


def test_every_text_can_be_filled_in(customer: Customer) -> None:
    for story in STORIES.topics.values():
        for text in (*story.openings, *story.more, *story.fair, *story.beyond, *sum(story.fixes, ())):
            assert "{" not in customer.fill(text, agent="Mira")
