"""The examples in the rules files are tests, and a broken file says where and how."""

from __future__ import annotations

from importlib.resources import files

import pytest

from amends.apology import Verdict, check
from amends.apology.plain import plain_breaches
from amends.apology.rules import ApologyRule, Avoid, RulesError, language_for, languages, load_rules

FILES = {lang: language_for(lang).file for lang in languages()}
RULES = [pytest.param(lang, rule, id=f"{lang}-{rule.id}") for lang in FILES for rule in FILES[lang].rules]
AVOIDS = [
    pytest.param(lang, avoid, id=f"{lang}-{number}")
    for lang in FILES
    for number, avoid in enumerate(FILES[lang].voice)
]
SOURCE = (files("amends.apology") / "rules" / "en.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("lang", "rule"), RULES)
def test_a_rule_catches_its_examples_and_passes_its_near_misses(lang: str, rule: ApologyRule) -> None:
    for text in rule.caught:
        assert check(text, lang=lang).verdict is rule.verdict, text
    for text in rule.passes:
        assert check(text, lang=lang).breaches == (), text


@pytest.mark.parametrize("lang", FILES)
def test_apologies_burdens_and_mentions_read_as_written(lang: str) -> None:
    file = FILES[lang]
    for examples, verdict in (
        (file.apology.sincere, Verdict.SINCERE),
        (file.apology.none, Verdict.NONE),
        (file.burden.caught, Verdict.BURDENED),
    ):
        assert [text for text in examples if check(text, lang=lang).verdict is not verdict] == []


@pytest.mark.parametrize("lang", FILES)
def test_the_words_a_rewrite_is_made_of_pass(lang: str) -> None:
    file = FILES[lang]
    assert file.language == lang
    assert check(file.bare, lang=lang).verdict is Verdict.SINCERE
    assert check(file.rewrite.ask, lang=lang).verdict is Verdict.NONE
    assert plain_breaches(f"{file.bare} {file.rewrite.ask}", lang=lang) == []


@pytest.mark.parametrize("lang", FILES)
def test_every_example_of_a_breach_gets_a_rewrite_that_passes(lang: str) -> None:
    file = FILES[lang]
    for text in [*file.burden.caught, *(text for rule in file.rules for text in rule.caught)]:
        better = check(text, lang=lang).rewrite
        assert better, text
        assert check(better, lang=lang).breaches == (), text


@pytest.mark.parametrize(("lang", "avoid"), AVOIDS)
def test_words_that_are_not_ours_are_caught(lang: str, avoid: Avoid) -> None:
    for text in avoid.caught:
        assert any(avoid.reason in problem for problem in plain_breaches(text, lang=lang)), text


@pytest.mark.parametrize("lang", FILES)
def test_rule_names_are_unique_and_reasons_are_one_sentence(lang: str) -> None:
    rules = FILES[lang].rules
    assert len({rule.id for rule in rules}) == len(rules)
    for rule in rules:
        assert rule.reason.endswith(".")
        assert rule.reason.count(".") == 1
        assert "{text}" in rule.reason


def test_the_languages_of_the_product_have_the_same_rules() -> None:
    ids = {lang: {rule.id for rule in FILES[lang].rules} for lang in FILES}
    assert {lang: ids["en"] - own for lang, own in ids.items() if ids["en"] - own} == {}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("verdict: qualified", "verdict: bad", r"rules\.0\.verdict"),
        ("language: en", "lang: en", "language"),
        ("- in spite of", "- in <spite> of", "there is no set `spite`"),
        ("- in spite of", "- '{3} spite'", "one certain word"),
        ("- in spite of", "- it's|its", "a phrase of its own"),
        ("- in spite of", "- 'in spite, of'", "in letters"),
        ("speaker: i we", "speaker: i w~", "two letters"),
        ("rules:\n", "rules: [\n", "not YAML"),
    ],
)
def test_a_broken_file_names_the_line_and_what_to_write(old: str, new: str, message: str) -> None:
    assert old in SOURCE
    with pytest.raises(RulesError, match=message) as raised:
        load_rules(SOURCE.replace(old, new, 1), "en.yml")
    assert str(raised.value).startswith("en.yml:")


def test_an_error_points_to_its_line() -> None:
    broken = SOURCE.replace("- in spite of", "- in <spite> of", 1)
    line = next(n for n, text in enumerate(broken.splitlines(), 1) if "<spite>" in text)
    with pytest.raises(RulesError, match=f"^en.yml:{line}: "):
        load_rules(broken, "en.yml")
