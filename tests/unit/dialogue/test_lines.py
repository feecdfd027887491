"""The bot's lines: every one can be said, none breaks the contract, and each is used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from amends.apology.audit import audit_responses, customer_texts
from amends.dialogue.lines import speak, wordings
from amends.dialogue.steps import STEPS
from amends.dialogue.turn import Stage
from amends.languages.line import Line
from amends.redress.policy import FACTS, OfferKind
from amends.sending.words import system_texts

ROOT = Path(__file__).parents[3]
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text())
SOURCES = "".join(path.read_text() for path in (ROOT / "amends/dialogue").glob("*.py"))
QUESTIONS = {f"ask_{fact}" for fact in FACTS}
THINGS = {f"thing_{kind.value}" for kind in OfferKind}
FRONT_DESK = "".join(path.read_text() for path in (ROOT / "amends").rglob("*.py"))


@pytest.mark.parametrize("file", customer_texts(ROOT), ids=lambda path: path.name)
def test_nothing_we_have_to_say_breaks_the_contract(file: Path) -> None:
    assert [str(finding) for finding in audit_responses(file)] == []


def test_every_file_of_texts_is_among_them() -> None:
    names = {str(path.relative_to(ROOT)) for path in customer_texts(ROOT)}
    for file in ("lines", "words", "texts"):
        assert any(f"/{file}_en.yml" in name for name in names)
    assert {"domain.yml", "widget/words/en.js", "amends/reflection/reflection_en.yml"} <= names


@pytest.mark.parametrize("name", wordings())
def test_every_line_is_said_by_a_step(name: str) -> None:
    assert name in QUESTIONS or re.search(rf'"{name}"', SOURCES), f"no step says {name}"


@pytest.mark.parametrize("name", system_texts())
def test_every_sentence_of_the_front_desk_is_said_somewhere(name: str) -> None:
    assert name in THINGS or re.search(rf'"{name}"', FRONT_DESK), f"nobody says {name}"


def test_everything_that_a_policy_may_need_can_be_asked_and_everything_it_gives_be_said() -> None:
    assert set(wordings()) >= QUESTIONS
    assert set(system_texts()) >= THINGS


def test_every_line_that_a_step_names_exists() -> None:
    named = set(re.findall(r'Line\(\s*"(\w+)"', SOURCES))
    assert named
    assert named <= set(wordings())


def test_what_was_said_lately_is_said_in_other_words() -> None:
    variants = wordings()["go_on"].variants
    said = [speak(Line("go_on"), times=times).text for times in range(2 * len(variants))]
    assert said == [*variants, *variants]


def test_a_slot_that_is_missing_is_an_error_and_no_half_sentence() -> None:
    with pytest.raises(KeyError):
        speak(Line("reflection"))


def test_customers_words_in_a_slot_are_never_read_as_a_template() -> None:
    assert speak(Line("reflection", {"reflection": "{0} {x} {{"})).text == "{0} {x} {{"


@pytest.mark.parametrize(
    "button", [b for wording in wordings().values() for b in wording.buttons], ids=lambda b: str(b.title)
)
def test_every_button_means_an_intent_of_the_domain(button: object) -> None:
    payload = button.payload  # type: ignore[attr-defined]
    assert re.match(r"/(\w+)", payload)[1] in DOMAIN["intents"]  # type: ignore[index]


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
