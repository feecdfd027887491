"""`amends outbox`: what is on its way to whoever pays and to customers, and deciding about what died."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from amends.cases.errors import Conflict, Invalid, NotFound
from amends.clock import system_clock
from amends.desk.error_texts import error_text
from amends.desk.outbox import OPERATOR, Item, drop, read_items, retry
from amends.languages.loading import load_languages
from amends.mail.keeping import MAIL
from amends.outbox.operating import OPEN
from amends.redress.issuing import read_ledger
from amends.redress.payouts import PAYOUT
from amends.redress.webhook import new_secret
from amends.settings import Settings
from amends.store.migrate import upgrade
from amends.store.store import Store, open_store
from amends.store.tables import EntryState

ENTRY_KINDS = (PAYOUT.name, MAIL.name)
MOST_RETRIED = 10_000


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `amends outbox`."""
    parser = subparsers.add_parser("outbox", help="payouts and e-mails on their way")
    commands = parser.add_subparsers(required=True)
    listing = commands.add_parser("list", help="what waits and what died; --all for what arrived too")
    listing.add_argument("--all", action="store_true", help="also what arrived or was dropped")
    listing.add_argument("--kind", choices=ENTRY_KINDS, help="one kind only")
    listing.set_defaults(run=list_outbox)
    ledger = commands.add_parser("ledger", help="what the built-in ledger has booked")
    ledger.set_defaults(run=list_ledger)
    retrying = commands.add_parser("retry", help="try again at once")
    retrying.add_argument("keys", nargs="*", metavar="KEY", help="as `list` shows it")
    retrying.add_argument("--dead", action="store_true", help="everything that died")
    retrying.add_argument("--kind", choices=ENTRY_KINDS, help="with --dead: one kind only")
    retrying.set_defaults(run=retry_keys)
    dropping = commands.add_parser("drop", help="give up on one")
    dropping.add_argument("key", metavar="KEY")
    dropping.add_argument("--why", required=True, help="for the case's record: the customer was promised it")
    dropping.set_defaults(run=drop_key)
    secret = commands.add_parser("secret", help="make a secret for AMENDS_WEBHOOK_SECRETS")
    secret.set_defaults(run=make_secret)


def list_outbox(arguments: argparse.Namespace) -> int:
    """Print what is in the outbox; return 1 where something died."""
    states = tuple(EntryState) if arguments.all else OPEN
    with _store() as store, store.read() as session:
        items = read_items(session, language=load_languages().default, kind=arguments.kind, states=states)
    for item in items:
        print(_line(item))
    if not items:
        print("Nothing waits.")
    return int(any(item.state is EntryState.DEAD for item in items))


def list_ledger(_: argparse.Namespace) -> int:
    """Print the ledger, the newest line first."""
    with _store() as store, store.read() as session:
        for line in read_ledger(session):
            code = f"  {line.voucher_code}" if line.voucher_code else ""
            print(
                f"{line.booked_at:%Y-%m-%d}  {line.reference}  {line.kind} {line.amount} {line.currency}{code}"
            )
    return 0


def retry_keys(arguments: argparse.Namespace) -> int:
    """Try things again at once."""
    with _store() as store, store.write() as session:
        dead: tuple[Item, ...] = ()
        if arguments.dead:
            language = load_languages().default
            dead = read_items(
                session, language=language, kind=arguments.kind, states=(EntryState.DEAD,), limit=MOST_RETRIED
            )
        for key in (*arguments.keys, *(item.key for item in dead)):
            try:
                retry(session, key, actor=OPERATOR, now=system_clock())
            except (NotFound, Conflict) as error:
                print(error_text(error))
                return 1
            print(f"{key} is tried again.")
    return 0


def drop_key(arguments: argparse.Namespace) -> int:
    """Give up on one thing."""
    with _store() as store, store.write() as session:
        try:
            drop(session, arguments.key, why=arguments.why, actor=OPERATOR, now=system_clock())
        except (NotFound, Conflict, Invalid) as error:
            print(error_text(error))
            return 1
    print(f"{arguments.key} is dropped. Tell the customer.")
    return 0


def make_secret(_: argparse.Namespace) -> int:
    """Print a fresh signing secret."""
    print(new_secret())
    return 0


def _line(item: Item) -> str:
    due = f"next {item.next_at:%Y-%m-%d %H:%M} UTC" if item.next_at else ""
    told = (item.key, item.reference, item.what, item.state.value, f"{item.attempts} tries", due, item.why)
    return "  ".join(part for part in told if part)


@contextmanager
def _store() -> Iterator[Store]:
    """Open the record, migrated: the outbox of an earlier version is in other tables."""
    url = Settings().database
    upgrade(url)
    store = open_store(url)
    try:
        yield store
    finally:
        store.close()
