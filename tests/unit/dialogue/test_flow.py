"""The picture of the flow is drawn from the rules as they are."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from amends.cli import main
from amends.dialogue.flow import ANYWHERE, edges, leads_to, read_rules
from amends.dialogue.picture import PLACES, draw
from amends.dialogue.steps import STEPS
from amends.dialogue.turn import Stage

ROOT = Path(__file__).parents[3]
RULES = read_rules(ROOT / "data/rules")


def test_the_picture_in_the_docs_is_the_one_of_todays_rules() -> None:
    assert (ROOT / "docs/dialogue.svg").read_text() == draw(edges(RULES)), "run `amends dialogue draw`"


def test_the_picture_is_well_formed_and_has_every_stage() -> None:
    drawn = ET.fromstring(draw(edges(RULES)))
    named = {text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")}
    assert {ANYWHERE, *Stage} == set(PLACES)
    assert len(named) > len(PLACES)


def test_where_a_step_leads_is_read_from_its_code() -> None:
    assert leads_to("action_start_listening") == {Stage.LISTENING}
    assert leads_to("action_take_apology_way") == {Stage.OFFER, Stage.SETTLED, Stage.WAITING}
    assert leads_to("utter_i_am_a_bot") == frozenset()


def test_every_action_of_a_rule_is_a_step_or_a_line_of_the_domain() -> None:
    assert all(rule.action in STEPS or rule.action.startswith("utter_") for rule in RULES)


def test_no_stage_is_a_dead_end() -> None:
    """From every stage a rule leads on, or a person is one message away (METHOD M4)."""
    sources = {edge.source for edge in edges(RULES)}
    assert ANYWHERE in sources
    assert set(Stage) <= sources


def test_a_folder_without_rules_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["dialogue", "draw", "--rules", str(tmp_path), "--out", str(tmp_path / "x.svg")]) == 2
    assert "holds no rules" in capsys.readouterr().out
