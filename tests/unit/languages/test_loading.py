"""A language is read from its folder; what cannot be used is named by file and place."""

from __future__ import annotations

import re
from pathlib import Path
from shutil import copytree

import pytest

from amends.languages.loading import FOLDER, LanguageError, load_language, load_languages
from tests.processes import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of languages: English, and another that has the same words."""
    for code in ("en", "xx"):
        copytree(FOLDER / "en", tmp_path / code)
    return tmp_path


def test_every_folder_with_a_code_is_a_language(folder: Path) -> None:
    (folder / "notes").mkdir()
    assert set(load_languages(folder).spoken) == {"en", "xx"}


def test_without_the_complete_language_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(LanguageError, match="no language `en`"):
        load_languages(tmp_path)


@pytest.mark.parametrize(
    ("file", "words", "told"),
    [
        ("dialogue.yml", "hello: {text: Hi., texts: [Hi.]}", "hello: Value error, give `text` or `texts`"),
        ("dialogue.yml", "hello: {word: Hi.}", "hello.word: Extra inputs"),
        ("system.yml", "[", "no YAML in UTF-8"),
        ("mail.yml", "hello: 3", "hello: Input should be a valid string"),
        ("promises.yml", "gifts: []", "coming: Field required"),
        ("promises.yml", "gifts: [['(', []]]", "gifts.0.0: Value error, this is no regular expression"),
        ("formats.yml", "locale: xx_YY", "locale: Value error"),
        ("standards.yml", "- {rule: M3}", "0.title: Field required"),
    ],
)
def test_what_cannot_be_used_is_named(folder: Path, file: str, words: str, told: str) -> None:
    (folder / "xx" / file).write_text(words, encoding="utf-8")
    with pytest.raises(LanguageError) as stopped:
        load_language(folder / "xx")
    assert str(stopped.value).startswith(f"{folder / 'xx' / file}: ")
    assert told in str(stopped.value)


def test_a_file_that_is_missing_is_named(folder: Path) -> None:
    (folder / "xx" / "letters.yml").unlink()
    with pytest.raises(LanguageError, match=r"letters\.yml: this file is missing"):
        load_languages(folder)


def test_every_file_of_a_language_is_told_in_the_docs() -> None:
    page = (ROOT / "docs/languages.md").read_text(encoding="utf-8")
    assert {path.name for path in (FOLDER / "en").iterdir()} == set(
        re.findall(r"^\| `(\w+\.yml)` \|", page, re.M)
    )
