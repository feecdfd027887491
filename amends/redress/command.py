"""`amends policy check`: is the compensation policy fit for use?"""

from __future__ import annotations

import argparse
from pathlib import Path

from amends.redress.policy import PolicyError, load_policy
from amends.settings import Settings


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `amends policy`."""
    parser = subparsers.add_parser("policy", help="the compensation policy")
    commands = parser.add_subparsers(required=True)
    check = commands.add_parser("check", help="check policy files against the schema")
    check.add_argument("files", nargs="*", type=Path, help="policy files; the one in force by default")
    check.set_defaults(run=check_files)


def check_files(arguments: argparse.Namespace) -> int:
    """Check each file; return 1 where one is not fit."""
    wrong = 0
    for path in arguments.files or [Settings().policy]:
        try:
            policy = load_policy(path)
        except PolicyError as error:
            wrong = 1
            print(error)
        else:
            print(f"{path}: version {policy.version}, {len(policy.rules)} rules, {policy.currency}.")
    return wrong
