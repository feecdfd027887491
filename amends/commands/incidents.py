"""`amends incidents`: are the operator's sentences of responsibility fit to be said?"""

from __future__ import annotations

import argparse
from pathlib import Path

from amends.apology.incidents import IncidentsError, load_incidents
from amends.cases.topics import TOPICS
from amends.clock import system_clock
from amends.settings import Settings


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `amends incidents`."""
    parser = subparsers.add_parser("incidents", help="what we say of incidents that we know of")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="check files of incidents, and say which are in force")
    check.add_argument("files", nargs="*", type=Path, help="the one in force by default")
    check.set_defaults(run=check_incidents)


def check_incidents(arguments: argparse.Namespace) -> int:
    """Check each file; return 1 where one is not fit."""
    wrong = 0
    for path in arguments.files or [Settings().incidents]:
        try:
            incidents = load_incidents(path, topics=TOPICS)
        except IncidentsError as error:
            wrong = 1
            print(error)
            continue
        in_force = [one.id for one in incidents.in_force(system_clock())]
        print(f"{path}: {len(incidents.all)} incidents, in force: {', '.join(in_force) or 'none'}.")
        for one in incidents.all:
            for sentence in one.needs_approval:
                print(f"  {one.id}: only your approval lets this through the gate: {sentence}")
    return wrong
