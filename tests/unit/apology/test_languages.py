"""More than one language in a message, and a language nobody knows: the strictest reading counts (METHOD M19)."""

from __future__ import annotations

from itertools import pairwise

import pytest

from amends.apology import Sender, Verdict, check, may_send
from amends.apology.rules import language_for, languages

OTHERS = [lang for lang in languages() if lang != "en"]
in_each = pytest.mark.parametrize("lang", OTHERS)
HELP = "I'll call you at six."


@in_each
def test_an_apology_in_another_language_is_one_and_brings_its_rules_along(lang: str) -> None:
    bare = language_for(lang).file.bare
    checked = check(f"{bare} {HELP}")
    assert checked.verdict is Verdict.SINCERE
    assert checked.read_by == ("en", lang)
    assert checked.lang == "en"
    assert check("But you should have called.", before=[bare]).verdict is Verdict.QUALIFIED
    assert check(f"I'm sorry. {HELP}", said=[bare]).verdict is Verdict.REPEATED


@in_each
def test_what_spoils_an_apology_is_caught_in_a_conversation_in_another_language(lang: str) -> None:
    file = language_for(lang).file
    spoilt = [text for rule in file.rules if rule.verdict is Verdict.QUALIFIED for text in rule.caught]
    apologies = [text for text in spoilt if check(text, lang=lang).has_apology]
    left = [text for text in (*apologies, *file.burden.caught) if may_send(check(text), Sender.AGENT)]
    assert apologies
    assert left == []


@in_each
def test_english_words_beside_and_after_it_are_read_by_english(lang: str) -> None:
    bare = language_for(lang).file.bare
    for text in (f"{bare} But you should have called.", f"{bare.rstrip('.')}, but no."):
        checked = check(text)
        assert checked.verdict is Verdict.QUALIFIED
        places = sorted((breach.start, breach.end) for breach in checked.breaches)
        assert all(end <= start for (_, end), (start, _) in pairwise(places))
        assert checked.rewrite is not None
        assert check(checked.rewrite).breaches == ()


def test_plain_english_is_read_by_english_alone() -> None:
    for text in ("I'm sorry.", "Nobody came.", "Sorry, but no."):
        assert check(text).read_by == ("en",)


@pytest.mark.parametrize("lang", ["xx", "und", "", "pt-BR"])
def test_an_unknown_language_is_read_by_all_and_says_so(lang: str) -> None:
    for known in languages():
        file = language_for(known).file
        checked = check(f"{file.bare} {file.rewrite.ask}", lang=lang)
        assert checked.verdict is Verdict.SINCERE
        assert checked.lang == "und"
        assert checked.note is not None
        assert f"`{lang}`" in checked.note
        assert set(checked.read_by) == set(languages())


@pytest.mark.parametrize("known", languages())
def test_a_breach_by_any_of_them_counts_and_the_rewrite_speaks_that_language(known: str) -> None:
    file = language_for(known).file
    for rule in file.rules:
        for text in rule.caught:
            assert not may_send(check(text, lang="xx"), Sender.AGENT), text
    for text in file.burden.caught:
        checked = check(text, lang="xx")
        assert not may_send(checked, Sender.AGENT), text
        assert checked.rewrite is not None
        assert check(checked.rewrite, lang="xx").breaches == ()
