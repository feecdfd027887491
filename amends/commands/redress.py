"""`amends policy`: is the compensation policy fit for use?"""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime, time
from pathlib import Path

from amends.apology import Sender, check, may_send
from amends.clock import system_clock
from amends.redress.loading import Policies, PolicyError, load_policies
from amends.settings import Settings


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `amends policy`."""
    parser = subparsers.add_parser("policy", help="the compensation policy")
    commands = parser.add_subparsers(required=True)
    checking = commands.add_parser("check", help="check policy files against the schema")
    checking.add_argument(
        "paths", nargs="*", type=Path, help="policy files or folders; the one in force by default"
    )
    checking.set_defaults(run=check_paths)
    showing = commands.add_parser("show", help="say which version is in force")
    showing.add_argument(
        "--on", type=date.fromisoformat, metavar="DATE", help="on a day, 2026-01-31; default: now"
    )
    showing.set_defaults(run=show_policy)


def check_paths(arguments: argparse.Namespace) -> int:
    """Check each file or folder; return 1 where one is not fit."""
    wrong = 0
    for path in arguments.paths or [Settings().policy]:
        try:
            policies = load_policies(path)
        except PolicyError as error:
            wrong = 1
            print(error)
            continue
        for fault in unspeakable(policies):
            wrong = 1
            print(f"{path}: {fault}")
        for policy in policies.versions:
            rules = f"{len(policy.rules)} rules{'' if policy.token else ', no token'}"
            print(
                f"{path}: version {policy.version} from {policy.in_force_from:%Y-%m-%d}, {rules}, {policy.currency}."
            )
    return wrong


def show_policy(arguments: argparse.Namespace) -> int:
    """Print the version in force; return 1 where the policy is not fit."""
    moment = datetime.combine(arguments.on, time.max, UTC) if arguments.on else system_clock()
    try:
        policy = load_policies(Settings().policy).at(moment)
    except PolicyError as error:
        print(error)
        return 1
    print(f"{policy.version}, in force from {policy.in_force_from:%Y-%m-%d}")
    return 0


def unspeakable(policies: Policies) -> list[str]:
    """Return what is wrong with the sentences that customers are told from the policy (METHOD M2, M3; VOICE)."""
    faults = []
    for policy in policies.versions:
        for grant in policy.grants():
            for text in (grant.follows, grant.what):
                verdict = check(text) if text else None
                if verdict is not None and (
                    not may_send(verdict, Sender.BOT) or verdict.has_apology or "!" in text
                ):
                    reasons = "; ".join(breach.reason for breach in verdict.breaches) or "Say it plainly."
                    faults.append(f"{policy.version}: “{text}” cannot be said. {reasons}")
    return faults
