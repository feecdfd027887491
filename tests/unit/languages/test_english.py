"""Every name that is said has words, and every word of ours is said somewhere and keeps the contract."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from amends.apology.audit import audit_responses, customer_texts
from amends.hearing.frame import Hazard
from amends.languages.wording import OfferedButton
from amends.redress.policy import FACTS, OfferKind
from tests.languages import ENGLISH
from tests.processes import ROOT

DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text())
SOURCES = "".join(path.read_text() for path in (ROOT / "amends/dialogue").glob("*.py"))
QUESTIONS = {f"ask_{fact}" for fact in FACTS}
DANGERS = {f"danger_{hazard.value}" for hazard in Hazard if hazard is not Hazard.VIOLENCE}
THINGS = {f"thing_{kind.value}" for kind in OfferKind}
FRONT_DESK = "".join(path.read_text() for path in (ROOT / "amends").rglob("*.py"))


@pytest.mark.parametrize("file", customer_texts(ROOT), ids=lambda path: path.name)
def test_nothing_we_have_to_say_breaks_the_contract(file: Path) -> None:
    assert [str(finding) for finding in audit_responses(file)] == []


def test_every_file_of_texts_is_among_them() -> None:
    names = {str(path.relative_to(ROOT)) for path in customer_texts(ROOT)}
    files = ("dialogue", "system", "mail", "letters", "reflection")
    assert {f"amends/languages/en/{file}.yml" for file in files} <= names
    assert "widget/words/en.js" in names


@pytest.mark.parametrize("name", ENGLISH.dialogue)
def test_every_line_is_said_by_a_step(name: str) -> None:
    assert name in QUESTIONS | DANGERS or re.search(rf'"{name}"', SOURCES), f"no step says {name}"


@pytest.mark.parametrize("name", ENGLISH.system)
def test_every_sentence_of_the_front_desk_is_said_somewhere(name: str) -> None:
    assert name in THINGS or re.search(rf'"{name}"', FRONT_DESK), f"nobody says {name}"


def test_everything_that_a_policy_may_need_can_be_asked_and_everything_it_gives_be_said() -> None:
    assert set(ENGLISH.dialogue) >= QUESTIONS | DANGERS
    assert set(ENGLISH.system) >= THINGS


def test_every_line_that_a_step_names_exists() -> None:
    named = set(re.findall(r'Line\(\s*"(\w+)"', SOURCES))
    assert named
    assert named <= set(ENGLISH.dialogue)


@pytest.mark.parametrize("name", ENGLISH.answers)
def test_every_phrase_is_listened_for(name: str) -> None:
    assert re.search(rf'"{name}"', SOURCES), f"no step listens for {name}"


@pytest.mark.parametrize(
    "button",
    [b for wording in ENGLISH.dialogue.values() for b in wording.buttons],
    ids=lambda b: str(b.title),
)
def test_every_button_means_an_intent_of_the_domain(button: OfferedButton) -> None:
    intent = re.match(r"/(\w+)", button.payload)
    assert intent is not None
    assert intent[1] in DOMAIN["intents"]
