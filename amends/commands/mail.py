"""`amends mail`: what waits to be sent, what was given up, and trying that again."""

from __future__ import annotations

import argparse

from amends.clock import system_clock
from amends.mail.outbox import count_mails, dead_letters, try_again
from amends.settings import Settings
from amends.store.migrate import upgrade
from amends.store.store import open_store


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `amends mail`."""
    parser = subparsers.add_parser("mail", help="e-mail that waits or was given up")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    commands.add_parser("list", help="say what waits and list what was given up").set_defaults(run=show)
    retry = commands.add_parser("retry", help="try again what was given up")
    retry.add_argument("ids", nargs="+", type=int, help="numbers from `amends mail list`")
    retry.set_defaults(run=try_them_again)


def show(arguments: argparse.Namespace) -> int:
    """Print whether e-mail is on, how many wait, and each dead letter without its address. 0."""
    settings = Settings()
    upgrade(settings.database)
    store = open_store(settings.database)
    with store.read() as session:
        waiting, dead = count_mails(session)[0], dead_letters(session)
        print(f"E-mail is {'on' if settings.mail_is_on else 'off: set AMENDS_SMTP_HOST'}. {waiting} waiting.")
        for mail in dead:
            print(
                f"{mail.id}  {mail.case.reference}  {mail.kind}  given up {mail.failed_at:%Y-%m-%d %H:%M}: "
                f"{mail.last_error}"
            )
    store.close()
    return 0


def try_them_again(arguments: argparse.Namespace) -> int:
    """Put dead letters back into the outbox; 1 where a number is not one of theirs."""
    settings = Settings()
    upgrade(settings.database)
    store = open_store(settings.database)
    with store.write() as session:
        dead = {mail.id: mail for mail in dead_letters(session)}
        unknown = [number for number in arguments.ids if number not in dead]
        for number in arguments.ids:
            if number in dead:
                try_again(session, dead[number], actor="operator", now=system_clock())
    store.close()
    for number in unknown:
        print(f"{number} was not given up; `amends mail list` shows what was.")
    return 1 if unknown else 0
