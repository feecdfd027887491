"""`amends languages`: has every language all that the complete one has?"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from amends.languages.completeness import shortfalls_of
from amends.languages.loading import FOLDER, LanguageError, Languages, load_languages
from amends.reflection.grammar import GrammarError, grammar_of


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `amends languages`."""
    parser = subparsers.add_parser("languages", help="what the bot says, in each of its languages")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="name every line that a language lacks")
    check.add_argument("folder", nargs="?", type=Path, default=FOLDER, help="ours by default")
    check.set_defaults(run=check_languages)


def check_languages(arguments: argparse.Namespace) -> int:
    """Check every language of a folder. 0 where all are complete, 1 with a line for each fault, 2 for no folder."""
    if not arguments.folder.is_dir():
        print(f"{arguments.folder}: there is no such folder")
        return 2
    try:
        languages = load_languages(arguments.folder)
    except LanguageError as error:
        print(error)
        return 1
    faults = list(_faults(languages))
    print("\n".join(faults) or f"{', '.join(languages.spoken)}: every line is there.")
    return int(bool(faults))


def _faults(languages: Languages) -> Iterator[str]:
    for language in languages:
        yield from map(str, shortfalls_of(language, languages.default))
        try:
            grammar_of(language)
        except GrammarError as error:
            yield str(error)
