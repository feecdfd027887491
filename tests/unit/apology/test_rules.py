"""The examples in the rules file are tests, and a broken file says where and how."""

from __future__ import annotations

from importlib.resources import files

import pytest

from amends.apology import Verdict, check
from amends.apology.plain import plain_breaches
from amends.apology.rules import Avoid, Rule, RulesError, language_for, load_language

FILE = language_for("en").file
SOURCE = (files("amends.apology") / "rules" / "en.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", FILE.rules, ids=lambda rule: rule.id)
def test_a_rule_catches_its_examples_and_passes_its_near_misses(rule: Rule) -> None:
    for text in rule.caught:
        assert check(text).verdict is rule.verdict, text
    for text in rule.passes:
        assert check(text).breaches == (), text


def test_apologies_burdens_and_mentions_read_as_written() -> None:
    assert {check(text).verdict for text in FILE.apology.sincere} == {Verdict.SINCERE}
    assert {check(text).verdict for text in FILE.apology.none} == {Verdict.NONE}
    assert {check(text).verdict for text in FILE.burden.caught} == {Verdict.BURDENED}


@pytest.mark.parametrize("avoid", FILE.voice, ids=lambda avoid: avoid.reason[:20])
def test_words_that_are_not_ours_are_caught(avoid: Avoid) -> None:
    for text in avoid.caught:
        assert any(avoid.reason in problem for problem in plain_breaches(text)), text


def test_rule_names_are_unique_and_reasons_are_one_sentence() -> None:
    assert len({rule.id for rule in FILE.rules}) == len(FILE.rules)
    for rule in FILE.rules:
        assert rule.reason.endswith(".")
        assert rule.reason.count(".") == 1
        assert "{text}" in rule.reason


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("verdict: qualified", "verdict: bad", r"rules\.0\.verdict"),
        ("language: en", "lang: en", "language"),
        ("- in spite of", "- in <spite> of", "there is no set `spite`"),
        ("- in spite of", "- '{3} spite'", "one certain word"),
        ("- in spite of", "- it's|its", "a phrase of its own"),
        ("- in spite of", "- 'in spite, of'", "in letters"),
        ("rules:\n", "rules: [\n", "not YAML"),
    ],
)
def test_a_broken_file_names_the_line_and_what_to_write(old: str, new: str, message: str) -> None:
    assert old in SOURCE
    with pytest.raises(RulesError, match=message) as raised:
        load_language(SOURCE.replace(old, new, 1), "en.yml")
    assert str(raised.value).startswith("en.yml:")


def test_an_error_points_to_its_line() -> None:
    broken = SOURCE.replace("- in spite of", "- in <spite> of", 1)
    line = next(n for n, text in enumerate(broken.splitlines(), 1) if "<spite>" in text)
    with pytest.raises(RulesError, match=f"^en.yml:{line}: "):
        load_language(broken, "en.yml")
