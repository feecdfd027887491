"""`amends policy`: is the compensation policy fit for use? `amends outbox`: what is still to be issued?"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path

from amends.apology import Sender, check, may_send
from amends.clock import system_clock
from amends.redress.issuing import read_ledger
from amends.redress.loading import Policies, PolicyError, load_policies
from amends.redress.operating import NoSuchIssue, NotOpen, drop_issue, read_outbox, retry_issue
from amends.redress.webhook import new_secret
from amends.settings import Settings
from amends.store.store import Store, open_store
from amends.store.tables import IssueState


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `amends policy` and `amends outbox`."""
    _add_outbox(subparsers)
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
    showing.set_defaults(run=show)


def _add_outbox(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("outbox", help="accepted offers on their way to whoever pays them")
    commands = parser.add_subparsers(required=True)
    listing = commands.add_parser("list", help="what waits and what died; --all for what was issued too")
    listing.add_argument("--all", action="store_true", help="also what was issued or dropped")
    listing.set_defaults(run=list_outbox)
    ledger = commands.add_parser("ledger", help="what the built-in ledger has booked")
    ledger.set_defaults(run=list_ledger)
    retrying = commands.add_parser("retry", help="try again at once")
    retrying.add_argument("keys", nargs="*", metavar="KEY", help="msg_…, as `list` shows it")
    retrying.add_argument("--dead", action="store_true", help="everything that died")
    retrying.set_defaults(run=retry)
    dropping = commands.add_parser("drop", help="give up on one")
    dropping.add_argument("key", metavar="KEY")
    dropping.add_argument("--why", required=True, help="for the case's record: the customer was promised it")
    dropping.set_defaults(run=drop)
    commands.add_parser("secret", help="make a secret for AMENDS_WEBHOOK_SECRETS").set_defaults(
        run=make_secret
    )


def list_outbox(arguments: argparse.Namespace) -> int:
    """Print what is in the outbox; return 1 where something died."""
    states = () if arguments.all else (IssueState.PENDING, IssueState.DEAD)
    with _store() as store, store.read() as session:
        lines = read_outbox(session, states=states)
    for line in lines:
        due = f"next {line.next_attempt_at:%Y-%m-%d %H:%M} UTC" if line.next_attempt_at else ""
        told = f"{line.key}  {line.reference}  {line.kind} {line.amount} {line.currency}  {line.state}"
        print("  ".join(part for part in (told, f"{line.attempts} tries", due, line.last_error) if part))
    if not lines:
        print("Nothing waits.")
    return int(any(line.state is IssueState.DEAD for line in lines))


def list_ledger(_: argparse.Namespace) -> int:
    """Print the ledger, the newest line first."""
    with _store() as store, store.read() as session:
        for line in read_ledger(session):
            code = f"  {line.voucher_code}" if line.voucher_code else ""
            print(
                f"{line.booked_at:%Y-%m-%d}  {line.reference}  {line.kind} {line.amount} {line.currency}{code}"
            )
    return 0


def retry(arguments: argparse.Namespace) -> int:
    """Try things again at once."""
    with _store() as store, store.write() as session:
        dead = read_outbox(session, states=(IssueState.DEAD,), limit=10_000) if arguments.dead else []
        for key in (*arguments.keys, *(line.key for line in dead)):
            try:
                retry_issue(session, key, actor="operator", now=system_clock())
            except (NoSuchIssue, NotOpen) as error:
                print(error)
                return 1
            print(f"{key} is tried again.")
    return 0


def drop(arguments: argparse.Namespace) -> int:
    """Give up on one thing."""
    with _store() as store, store.write() as session:
        try:
            drop_issue(session, arguments.key, why=arguments.why, actor="operator", now=system_clock())
        except (NoSuchIssue, NotOpen, ValueError) as error:
            print(error)
            return 1
    print(f"{arguments.key} is dropped. Tell the customer.")
    return 0


def make_secret(_: argparse.Namespace) -> int:
    """Print a fresh signing secret."""
    print(new_secret())
    return 0


@contextmanager
def _store() -> Iterator[Store]:
    store = open_store(Settings().database)
    try:
        yield store
    finally:
        store.close()


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


def show(arguments: argparse.Namespace) -> int:
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
