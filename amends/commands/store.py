"""`amends migrate`: bring the database to this version's schema."""

from __future__ import annotations

import argparse

from amends.settings import Settings
from amends.store.migrate import upgrade


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `amends migrate`."""
    parser = subparsers.add_parser("migrate", help="migrate the database to this version")
    parser.set_defaults(run=migrate)


def migrate(_: argparse.Namespace) -> int:
    """Migrate; return the exit code."""
    upgrade(Settings().database)
    print("The database is up to date.")
    return 0
