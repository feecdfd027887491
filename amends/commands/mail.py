"""`amends mail`: whether e-mail is on, what was given up, and trying that again; the rest is in `amends outbox`."""

from __future__ import annotations

import argparse

from sqlalchemy.orm import Session

from amends.clock import system_clock
from amends.desk.outbox import OPERATOR, Item, read_items, retry
from amends.languages.loading import load_languages
from amends.mail.keeping import MAIL
from amends.outbox.operating import Backlog, read_backlogs
from amends.settings import Settings
from amends.store.migrate import upgrade
from amends.store.store import open_store
from amends.store.tables import EntryState

DEAD = (EntryState.DEAD,)
MOST_SHOWN = 10_000


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `amends mail`."""
    parser = subparsers.add_parser("mail", help="e-mail that waits or was given up")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    commands.add_parser("list", help="say what waits and list what was given up").set_defaults(run=show)
    again = commands.add_parser("retry", help="try again what was given up")
    again.add_argument("ids", nargs="+", type=int, help="numbers from `amends mail list`")
    again.set_defaults(run=try_them_again)


def show(arguments: argparse.Namespace) -> int:
    """Print whether e-mail is on, how many wait, and each dead letter without its address. 0."""
    settings = Settings()
    upgrade(settings.database)
    store = open_store(settings.database)
    with store.read() as session:
        waiting = read_backlogs(session, now=system_clock()).get(MAIL.name, Backlog()).waiting
        dead = _read_dead(session)
    store.close()
    print(f"E-mail is {'on' if settings.mail_is_on else 'off: set AMENDS_SMTP_HOST'}. {waiting} waiting.")
    for mail in dead:
        print(
            f"{mail.id}  {mail.reference}  {mail.what}  given up {mail.given_up_at:%Y-%m-%d %H:%M}: {mail.why}"
        )
    return 0


def try_them_again(arguments: argparse.Namespace) -> int:
    """Put dead letters back into the outbox; 1 where a number is not one of theirs."""
    settings = Settings()
    upgrade(settings.database)
    store = open_store(settings.database)
    with store.write() as session:
        dead = {mail.id for mail in _read_dead(session)}
        for number in dead.intersection(arguments.ids):
            retry(session, number, actor=OPERATOR, now=system_clock())
    store.close()
    unknown = [number for number in arguments.ids if number not in dead]
    for number in unknown:
        print(f"{number} was not given up; `amends mail list` shows what was.")
    return 1 if unknown else 0


def _read_dead(session: Session) -> tuple[Item, ...]:
    language = load_languages().default
    return read_items(session, language=language, kind=MAIL.name, states=DEAD, limit=MOST_SHOWN)
