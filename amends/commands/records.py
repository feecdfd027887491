"""`amends retention` and `amends customer`: what is due goes, what a customer asks for is given or erased."""

from __future__ import annotations

import argparse
import json
import sys

from amends.bootstrap import build_services
from amends.desk.error_texts import error_text
from amends.records.erasing import NotSettled, due_for_deletion, erase_customer, find_customer
from amends.records.exporting import customer_data
from amends.records.retaining import retain_all
from amends.records.tracker import forget_dialogues
from amends.settings import Settings

OPERATOR = "operator"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `amends retention run` and `amends customer export|erase`."""
    retention = subparsers.add_parser(
        "retention", help="empty the cases that were kept as long as they must be"
    )
    commands = retention.add_subparsers(required=True, metavar="COMMAND")
    running = commands.add_parser("run", help="do it now; the front desk does it daily")
    running.add_argument("--dry-run", action="store_true", help="only say which cases are due")
    running.set_defaults(run=retain)
    customer = subparsers.add_parser("customer", help="a customer's data: give it to them, or erase it")
    verbs = customer.add_subparsers(required=True, metavar="COMMAND")
    for verb, act, what in (
        ("export", export_customer, "write all of it as JSON"),
        ("erase", erase, "erase it"),
    ):
        parser = verbs.add_parser(verb, help=what)
        parser.add_argument("--email", required=True)
        parser.set_defaults(run=act)


def retain(args: argparse.Namespace) -> int:
    """Carry out `amends retention run`."""
    services = build_services(Settings())
    now = services.clock()
    if args.dry_run:
        with services.store.read() as session:
            due = due_for_deletion(session, now=now)
            for case in due:
                print(
                    f"{case.reference}  closed {case.closed_at:%Y-%m-%d}  due since {case.keep_until:%Y-%m-%d}"
                )
        print(f"{len(due)} cases are due. Nothing was changed.")
        return 0
    gone = retain_all(services.store, services.settings.var, now=now)
    print(f"Emptied {gone} cases.")
    return 0


def export_customer(args: argparse.Namespace) -> int:
    """Carry out `amends customer export`: 0, or 1 where nobody has that address."""
    services = build_services(Settings())
    with services.store.read() as session:
        cases = find_customer(session, args.email)
        print(json.dumps(customer_data(session, cases), ensure_ascii=False, indent=2, default=str))
    return 0 if cases else 1


def erase(args: argparse.Namespace) -> int:
    """Carry out `amends customer erase`: 0, or 2 with why not."""
    services = build_services(Settings())
    try:
        with services.store.write() as session:
            ids = [case.conversation_id for case in find_customer(session, args.email)]
            gone = erase_customer(session, args.email, actor=OPERATOR, now=services.clock())
    except NotSettled as error:
        print(error_text(error), file=sys.stderr)
        return 2
    forget_dialogues(services.settings.var, ids)
    print(f"Erased {len(gone)} cases: {', '.join(gone)}." if gone else "Nobody has that address.")
    return 0
