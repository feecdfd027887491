"""`amends agent`: who may sign in at the desk; `amends corrections`: what they set right."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.table import Table

from amends.cases.topics import TOPICS
from amends.desk.accounts import AccountError, add_agent, disable_agent, find_agent, list_agents
from amends.desk.corrections import correction_examples, to_jsonl, to_rasa
from amends.desk.error_texts import error_text
from amends.desk.names import LANGUAGES
from amends.desk.team import set_abilities
from amends.settings import Settings
from amends.store.store import Store, open_store
from amends.store.tables import Role


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `amends agent add`, `list`, `disable` and `knows`, and `amends corrections export`."""
    agent = subparsers.add_parser("agent", help="who may sign in at the desk")
    commands = agent.add_subparsers(required=True, metavar="COMMAND")
    adding = commands.add_parser("add", help="make an account; asks for its password")
    adding.add_argument("--email", required=True, help="what they sign in with")
    adding.add_argument("--name", required=True, help="the first name by which customers meet them")
    adding.add_argument("--role", choices=[role.value for role in Role], default=Role.AGENT.value)
    adding.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    adding.set_defaults(run=add)
    listing = commands.add_parser("list", help="list every account")
    listing.set_defaults(run=list_accounts)
    disabling = commands.add_parser("disable", help="switch an account off; its conversations stay on record")
    disabling.add_argument("--email", required=True)
    disabling.set_defaults(run=disable)
    knowing = commands.add_parser("knows", help="write down what somebody speaks and knows best")
    knowing.add_argument("--email", required=True)
    knowing.add_argument("--languages", nargs="+", choices=LANGUAGES, default=["en"], metavar="CODE")
    knowing.add_argument("--skills", nargs="*", choices=TOPICS, default=[], metavar="TOPIC")
    knowing.set_defaults(run=knows)
    corrections = subparsers.add_parser("corrections", help="what agents set right about readings")
    exporting = corrections.add_subparsers(required=True, metavar="COMMAND").add_parser(
        "export", help="write them as reviewed examples; nothing is ever trained on by itself"
    )
    exporting.add_argument("--format", choices=("rasa", "jsonl"), default="jsonl")
    exporting.set_defaults(run=export_corrections)


def add(args: argparse.Namespace) -> int:
    """Carry out `amends agent add`: 0 when made, 2 with what to change."""
    try:
        password = read_password(from_stdin=args.password_stdin)
        with _opened() as store, store.write() as session:
            agent = add_agent(
                session, email=args.email, name=args.name, role=Role(args.role), password=password
            )
    except AccountError as error:
        print(error_text(error), file=sys.stderr)
        return 2
    print(f"{agent.name} can sign in as {agent.email} ({agent.role.value}).")
    return 0


def list_accounts(_: argparse.Namespace) -> int:
    """Carry out `amends agent list`."""
    with _opened() as store, store.read() as session:
        agents = list_agents(session)
    if not agents:
        print("There are no agents yet. Make one with `amends agent add --email … --name …`.")
        return 0
    table = Table("Name", "E-mail", "Role", "Last at the desk", "")
    for agent in agents:
        seen = f"{agent.last_seen_at:%Y-%m-%d %H:%M} UTC" if agent.last_seen_at else "never"
        table.add_row(agent.name, agent.email, agent.role.value, seen, "disabled" if agent.disabled else "")
    Console().print(table)
    return 0


def disable(args: argparse.Namespace) -> int:
    """Carry out `amends agent disable`: 0 when it is off, 2 where there is no such account."""
    try:
        with _opened() as store, store.write() as session:
            agent = disable_agent(session, args.email)
    except AccountError as error:
        print(error_text(error), file=sys.stderr)
        return 2
    print(f"{agent.name} ({agent.email}) can no longer sign in.")
    return 0


def knows(args: argparse.Namespace) -> int:
    """Carry out `amends agent knows`: 0 when written down, 2 where there is no such account."""
    with _opened() as store, store.write() as session:
        agent = find_agent(session, args.email)
        if agent is None:
            print(f"`{args.email}` has no account. `amends agent list` shows all of them.", file=sys.stderr)
            return 2
        set_abilities(session, agent.id, languages=args.languages, skills=args.skills)
    print(f"{agent.name}: {', '.join(agent.languages)}; {', '.join(agent.skills) or 'any topic'}.")
    return 0


def export_corrections(args: argparse.Namespace) -> int:
    """Carry out `amends corrections export`: customers' own words, so mind who gets the file."""
    with _opened() as store, store.read() as session:
        found = list(correction_examples(session))
    print(to_rasa(found) if args.format == "rasa" else to_jsonl(found), end="")
    return 0


def read_password(*, from_stdin: bool) -> str:
    """Read a new password, twice where a person types it. Raises AccountError where the two differ."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("Password (12 characters or more): ")
    if getpass.getpass("Once more: ") != password:
        raise AccountError("passwords_differ")
    return password


@contextmanager
def _opened() -> Iterator[Store]:
    store = open_store(Settings().database)
    try:
        yield store
    finally:
        store.close()
