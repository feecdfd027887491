"""The steps, the domain and the rules know the same actions, stages and intents."""

from __future__ import annotations

from pathlib import Path

import yaml

from amends.dialogue.steps import STEPS
from amends.dialogue.turn import Stage

ROOT = Path(__file__).parents[3]
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text())


def test_actions_of_the_domain_and_steps_are_the_same() -> None:
    assert set(DOMAIN["actions"]) == set(STEPS)


def test_the_stages_of_the_domain_and_of_the_dialogue_are_the_same() -> None:
    assert set(DOMAIN["slots"]["stage"]["values"]) == {stage.value for stage in Stage}


def test_every_stage_of_the_rules_exists_and_every_intent_has_a_rule() -> None:
    rules = [
        r for path in (ROOT / "data/rules").glob("*.yml") for r in yaml.safe_load(path.read_text())["rules"]
    ]
    stages = {
        slot["stage"] for rule in rules for c in rule.get("condition", []) for slot in c["slot_was_set"]
    }
    assert stages <= {stage.value for stage in Stage}
    anywhere = {
        intent["intent"]
        for rule in rules
        if "condition" not in rule
        for intent in rule["steps"][0].get("or", [rule["steps"][0]])
    }
    assert set(DOMAIN["intents"]) | {"nlu_fallback"} == anywhere
